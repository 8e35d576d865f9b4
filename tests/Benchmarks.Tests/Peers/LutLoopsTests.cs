using QMacVerify.Benchmarks.Peers;
using QMacVerify.Generators.Graph;
using QMacVerify.Tests.Shared;

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
        AssertLoops(OnnxLayer.All.Single(shape => shape.Name == layer).Import());
    }

    /// <summary>Windows that im2col of the C code does not know: strides, dilation, other sides.</summary>
    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Of_OtherWindows_GivesThreeLoopsWithTheRightSums(int seed)
    {
        AssertLoops(TinyGraphs.Network(seed, PaddingRule.Multiply));
    }

    private static void AssertLoops(Network network)
    {
        BenchmarkRun run = new(isQuick: true);
        string[] names = [.. LutLoops.Of(run, network).Select(loop => loop.Name)];
        Skip.If(run.Skips.Count > 0, run.Skips.FirstOrDefault());
        Assert.Equal(["C naive", LutLoops.RowHoisted, "C gather"], names);
    }
}
