namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>What every tool says about one operator.</summary>
/// <param name="Simulation">The comparison with the first simulator: all pairs of a multiplier, vectors of an adder.</param>
/// <param name="SecondSimulation">That of a multiplier with the second simulator; null for an adder.</param>
/// <param name="Proofs">Proofs for all operands; none for a multiplier, whose simulation is one.</param>
internal sealed record OperatorVerdict(OperatorReport Simulation, OperatorReport? SecondSimulation, IReadOnlyList<ProofReport> Proofs)
{
    /// <summary>The worst that a tool found; skipped only where every tool was.</summary>
    public CheckStatus Status
    {
        get
        {
            CheckStatus[] all = [Simulation.Status, .. SecondSimulation is null ? [] : (CheckStatus[])[SecondSimulation.Status], .. Proofs.Select(proof => proof.Status)];
            foreach (CheckStatus status in (CheckStatus[])[CheckStatus.Different, CheckStatus.Failed, CheckStatus.Equal])
            {
                if (all.Contains(status))
                {
                    return status;
                }
            }

            return CheckStatus.Skipped;
        }
    }
}
