using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Compares several multipliers with their Verilog on all pairs, many in one simulation, so that a build is paid once.</summary>
internal static class MultiplierTablesCheck
{
    private const string Top = "mul_tables_tb";

    /// <summary>Runs the comparison.</summary>
    /// <param name="multipliers">Any number.</param>
    /// <param name="simulator">Runs it.</param>
    /// <param name="perSimulation">Greatest number of multipliers in one simulation: what keeps an interpreting simulator far from its time limit.</param>
    /// <param name="environment">Sources and care set.</param>
    /// <param name="cancellation">Ends the simulator.</param>
    /// <returns>One report for each multiplier, in the given order.</returns>
    public static IReadOnlyList<OperatorReport> Run(
        IReadOnlyList<Multiplier> multipliers,
        Tool<Simulator> simulator,
        int perSimulation,
        CheckEnvironment environment,
        CancellationToken cancellation) =>
        [.. multipliers.Chunk(perSimulation).SelectMany(chunk => Comparison(chunk, environment).Run(simulator, cancellation))];

    private static OperatorComparison Comparison(Multiplier[] multipliers, CheckEnvironment environment) => new()
    {
        Top = Top,
        Files =
        [
            .. environment.SourceFiles(multipliers.Select(multiplier => multiplier.RequiredModule())),
            ($"{Top}.v", MultiplierBench.Tables(multipliers)),
        ],
        Results = [.. multipliers.Select((multiplier, i) => Result(multiplier, i, environment))],
        ResultBits = 16,
        OperandsAt = MultiplierTable.OperandsAt,
        Care = environment.Care,
    };

    private static ComparedResults Result(Multiplier multiplier, int position, CheckEnvironment environment)
    {
        int[] table = MultiplierTable.Of(multiplier);
        OperatorReport report = MultiplierCheck.Report(multiplier, table, environment.SourceOf(multiplier.RequiredModule()));
        return new ComparedResults(report, Invariant($"table_{position}.hex"), table);
    }
}
