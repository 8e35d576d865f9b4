using QMacVerify.Benchmarks.Peers;

namespace QMacVerify.Benchmarks.Tests.Peers;

public class LutLoopsTests
{
    /// <summary>Each loop compares its sums with those of the definition before it is handed out.</summary>
    [SkippableTheory]
    [InlineData("3x3, 11x11x32 to 32")]
    [InlineData("depthwise 3x3, 48x48x16")]
    [InlineData("1x1, 25x5x64 to 64")]
    public void Of_Layer_GivesThreeLoopsWithTheRightSums(string layer)
    {
        BenchmarkRun run = new(isQuick: true);
        string[] names = [.. LutLoops.Of(run, layer, OnnxLayer.All.Single(shape => shape.Name == layer).Import()).Select(loop => loop.Name)];
        Skip.If(run.Skips.Count > 0, run.Skips.FirstOrDefault());
        Assert.Equal(["C naive", LutLoops.RowHoisted, "C gather"], names);
    }
}
