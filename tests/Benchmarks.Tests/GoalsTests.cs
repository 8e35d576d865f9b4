namespace QMacVerify.Benchmarks.Tests;

public class GoalsTests
{
    [Fact]
    public void Judge_RunWithoutMeasurements_JudgesNothing()
    {
        string[] rows = Goals.Judge(new BenchmarkRun(isQuick: true)).ToText().TrimEnd().Split('\n')[3..];
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.EndsWith("not measured", row, StringComparison.Ordinal));
    }
}
