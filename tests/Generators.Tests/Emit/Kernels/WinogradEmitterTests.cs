using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class WinogradEmitterTests
{
    [Fact]
    public void Emit_Convolution_WithRests()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([2, 9, 12, 5]), 20, new TinyWindow(3, 3));

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), strategy: "winograd")), "Convolution", "cs");
    }

    [Fact]
    public void Emit_SumOfProducts()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 6, 6, 20]), 16, new TinyWindow(3, 3));

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), multiplier: "bam:h=1,v=3", strategy: "winograd")), "Sum", "cs");
    }

    [Fact]
    public void Emit_LargerTiles()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 8, 9, 16]), 16, new TinyWindow(3, 3) { Padding = Padding.Same });

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), strategy: "winograd4x4")), "LargerTiles", "cs");
    }
}
