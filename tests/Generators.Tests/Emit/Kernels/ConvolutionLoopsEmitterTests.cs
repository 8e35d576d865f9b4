using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class ConvolutionLoopsEmitterTests
{
    private static TinyParameters PerChannel => new()
    {
        Multipliers = [new QuantizedMultiplier(1518500250, -8), new QuantizedMultiplier(1073741824, -7)],
        Clamp = new ClampRange(-5, 127),
        ZeroPoint = -5,
    };

    [Fact]
    public void Emit_Padding_Truncated()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 6, 5, 3], zeroPoint: -128), 2, new TinyWindow(3, 3) { StrideY = 2, StrideX = 2 }, PerChannel);

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), "trunc:2", "trunc:1", "loops")), "Padding", "cs");
    }

    [Fact]
    public void Emit_SkippedPadding_CorrectsByPosition()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 6, 5, 3], zeroPoint: -7), 2, new TinyWindow(3, 3), PerChannel);

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(padding: PaddingRule.Skip), "trunc:2", strategy: "loops")), "SkippedPadding", "cs");
    }

    [Fact]
    public void Emit_Transposed_CorrectsByPosition()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.TransposeConv(
            builder.Input([1, 3, 2, 3], zeroPoint: -7), 2, 6, 5, new TinyWindow(3, 3) { StrideY = 2, StrideX = 3 }, PerChannel);

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), "trunc:2", strategy: "loops")), "Transposed", "cs");
    }

    [Fact]
    public void Emit_WeightZeroPoints_FloatRequantization()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(
            builder.Input([1, 5, 5, 2], zeroPoint: -7), 2, new TinyWindow(3, 3),
            PerChannel with { Kind = RequantizationKind.OnnxFloat, WeightZeroPoint = channel => 3 - channel });

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), strategy: "loops")), "WeightZeroPoints", "cs");
    }

    [Fact]
    public void Emit_Grouped_DilatedWithoutPadding()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(2));
        TinyWindow window = new(2, 3) { DilationY = 2, Padding = Padding.Valid };
        builder.Conv2D(builder.Input([1, 6, 5, 4], zeroPoint: 3), 6, window, new TinyParameters { Multipliers = [new QuantizedMultiplier(1518500250, -8)] }, groups: 2);

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), strategy: "loops")), "Grouped", "cs");
    }

    [Fact]
    public void Emit_Depthwise_TwoChannelsPerInputChannel()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(3));
        builder.DepthwiseConv2D(builder.Input([2, 4, 4, 1], zeroPoint: 0), 2, new TinyWindow(3, 3), PerChannel);

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), strategy: "loops")), "Depthwise", "cs");
    }

    [Fact]
    public void Emit_Pointwise_HasNoWindowLoops()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(3));
        builder.Conv2D(builder.Input([1, 4, 4, 8], zeroPoint: 0), 2, new TinyWindow(1, 1), PerChannel);

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), strategy: "loops")), "Pointwise", "cs");
    }
}
