using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>Loops against written-out products, layer by layer, and what writing out costs once.</summary>
internal static class KernelBenchmark
{
    private const int Rounds = 41;

    /// <summary>Compilations of each candidate: the cost of one is not worth more.</summary>
    private const int Builds = 5;

    public static IEnumerable<BenchmarkTable> Run(BenchmarkRun run)
    {
        BenchmarkTable table = new(
            "Kernels: unrolled against loops. The one-off costs are what unrolling adds, in runs of the loops; repaid: runs after which it has saved them.",
            "layer", "products", "positions", "unrolled/loops", "Roslyn adds", "JIT adds", "JIT repaid", "all repaid");
        foreach (LayerShape shape in LayerShape.All())
        {
            AddRows(run, shape, table);
        }

        yield return table;
    }

    private static void AddRows(BenchmarkRun run, LayerShape shape, BenchmarkTable table)
    {
        IReadOnlyList<OperatorPair> operators = BenchmarkOperators.All;
        List<ExecutionPlan> plans = [.. operators.SelectMany(pair =>
            new[] { "loops", "unrolled" }.Select(strategy => CompiledModel.Plan(shape.Model, pair, strategy)))];

        // The first build of a kind warms Roslyn and the JIT up.
        List<CompiledModel[]> builds = [.. Enumerable.Range(0, run.Rounds(Builds) + 1)
            .Select(_ => plans.Select(plan => CompiledModel.Build(shape.Model, plan)).ToArray()).Skip(1)];
        IReadOnlyList<Samples> runs = Interleaved.Measure(
            Clock.Thread, run.Rounds(Rounds), [.. builds[^1].Select(candidate => (Action)candidate.Run)]);
        for (int i = 0; i < operators.Count; i++)
        {
            int loops = 2 * i;
            int unrolled = loops + 1;
            double Extra(Func<CompiledModel, double> cost) =>
                Figure.Median(builds.Select(build => cost(build[unrolled]) - cost(build[loops])));

            double saved = runs[loops].Median - runs[unrolled].Median;
            double roslyn = Extra(build => build.CompileTime);
            double jit = Extra(build => build.FirstRunTime) + saved;
            table.Add(
                $"{shape.Name}; {operators[i]}",
                new Figure(shape.Products), new Figure(shape.Layer.Geometry.Positions),
                runs[unrolled].Over(runs[loops]),
                new Figure(roslyn / runs[loops].Median), new Figure(jit / runs[loops].Median),
                saved > 0 ? new Figure(jit / saved) : null,
                saved > 0 ? new Figure((roslyn + jit) / saved) : null);
        }
    }
}
