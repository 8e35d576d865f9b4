using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Hdl;
using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.OperatorCheck;

/// <summary>Compares several multipliers with their Verilog on all pairs in one simulation, so that a slow build is paid once.</summary>
/// <remarks>The second opinion on <see cref="MultiplierCheck"/>, by another simulator: what one of them gets wrong, both would have to.</remarks>
internal static class MultiplierTablesCheck
{
    private const string Top = "mul_tables_tb";

    /// <summary>Runs the comparison with the second simulator of the environment.</summary>
    /// <returns>One report for each multiplier, in the given order.</returns>
    public static IReadOnlyList<OperatorReport> Run(
        IReadOnlyList<Multiplier> multipliers, CheckEnvironment environment, CancellationToken cancellation)
    {
        int[][] tables = [.. multipliers.Select(MultiplierTable.Of)];
        Simulator? simulator = environment.SecondSimulator;
        OperatorReport[] reports = [.. multipliers.Select((multiplier, i) =>
            MultiplierCheck.Report(multiplier, tables[i], environment.SourceOf(multiplier.RequiredModule())) with
            {
                Reason = CheckEnvironment.NoSecondSimulator,
                ToolName = simulator?.Name,
                ToolVersion = simulator?.Version,
            })];
        if (simulator is null || multipliers.Count == 0)
        {
            return reports;
        }

        using ScratchFolder scratch = new();
        (string Name, string Text)[] files =
        [
            .. environment.SourceFiles(multipliers.Select(multiplier => multiplier.RequiredModule())),
            ($"{Top}.v", MultiplierBench.Tables(multipliers)),
        ];
        foreach ((string name, string text) in files)
        {
            File.WriteAllText(scratch.PathOf(name), text);
        }

        SimulationResult simulation = simulator.Run(scratch.Path, Top, [.. files.Select(file => file.Name)], cancellation);
        if (simulation.Problem is not null)
        {
            OperatorComparison.ThrowIfInterrupted(cancellation);
            return [.. reports.Select(report => OperatorComparison.Failed(report, simulation.Problem))];
        }

        List<int?>[] results = [.. reports.Select((_, i) => OperatorComparison.ReadMemory(scratch.PathOf(Invariant($"table_{i}.hex")), bits: 16))];
        int unknown = results.Sum(table => table.Count(product => product is null));
        bool endedInOrder = results.All(table => table.Count == MultiplierTable.Count)
            && simulation.LastLine == Invariant($"DONE n={MultiplierTable.Count} unknown={unknown}");
        if (!endedInOrder)
        {
            OperatorComparison.ThrowIfInterrupted(cancellation);
            return [.. reports.Select(report => OperatorComparison.Failed(report, $"the bench did not end in order, last line {Quote(simulation.LastLine)}"))];
        }

        return [.. reports.Select((report, i) => OperatorComparison.Compare(report, tables[i], results[i], MultiplierTable.OperandsAt, environment.Care))];
    }
}
