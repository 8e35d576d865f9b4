namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>What every tool says about one operator.</summary>
/// <param name="Simulation">The comparison with the first simulator: all pairs of a multiplier, vectors of an adder and of the module that joins both; null where there is no circuit.</param>
/// <param name="SecondSimulation">That of a multiplier with the second simulator; null for others, and where there is no circuit.</param>
/// <param name="Expression">The comparison of a multiplier with its generated C# product expression; null for an adder.</param>
/// <param name="Against">The comparison of a multiplier with another; null where none is named.</param>
/// <param name="Proofs">Proofs for all operands; none for a multiplier, whose simulation is one.</param>
internal sealed record OperatorVerdict(
    OperatorReport? Simulation,
    OperatorReport? SecondSimulation,
    OperatorReport? Expression,
    OperatorReport? Against,
    IReadOnlyList<ProofReport> Proofs)
{
    /// <summary>What was found out about the operator's file rather than given.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The comparison that a file of its own reports: with the circuit, or with C# where there is none.</summary>
    public OperatorReport Principal => Simulation ?? Expression!;

    /// <summary>The worst that was found.</summary>
    /// <remarks>Skipped where every tool that looks at the circuit was: C# that equals C# says nothing about Verilog.</remarks>
    public CheckStatus Status
    {
        get
        {
            CheckStatus[] ofCircuit = [.. Of(Simulation, SecondSimulation), .. Proofs.Select(proof => proof.Status)];
            CheckStatus[] all = [.. ofCircuit, .. Of(Expression, Against)];
            if (all.Where(status => status.IsFailure()).ToArray() is { Length: > 0 } failures)
            {
                return Worst(failures);
            }

            // A proof for all operands says what vectors could not.
            if (Proofs.Any(proof => proof.IsOfModel && proof.Status == CheckStatus.Equal))
            {
                all = [.. all.Where(status => status != CheckStatus.EqualOnVectors)];
            }

            bool wasSkipped = Simulation is not null && ofCircuit.All(status => status == CheckStatus.Skipped);
            return wasSkipped ? CheckStatus.Skipped : Worst(all.Where(status => status != CheckStatus.Skipped));
        }
    }

    private static IEnumerable<CheckStatus> Of(params OperatorReport?[] reports) => reports.OfType<OperatorReport>().Select(report => report.Status);

    private static CheckStatus Worst(IEnumerable<CheckStatus> statuses) => statuses.MaxBy(status => status switch
    {
        CheckStatus.Different => 5,
        CheckStatus.Failed => 4,
        CheckStatus.EqualIfReindexed => 3,
        CheckStatus.EqualIfSwapped => 2,
        CheckStatus.EqualOnCareSet or CheckStatus.EqualOnVectors => 1,
        _ => 0,
    });
}
