using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class BytesEmitterTests
{
    [Fact]
    public void Emit_Convolution_WithProductsThatMayNotFit()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        sbyte[] weights = [.. Enumerable.Range(0, 16 * 108).Select(i => (sbyte)(i % 108 < 12 ? 100 : i % 108 < 84 ? 60 : (i % 7) - 3))];
        builder.Conv2D(builder.Input([1, 5, 8, 12]), 16, new TinyWindow(3, 3), new TinyParameters { Weights = weights });

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), strategy: "bytes")), "Convolution", "cs");
    }

    [Fact]
    public void Emit_CodesProvedPositive_AreThemselves()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        int image = builder.MaxPool2D(builder.Input([2, 4, 4, 16], zeroPoint: 0), new TinyWindow(1, 1), new ClampRange(0, 127));
        builder.Conv2D(image, 10, new TinyWindow(1, 1), new TinyParameters { Kind = RequantizationKind.OnnxFloat });

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), strategy: "bytes")), "Positive", "cs");
    }
}
