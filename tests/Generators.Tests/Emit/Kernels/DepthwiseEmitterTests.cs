using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class DepthwiseEmitterTests
{
    [Fact]
    public void Emit_SmallFilter_HoldsWeights()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.DepthwiseConv2D(builder.Input([1, 9, 8, 40]), 1, new TinyWindow(3, 3) { StrideY = 2, StrideX = 2, Padding = Padding.Same }, new TinyParameters());

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), strategy: "depthwise")), "SmallFilter", "cs");
    }

    [Fact]
    public void Emit_LargeFilter_LoopsOverTaps()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.DepthwiseConv2D(builder.Input([2, 9, 8, 16]), 1, new TinyWindow(9, 9) { DilationX = 2, Padding = Padding.Same }, new TinyParameters { Kind = RequantizationKind.OnnxFloat });

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), strategy: "depthwise")), "LargeFilter", "cs");
    }

    [Fact]
    public void Emit_TruncatedProducts_SumsOfSomeTaps()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.DepthwiseConv2D(builder.Input([1, 9, 8, 16]), 1, new TinyWindow(3, 3), new TinyParameters());

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(padding: PaddingRule.Skip), multiplier: "trunc:1", strategy: "depthwise")), "Truncated", "cs");
    }

    [Fact]
    public void Emit_LowerPartOr_LoopsOverTaps()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.DepthwiseConv2D(builder.Input([1, 9, 8, 16]), 1, new TinyWindow(9, 9), new TinyParameters());

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), adder: "loa:4", strategy: "depthwise")), "LowerPartOr", "cs");
    }

    [Fact]
    public void Emit_SumOfProducts()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.DepthwiseConv2D(builder.Input([1, 12, 12, 8]), 1, new TinyWindow(3, 3), new TinyParameters());

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), multiplier: "drum:4", strategy: "depthwise")), "Sum", "cs");
    }
}
