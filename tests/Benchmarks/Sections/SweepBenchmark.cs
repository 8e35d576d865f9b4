using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Benchmarks.Peers;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Evaluation.Stages;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>Networks with one layer at a time on a circuit: what keeping the layers before it saves, and what all published circuits take.</summary>
internal static class SweepBenchmark
{
    public const string Whole = "each assignment whole";
    public const string Staged = "in stages, each beginning once";

    private const int Samples = 600;
    private const int QuickSamples = 64;
    private const int Rounds = 5;
    private const int LoopRounds = 5;

    /// <summary>Folders of the shared models.</summary>
    private static readonly string[] Models = [SharedModel.ResNet8, "kws_dscnn"];

    /// <summary>The race of a model.</summary>
    public static string Subject(string model) => $"{model}, one layer at a time on a circuit";

    public static IEnumerable<BenchmarkTable> Run(BenchmarkRun run)
    {
        (string Name, OperatorPair Operators)[] circuits = [.. BenchmarkOperators.PublishedTables(run)];
        foreach (string name in circuits.Length == 0 ? [] : Models)
        {
            if (SharedModel.Find(run, name) is SharedModel model)
            {
                Network network = model.Import();
                SampleBatch samples = model.Inputs(network, run.IsQuick ? QuickSamples : Samples);
                yield return OneCircuit(run, network, samples, circuits.Single(circuit => circuit.Name == "mul8s_1KX2").Operators);
                yield return AllCircuits(run, network, samples, [.. (run.IsQuick ? circuits.Take(2) : circuits).Select(circuit => circuit.Operators)]);
            }
        }
    }

    private static BenchmarkTable OneCircuit(BenchmarkRun run, Network network, SampleBatch samples, OperatorPair circuit)
    {
        OperatorAssignment[] assignments = [OperatorAssignment.Exact, .. EachLayer(network, circuit)];
        StagedRuns staged = new(network, samples, threads: 1, cache: null);
        CompiledRunner[] whole = [.. assignments.Select(operators => InMemoryCompiler.Compile(PlannedNetwork.Of(network, operators).Plan))];
        foreach ((int index, IReadOnlyList<NpyArray> outputs) in staged.Run(assignments, default))
        {
            if (!outputs[0].Data.SequenceEqual(RunWhole(whole[index])[0].Data))
            {
                throw new InvalidOperationException("stages compute something else than the whole network");
            }
        }

        // Both have their code by now.
        double macs = Macs(network) * samples.Count * assignments.Length;
        string subject = Subject(network.Graph.Name);
        Race race = run.Race(
            subject, Rounds,
            [
                new Candidate(Whole, macs, () => Array.ForEach(whole, runner => RunWhole(runner))),
                new Candidate(Staged, macs, () => RunAll(staged, assignments)),
            ],
            Clock.Process);
        BenchmarkTable table = new(
            Invariant($"{subject}, and exact: {assignments.Length} assignments, {samples.Count} samples, CPU time without compilation."),
            "runs", "s", $"over {Whole}");
        foreach (Candidate candidate in race.Candidates)
        {
            table.Add(candidate.Name, race[candidate.Name].Microseconds.Times(1e-6), race.Speed(candidate.Name, over: Whole));
        }

        return table;

        IReadOnlyList<NpyArray> RunWhole(CompiledRunner runner) => BatchRunner.Run(runner.Create, samples, threads: 1);
    }

    private static BenchmarkTable AllCircuits(BenchmarkRun run, Network network, SampleBatch samples, OperatorPair[] circuits)
    {
        OperatorAssignment[] assignments =
        [
            OperatorAssignment.Exact,
            .. circuits.SelectMany(circuit => EachLayer(network, circuit)),
            .. circuits.Select(circuit => new OperatorAssignment(circuit)),
        ];
        double evaluations = (double)samples.Count * assignments.Length;
        BenchmarkTable table = new(
            Invariant($"{network.Graph.Name}: {circuits.Length} circuits in each of {network.Graph.ProductNodes.Count()} layers and in all, and exact: {assignments.Length} assignments, {samples.Count} samples, CPU time."),
            "how", "s", "in stages, times as fast");
        double seconds = 1e-9 * Clock.Process.Time(() => RunAll(new StagedRuns(network, samples, threads: null, cache: null), assignments));
        table.Add("in stages, compilation included", new Figure(seconds), null);
        OperatorAssignment[] some = [.. EachLayer(network, circuits[0])];
        double whole = 1e-9 * Clock.Process.Time(() => Array.ForEach(some, operators =>
            BatchRunner.Run(InMemoryCompiler.Compile(PlannedNetwork.Of(network, operators).Plan).Create, samples))) * assignments.Length / some.Length;
        table.Add("each whole, compilation included, estimated from one circuit", new Figure(whole), new Figure(whole / seconds));
        (string Name, Action Run)[] loops = [.. LutLoops.Of(run, network)];
        if (loops.Length > 0)
        {
            Race race = run.Race($"{network.Graph.Name}, C loops", LoopRounds, [.. loops.Select(loop => new Candidate(loop.Name, Macs(network), loop.Run))]);
            foreach (Candidate loop in race.Candidates)
            {
                Figure estimate = race[loop.Name].Microseconds.Times(1e-6 * evaluations);
                table.Add($"{loop.Name}, estimated from one sample", estimate, estimate.Times(1 / seconds));
            }
        }

        return table;
    }

    private static IEnumerable<OperatorAssignment> EachLayer(Network network, OperatorPair circuit) => network.Graph.ProductNodes.Select(layer =>
        new OperatorAssignment(OperatorPair.Exact, new[] { new LayerOperators(layer.Name, circuit) }.ToEquatableArray()));

    private static void RunAll(StagedRuns runs, OperatorAssignment[] assignments)
    {
        foreach ((int, IReadOnlyList<NpyArray>) _ in runs.Run(assignments, default))
        {
            // Results come as they are asked for.
        }
    }

    private static double Macs(Network network) => network.Graph.MacNodes.Sum(layer => (double)layer.Geometry.Macs);
}
