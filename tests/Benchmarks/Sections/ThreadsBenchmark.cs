using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Runtime.Running;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>A batch on one thread and on two, by the clock on the wall: the one section that a busy machine spoils.</summary>
internal static class ThreadsBenchmark
{
    public const string Subject = "ResNet8, threads";
    public const string One = "one thread";
    public const string Two = "two threads";
    public const string Rows = "two threads, rows of one sample at a time";

    private const int Batch = 64;
    private const int Rounds = 21;

    public static IEnumerable<BenchmarkTable> Run(BenchmarkRun run)
    {
        if (Environment.ProcessorCount != 2)
        {
            run.Skip(Subject, Invariant($"batches take all {Environment.ProcessorCount} processors; DOTNET_PROCESSOR_COUNT=2 makes them two"));
            yield break;
        }

        if (SharedModel.Find(run, SharedModel.ResNet8) is not SharedModel file)
        {
            yield break;
        }

        Network network = file.Import();
        ReferenceOutputs expected = ReferenceOutputs.OfRandom(network, OperatorAssignment.Exact, Batch);
        CompiledModel model = CompiledModel.Build(network, CompiledModel.Plan(network, OperatorPair.Exact), expected);
        CompiledModel rows = CompiledModel.Build(network, RowBands.Split(CompiledModel.Plan(network, OperatorPair.Exact), threads: 2), expected);
        if (!BatchRunner.Run(model.Create, expected.Samples)[0].Data.SequenceEqual(expected.Outputs.SelectMany(output => output).ToArray()))
        {
            throw new InvalidOperationException("a batch on several threads differs from the reference");
        }

        double macs = Batch * (double)network.Graph.MacNodes.Sum(layer => layer.Geometry.Macs);
        Race race = run.Race(
            Subject, Rounds,
            [
                new Candidate(One, macs, () => model.RunBatch(Batch)),
                new Candidate(Two, macs, () => BatchRunner.Run(model.Create, expected.Samples)),
                new Candidate(Rows, macs, () => rows.RunBatch(Batch)),
            ],
            Clock.Wall);
        BenchmarkTable table = new($"{Subject}: {Batch} samples, time on the wall.", "threads", "us", "GMAC/s", "over one");
        foreach (Candidate candidate in race.Candidates)
        {
            table.Add(candidate.Name, race[candidate.Name].Microseconds, race.GigaMacs(candidate.Name), race.Speed(candidate.Name, over: One));
        }

        yield return table;
    }
}
