using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>Interval bound propagation against one inference.</summary>
internal static class BoundsBenchmark
{
    private const int Rounds = 15;

    public static IEnumerable<BenchmarkTable> Run(BenchmarkRun run)
    {
        BenchmarkTable table = new(
            "Bounds: CPU time of one interval analysis, in compiled runs of the network.", "network", "all inputs", "around one input");
        foreach ((string name, Network imported) in BenchmarkModels.All(run))
        {
            Network network = imported;
            foreach (OperatorPair operators in BenchmarkOperators.All)
            {
                AddRow(run, $"{name}; {operators}", network, operators, table);
            }
        }

        yield return table;
    }

    private static void AddRow(BenchmarkRun run, string subject, Network network, OperatorPair operators, BenchmarkTable table)
    {
        OperatorAssignment assignment = new(operators);
        int elements = network.Graph.Tensor(network.Graph.Inputs[0]).ElementCount;
        InputRegion around = InputRegion.Linf([new sbyte[elements]], 2);
        CompiledModel compiled = CompiledModel.Build(network, CompiledModel.Plan(network, operators));
        IReadOnlyList<Samples> runs = Interleaved.Measure(
            Clock.Process, run.Rounds(Rounds),
            [
                compiled.Run,
                () => IntervalAnalysis.Run(network, assignment, InputRegion.Full),
                () => IntervalAnalysis.Run(network, assignment, around),
            ]);
        table.Add(subject, runs[1].Over(runs[0]), runs[2].Over(runs[0]));
    }
}
