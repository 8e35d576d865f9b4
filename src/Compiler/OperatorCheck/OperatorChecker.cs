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
}
