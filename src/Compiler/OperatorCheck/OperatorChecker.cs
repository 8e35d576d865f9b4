using QMacVerify.Generators.Operators;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Checks both operators of a pair against their Verilog and writes one report each.</summary>
internal static class OperatorChecker
{
    /// <summary>Checks with the installed simulator and our own modules.</summary>
    /// <param name="operators">The pair.</param>
    /// <param name="vectors">Random vectors of the adder, 0 to <see cref="AdderCheck.MaxVectors"/>; a multiplier is always checked on all pairs.</param>
    /// <param name="seed">Of the random vectors.</param>
    /// <param name="outFolder">Gets the two files of <see cref="OperatorReportWriter.FileName"/>.</param>
    /// <param name="cancellation">Ends the simulator; reports of finished checks stay.</param>
    /// <exception cref="IOException">A report could not be written.</exception>
    public static OperatorCheckSummary Run(OperatorPair operators, int vectors, ulong seed, string outFolder, CancellationToken cancellation) =>
        Run(operators, vectors, seed, outFolder, CheckEnvironment.Installed(), cancellation);

    /// <summary>Checks in a given environment.</summary>
    public static OperatorCheckSummary Run(
        OperatorPair operators,
        int vectors,
        ulong seed,
        string outFolder,
        CheckEnvironment environment,
        CancellationToken cancellation)
    {
        OperatorReport multiplier = MultiplierCheck.Run(operators.Multiplier, environment, cancellation);
        string multiplierFile = OperatorReportWriter.Write(multiplier, outFolder);
        OperatorReport adder = AdderCheck.Run(operators.Adder, vectors, seed, environment, cancellation);
        string adderFile = OperatorReportWriter.Write(adder, outFolder);
        return new OperatorCheckSummary(multiplier, multiplierFile, adder, adderFile);
    }

    /// <summary>Checks any number of operators with every tool of an environment; writes no files.</summary>
    /// <param name="multipliers">Each on all pairs, in both simulators.</param>
    /// <param name="adders">Each on vectors, and proved.</param>
    /// <param name="vectors">Random vectors of each adder.</param>
    /// <param name="seed">Of the random vectors.</param>
    /// <param name="environment">The tools; what needs an absent one is skipped, and says so.</param>
    /// <param name="cancellation">Ends the running tool.</param>
    /// <returns>Multipliers, then adders, in the given order.</returns>
    public static IReadOnlyList<OperatorVerdict> RunAll(
        IReadOnlyList<Multiplier> multipliers,
        IReadOnlyList<Adder> adders,
        int vectors,
        ulong seed,
        CheckEnvironment environment,
        CancellationToken cancellation)
    {
        IReadOnlyList<OperatorReport> tables = MultiplierTablesCheck.Run(multipliers, environment, cancellation);
        return
        [
            .. multipliers.Select((multiplier, i) =>
                new OperatorVerdict(MultiplierCheck.Run(multiplier, environment, cancellation), tables[i], [])),
            .. adders.Select(adder => new OperatorVerdict(
                AdderCheck.Run(adder, vectors, seed, environment, cancellation),
                null,
                [AdderProof.OfFormula(adder, environment, cancellation), AdderProof.OfOrder(adder, environment, cancellation)])),
        ];
    }
}
