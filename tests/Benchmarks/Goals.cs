using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Benchmarks.Peers;
using QMacVerify.Benchmarks.Sections;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Benchmarks;

/// <summary>A line that the kernels are to reach.</summary>
/// <param name="What">What is compared.</param>
/// <param name="Target">The line.</param>
/// <param name="Figures">What was measured, by name; the worst counts. Empty where nothing was.</param>
internal sealed record Goal(string What, Target Target, Func<BenchmarkRun, IEnumerable<(string Name, Figure Figure)>> Figures);

/// <summary>What the kernels are to reach, with the verdict of a run.</summary>
internal static class Goals
{
    private static readonly IReadOnlyList<Goal> All =
    [
        Speed("exact ResNet8 over the uint8 twin with x64quantprecision", 2.3, SharedModel.ResNet8Onnx, _ => OnnxSetting.TwinPrecise.Name),
        Speed("exact ResNet8 over the twin's default, which is not exact", 1.5, SharedModel.ResNet8Onnx, _ => OnnxSetting.TwinDefault.Name),
        Speed("exact DS-CNN over ONNX Runtime's default", 1.9, SharedModel.KeywordsOnnx, _ => OnnxSetting.Default.Name),
        Speed($"{OnnxLayer.Depthwise48} over the best exact setting", 3.6, OnnxLayer.Depthwise48, BestExact),
        Speed($"{OnnxLayer.Wide56} over the best exact setting", 1.9, OnnxLayer.Wide56, BestExact),
        Share("3x3 layers, share of vpmaddwd peak", 0.57, layer => layer.IsDirect3x3),
        Share("3x3 layers of 64 channels and more, share of vpmaddwd peak", 1, layer => layer.IsDirect3x3 && layer.InChannels >= 64),
        Circuit("trunc:3 to trunc:6 over own exact without Winograd", 0.9, 1, ApproximateBenchmark.Direct, name => IsTruncation(name, 3, 6)),
        Circuit("trunc:2 over own exact without Winograd", 0.85, 1, ApproximateBenchmark.Direct, name => IsTruncation(name, 2, 2)),
        Circuit("trunc:1 over own exact without Winograd", 0.75, 1, ApproximateBenchmark.Direct, name => IsTruncation(name, 1, 1)),
        Circuit("operators of rank 1 over own exact without Winograd", 0.9, 1, ApproximateBenchmark.Direct, name => BenchmarkOperators.IsRankOne(Circuit(name))),
        Circuit("every signed table over own exact without Winograd", 0.27, 1, ApproximateBenchmark.Direct, IsSignedTable),
        Circuit("every signed table over the row-hoisted C loop", 8, 1, LutLoops.RowHoisted, IsSignedTable),
        Circuit(
            "any table or circuit, batch of 16, over the row-hoisted C loop", 5, ApproximateBenchmark.Batch, LutLoops.RowHoisted,
            name => name.StartsWith(ApproximateBenchmark.Multiplier(""), StringComparison.Ordinal)),
        Circuit("adder trunc over own exact without Winograd", 0.8, 1, ApproximateBenchmark.Direct, name => name == ApproximateBenchmark.Adder("trunc:2")),
        Circuit("adder loa over own exact without Winograd", 0.4, 1, ApproximateBenchmark.Direct, name => name == ApproximateBenchmark.Adder("loa:4")),
        new("two threads over one, batch of 64, ResNet8", new Target(1.8), run => run.FindRace(ThreadsBenchmark.Subject) is Race race
            ? [(ThreadsBenchmark.Two, race.Speed(ThreadsBenchmark.Two, over: ThreadsBenchmark.One))]
            : []),
        Cost("run of ResNet8, first start, s of CPU", 1.5, StartBenchmark.Cost(SharedModel.ResNet8, StartBenchmark.FirstRun)),
        Cost("run of ResNet8, second start, s of CPU", 0.5, StartBenchmark.Cost(SharedModel.ResNet8, StartBenchmark.SecondRun)),
        Cost("MobileNetV2, export and run, first start, s of CPU", 6, StartBenchmark.Cost(SharedModel.MobileNetV2, StartBenchmark.ExportAndRun)),
        Cost("MobileNetV2 with trunc:2, first start, over exact", 2, StartBenchmark.Cost(SharedModel.MobileNetV2, StartBenchmark.Truncated)),
        Cost("600 images of ResNet8 on the published circuits, s of CPU", 90, CircuitAccuracy.ResNet8Cost),
        new("ResNet8, one layer at a time: staged runs over whole ones", new Target(2), run => run.FindRace(SweepBenchmark.Subject(SharedModel.ResNet8)) is Race race
            ? [(SweepBenchmark.Staged, race.Speed(SweepBenchmark.Staged, over: SweepBenchmark.Whole))]
            : []),
    ];

    /// <summary>A row for each goal: the figure with its quartiles, whose it is where the worst counts, the verdict.</summary>
    public static BenchmarkTable Judge(BenchmarkRun run)
    {
        BenchmarkTable table = new(
            "Goals. Speeds: at least the line; costs: at most. met within spread: the line lies between the quartiles.",
            "goal", "line", "measured", "<by", "<verdict");
        foreach (Goal goal in All)
        {
            Cell line = new(Invariant($"{(goal.Target.IsCeiling ? "<=" : ">=")} {goal.Target.Line}"), null);
            if (goal.Target.Worst(goal.Figures(run)) is (string name, Figure figure))
            {
                table.Add(goal.What, line, figure, name, goal.Target.Verdict(figure));
            }
            else
            {
                table.Add(goal.What, line, null, null, "not measured");
            }
        }

        return table;
    }

    /// <summary>Our exact kernels over another candidate of the same race.</summary>
    private static Goal Speed(string what, double line, string subject, Func<Race, string?> other) => new(what, new Target(line), run =>
        run.FindRace(subject) is Race race && other(race) is string name && race.Has(name) ? [(name, race.Speed(PeerTable.Own, over: name))] : []);

    private static string? BestExact(Race race) => race.Fastest(candidate => candidate.IsPeer && candidate.IsExact);

    private static Goal Share(string what, double line, Func<OnnxLayer, bool> condition) => new(what, new Target(line), run =>
        from layer in OnnxLayer.All.Where(condition)
        let race = run.FindRace(layer.Name)
        where race is not null && race.Has(VectorPeak.Pairs)
        select (layer.Name, race.Speed(PeerTable.Own, over: VectorPeak.Pairs)));

    /// <summary>Our kernels with some circuits over another candidate.</summary>
    private static Goal Circuit(string what, double line, int batch, string over, Func<string, bool> condition) => new(what, new Target(line), run =>
        run.FindRace(ApproximateBenchmark.Subject(batch)) is Race race && race.Has(over)
            ? race.Candidates.Where(candidate => condition(candidate.Name)).Select(candidate => (candidate.Name, race.Speed(candidate.Name, over)))
            : []);

    private static Goal Cost(string what, double line, string name) => new(what, new Target(line, IsCeiling: true), run =>
        run.FindCost(name) is Figure cost ? [(name, cost)] : []);

    private static bool IsTruncation(string name, int least, int most) =>
        Enumerable.Range(least, most - least + 1).Any(drop => name == ApproximateBenchmark.Multiplier(Invariant($"trunc:{drop}")));

    private static bool IsSignedTable(string name) => name.StartsWith(ApproximateBenchmark.Multiplier("mul8s"), StringComparison.Ordinal);

    /// <summary>The circuit of a candidate that multiplies with one.</summary>
    private static string Circuit(string candidate) => candidate.Split(' ')[^1];
}
