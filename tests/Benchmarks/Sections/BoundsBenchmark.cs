using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>Interval bound propagation against exact inferences of the same network.</summary>
internal static class BoundsBenchmark
{
    private const int Rounds = 15;
    private const string Mobile = "mobilenetv2_qat_224";

    private static readonly AnalysisOptions OneThread = new() { Threads = 1 };
    private static readonly AnalysisOptions TwoThreads = new() { Threads = 2 };

    public static IEnumerable<BenchmarkTable> Run(BenchmarkRun run)
    {
        BenchmarkTable table = new(
            "Bounds: CPU time of one interval analysis on one thread, and how many exact compiled runs of the network take as long.",
            "network", "all inputs, ms", "in runs", "a box for each element, ms", "in runs of it");
        OperatorPair[] operators = 
        [
            .. BenchmarkOperators.All,
            .. BenchmarkOperators.TableOfEachRank(run).Concat(BenchmarkOperators.HighRankTables(run).Take(1)).Select(table => table.Operators),
        ];
        foreach ((string name, Network network) in BenchmarkModels.All(run))
        {
            CompiledModel compiled = CompiledModel.Build(network, CompiledModel.Plan(network, OperatorPair.Exact));
            foreach (OperatorPair pair in operators)
            {
                AddRow(run, $"{name}; {pair}", network, pair, compiled, table);
            }
        }

        yield return table;
        if (!run.IsQuick && SharedModel.Find(run, Mobile) is SharedModel mobile)
        {
            yield return OfMobile(mobile.Import(), operators);
        }
    }

    private static void AddRow(BenchmarkRun run, string subject, Network network, OperatorPair operators, CompiledModel compiled, BenchmarkTable table)
    {
        OperatorAssignment assignment = new(operators);
        InputRegion around = InputRegion.Linf(InputCodes.Centres(network.Graph, compiled.Samples, 0), 2);
        IReadOnlyList<Samples> runs = Interleaved.Measure(
            Clock.Process, run.Rounds(Rounds),
            [
                compiled.Run,
                () => IntervalAnalysis.Run(network, assignment, InputRegion.Full, OneThread),
                () => IntervalAnalysis.Run(network, assignment, around, OneThread),
            ]);
        table.Add(subject, runs[1].Microseconds.Times(1e-3), runs[1].Over(runs[0]), runs[2].Microseconds.Times(1e-3), runs[2].Over(runs[0]));
    }

    /// <summary>A large network, in seconds, and what a second thread saves.</summary>
    private static BenchmarkTable OfMobile(Network network, IEnumerable<OperatorPair> operators)
    {
        BenchmarkTable table = new("Bounds of all inputs, a large network.", "network", "s of CPU, one thread", "two threads over one, on the wall");
        foreach (OperatorPair pair in operators)
        {
            OperatorAssignment assignment = new(pair);
            Action one = () => IntervalAnalysis.Run(network, assignment, InputRegion.Full, OneThread);
            one();
            double seconds = Clock.Process.Time(one) * 1e-9;
            double onWall = Clock.Wall.Time(one);
            double twoOnWall = Clock.Wall.Time(() => IntervalAnalysis.Run(network, assignment, InputRegion.Full, TwoThreads));
            table.Add(Invariant($"{Mobile}; {pair}"), new Figure(seconds), new Figure(onWall / twoOnWall));
        }

        return table;
    }
}
