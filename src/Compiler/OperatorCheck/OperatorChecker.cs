using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Verilog;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Compiler.OperatorCheck.Faults;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Checks both operators of a pair against their Verilog and writes one report each.</summary>
internal static class OperatorChecker
{
    /// <summary>Of an interpreting simulator: 10 seconds of its time at most.</summary>
    private const int MultipliersPerSimulation = 32;

    /// <summary>Checks with the installed simulator and our own modules.</summary>
    /// <param name="operators">The pair.</param>
    /// <param name="vectors">Random vectors of the adder, 0 to <see cref="AdderCheck.MaxVectors"/>; a multiplier is always checked on all pairs.</param>
    /// <param name="seed">Of the random vectors.</param>
    /// <param name="outFolder">Gets the two files of <see cref="OperatorReportWriter.FileName"/>.</param>
    /// <param name="cancellation">Ends the simulator; reports of finished checks stay.</param>
    /// <exception cref="IOException">A report could not be written.</exception>
    public static OperatorCheckSummary Run(OperatorPair operators, int vectors, ulong seed, string outFolder, CancellationToken cancellation) =>
        Run(operators, vectors, seed, outFolder, CheckEnvironment.Installed(), null, cancellation);

    /// <summary>Checks in a given environment; the self-test is the quick one unless it has a scope.</summary>
    public static OperatorCheckSummary Run(
        OperatorPair operators,
        int vectors,
        ulong seed,
        string outFolder,
        CheckEnvironment environment,
        SelfTestScope? selfTest,
        CancellationToken cancellation)
    {
        OperatorReport multiplier = MultiplierCheck.Run(operators.Multiplier, environment, cancellation);
        OperatorReport adder = AdderCheck.Run(operators.Adder, vectors, seed, environment, cancellation);

        SelfTestResult faults = RunSelfTest(selfTest, [multiplier, adder], environment, cancellation);
        multiplier = multiplier with { SelfTest = faults };
        adder = adder with { SelfTest = faults };
        string multiplierFile = OperatorReportWriter.Write(multiplier, outFolder);
        string adderFile = OperatorReportWriter.Write(adder, outFolder);
        return new OperatorCheckSummary(multiplier, multiplierFile, adder, adderFile, faults);
    }

    /// <summary>Checks any number of operators with every tool of an environment; writes no files.</summary>
    /// <param name="request">The operators.</param>
    /// <param name="environment">The tools; what needs an absent one is skipped, and says so.</param>
    /// <param name="cancellation">Ends the running tool.</param>
    public static OperatorCheckResult RunAll(CheckRequest request, CheckEnvironment environment, CancellationToken cancellation)
    {
        ResolvedMultiplier[] multipliers = [.. request.Multipliers.Concat(request.Against is null ? [] : [request.Against]).DistinctBy(resolved => resolved.Multiplier)];
        Multiplier[] builtIn = [.. multipliers.Select(resolved => resolved.Multiplier).Where(multiplier => multiplier.Verilog is not null)];
        IReadOnlyList<OperatorReport> first = MultiplierTablesCheck.Run(
            builtIn, environment.Simulator, MultipliersPerSimulation, environment, cancellation);
        IReadOnlyList<OperatorReport> second = MultiplierTablesCheck.Run(
            builtIn, environment.SecondSimulator, int.MaxValue, environment, cancellation);
        Dictionary<Multiplier, OperatorVerdict> tables = builtIn
            .Select((multiplier, i) => (Multiplier: multiplier, Verdict: new OperatorVerdict(first[i], second[i], null, null, [])))
            .ToDictionary(entry => entry.Multiplier, entry => entry.Verdict);
        IReadOnlyList<OperatorReport> expressions =
            ExpressionCheck.Run([.. multipliers.Select(resolved => ProductCode.Of(resolved.Multiplier))], environment.Care, cancellation);
        IReadOnlyList<OperatorReport> sums = AdderCheck.RunTogether(request.Adders, request.Vectors, request.Seed, environment, cancellation);
        Multiplier macMultiplier = builtIn.FirstOrDefault() ?? OperatorPair.Exact.Multiplier;
        OperatorVerdict[] verdicts =
        [
            .. multipliers.Select((resolved, i) => (tables.GetValueOrDefault(resolved.Multiplier) ?? SimulateCircuit(resolved, environment, cancellation)) with
            {
                Expression = expressions[i],
                Against = request.Against is ResolvedMultiplier other && other != resolved ? Compare(resolved.Multiplier, other.Multiplier, environment.Care) : null,
                Notes = resolved.Notes,
            }),
            .. request.Adders.Zip(sums, (adder, simulated) =>
                new OperatorVerdict(simulated, null, null, null,
                [
                    AdderProof.OfFormula(adder, environment, cancellation),
                    AdderProof.OfOrder(adder, environment, cancellation),
                    .. request.MacAdders.Contains(adder) ? (ProofReport[])[MacProof.Of(new OperatorPair(macMultiplier, adder), environment, cancellation)] : [],
                ])),
            .. request.HasMac ? (OperatorVerdict[])[new OperatorVerdict(MacCheck.Run(environment, cancellation), null, null, null, [])] : [],
        ];
        return new OperatorCheckResult(
            verdicts,
            RunSelfTest(request.SelfTest, [.. first, .. sums], environment, cancellation),
            environment.Care,
            environment.Care?.HoldsFor(multipliers.Select(resolved => resolved.Multiplier)) ?? false);
    }

    /// <summary>The self-test, unless it is the quick one and its simulator cannot do its work.</summary>
    /// <param name="scope">Null for the quick form.</param>
    /// <param name="simulated">What the first simulator said of our own modules.</param>
    /// <param name="environment">The tools.</param>
    /// <param name="cancellation">Ends the running tool.</param>
    private static SelfTestResult RunSelfTest(
        SelfTestScope? scope, IReadOnlyList<OperatorReport> simulated, CheckEnvironment environment, CancellationToken cancellation) =>
        // The quick one has this simulator alone: where it cannot do its work it catches no fault either, and each attempt costs a second.
        scope is null && simulated.Count > 0 && simulated.All(report => report.Status == CheckStatus.Failed)
            ? new SelfTestResult([], simulated[0].Reason)
            : SelfTest.Run(scope, environment, cancellation);

    private static OperatorVerdict SimulateCircuit(ResolvedMultiplier resolved, CheckEnvironment environment, CancellationToken cancellation)
    {
        if (resolved.Origin is not { Circuit: VerilogCircuit circuit } origin)
        {
            return new OperatorVerdict(null, null, null, null, []);
        }

        OperatorReport Run(Tool<Simulator> simulator) =>
            CircuitCheck.Run(resolved.Multiplier, origin, circuit, simulator, environment.Care, cancellation);
        return new OperatorVerdict(Run(environment.Simulator), Run(environment.SecondSimulator), null, null, []);
    }

    /// <summary>One multiplier beside another that it should equal: what they are, not how they are built.</summary>
    private static OperatorReport Compare(Multiplier multiplier, Multiplier other, CareSet? care)
    {
        int[] table = MultiplierTable.Of(multiplier);
        OperatorReport report = new()
        {
            Kind = OperatorKind.Multiplier,
            Spec = multiplier.Spec,
            TableSha256 = MultiplierTable.Sha256(table),
            ToolName = other.Spec,
        };
        return OperatorComparison.Compare(
            report, MultiplierTable.Of(other), Array.ConvertAll(table, product => (int?)product), MultiplierTable.OperandsAt, care);
    }
}
