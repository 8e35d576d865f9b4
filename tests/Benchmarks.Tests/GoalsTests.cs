using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Benchmarks.Sections;

namespace QMacVerify.Benchmarks.Tests;

public class GoalsTests
{
    [Theory]
    [InlineData(PeerTable.Own, false)]
    [InlineData(ApproximateBenchmark.Direct, true)]
    public void Judge_Circuit_IsComparedWithExactKernelsWithoutWinograd(string over, bool isMeasured)
    {
        BenchmarkRun run = new(isQuick: true);
        run.Race(
            ApproximateBenchmark.Subject(1), rounds: 1,
            [.. new[] { over, ApproximateBenchmark.Multiplier("trunc:2") }.Select(name => new Candidate(name, 1, () => Thread.SpinWait(100)))]);
        string row = Goals.Judge(run).ToText().Split('\n').Single(line => line.StartsWith("trunc:2 over own exact without Winograd", StringComparison.Ordinal));
        Assert.Equal(isMeasured, !row.EndsWith("not measured", StringComparison.Ordinal));
    }

    [Fact]
    public void Judge_RunWithoutMeasurements_JudgesNothing()
    {
        string[] rows = Goals.Judge(new BenchmarkRun(isQuick: true)).ToText().TrimEnd().Split('\n')[3..];
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.EndsWith("not measured", row, StringComparison.Ordinal));
    }
}
