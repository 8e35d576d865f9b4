using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>Whole networks: the reference interpreter and loops alone against what the compiler chooses.</summary>
internal static class NetworkBenchmark
{
    private const int Rounds = 21;

    public static IEnumerable<BenchmarkTable> Run(BenchmarkRun run)
    {
        BenchmarkTable table = new(
            "Networks: time over that of the compiled network with the same circuits, and of the compiled network over the exact one.",
            "network", "reference/compiled", "loops only/compiled", "compiled/exact");
        foreach ((string name, Network imported) in BenchmarkModels.All(run))
        {
            AddRows(run, name, imported, table);
        }

        yield return table;
    }

    private static void AddRows(BenchmarkRun run, string name, Network network, BenchmarkTable table)
    {
        IReadOnlyList<OperatorPair> operators = BenchmarkOperators.All;
        IReadOnlyList<Samples> runs = Interleaved.Measure(Clock.Thread, run.Rounds(Rounds), [.. operators.SelectMany(pair => Candidates(network, pair))]);
        for (int i = 0; i < operators.Count; i++)
        {
            Samples compiled = runs[3 * i];
            table.Add(
                $"{name}; {operators[i]}",
                runs[(3 * i) + 1].Over(compiled), runs[(3 * i) + 2].Over(compiled), i == 0 ? null : compiled.Over(runs[0]));
        }
    }

    private static IEnumerable<Action> Candidates(Network network, OperatorPair operators)
    {
        CompiledModel compiled = CompiledModel.Build(network, CompiledModel.Plan(network, operators));
        ReferenceEngine reference = new(network, new OperatorAssignment(operators));
        byte[] output = new byte[reference.Outputs[0].ByteCount];
        yield return compiled.Run;
        yield return () => reference.Run([compiled.Samples.Sample(0, 0)], [output]);
        yield return CompiledModel.Build(network, CompiledModel.Plan(network, operators, "loops")).Run;
    }
}
