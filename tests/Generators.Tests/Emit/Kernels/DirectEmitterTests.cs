using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class DirectEmitterTests
{
    [Fact]
    public void Emit_Convolution_WithRests()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 6, 7, 3]), 20, new TinyWindow(3, 3), PerChannel(20));

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), strategy: "direct")), "Convolution", "cs");
    }

    [Fact]
    public void Emit_Pointwise_IsOneRow()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([2, 4, 4, 8]), 10, new TinyWindow(1, 1), new TinyParameters { Kind = RequantizationKind.OnnxFloat });

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), strategy: "direct")), "Pointwise", "cs");
    }

    [Fact]
    public void Emit_TransposeConv_ReadsPixelsApart()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.TransposeConv(builder.Input([1, 4, 4, 6]), 8, 8, 8, new TinyWindow(3, 3) { StrideY = 2, StrideX = 2 });

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), strategy: "direct")), "TransposeConv", "cs");
    }

    private static TinyParameters PerChannel(int channels) => new()
    {
        Multipliers = [.. Enumerable.Range(0, channels).Select(i => new QuantizedMultiplier((1 << 30) + (i * 12345), -i % 31))],
    };
}
