using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class UnrolledEmitterTests
{
    [Fact]
    public void Emit_Depthwise_CopiesPaddingAround()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.DepthwiseConv2D(builder.Input([1, 5, 5, 2], zeroPoint: -128), 1, new TinyWindow(3, 3), new TinyParameters
        {
            Weights = [-128, 1, 7, 0, 0, -3, 64, 4, -5, 127, 2, 0, 9, -77, 0, 0, 3, 1],
            Bias = [100, -200],
            Multipliers = [new QuantizedMultiplier(1518500250, -8), new QuantizedMultiplier(1073741824, -7)],
            Clamp = ClampRange.Full,
            ZeroPoint = -4,
        });

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), "trunc:2", strategy: "unrolled")), "Depthwise", "cs");
    }

    [Fact]
    public void Emit_TruncatedAdder_KeepsZeroWeights()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        TinyWindow window = new(1, 2) { Padding = Padding.Valid };
        builder.Conv2D(builder.Input([2, 4, 4, 2], zeroPoint: 7), 1, window, new TinyParameters
        {
            Weights = [3, 0, 0, -1],
            Bias = [0],
            Multipliers = [new QuantizedMultiplier(1518500250, -8)],
            Clamp = ClampRange.Full,
            ZeroPoint = 0,
        });

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), "exact", "trunc:2", "unrolled")), "ZeroWeights", "cs");
    }

    [Fact]
    public void Emit_ManyProducts_AreSplitOverMethods()
    {
        // Few weights are not zero, so that the text stays short; methods are measured by all products.
        sbyte[] weights = new sbyte[5 * 500];
        for (int outChannel = 0; outChannel < 5; outChannel++)
        {
            weights[(outChannel * 500) + (outChannel * 100)] = (sbyte)(outChannel + 1);
            weights[(outChannel * 500) + 499] = -1;
        }

        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.FullyConnected(builder.Input([1, 500], zeroPoint: 0), 5, new TinyParameters
        {
            Weights = weights,
            Bias = [1, 2, 3, 4, 5],
            Multipliers = [new QuantizedMultiplier(1518500250, -8)],
            Clamp = ClampRange.Full,
            ZeroPoint = 0,
        });

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), strategy: "unrolled")), "Split", "cs");
    }
}
