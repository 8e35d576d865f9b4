using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class FullyConnectedLoopsEmitterTests
{
    [Fact]
    public void Emit_PerChannel()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.FullyConnected(builder.Input([1, 64], zeroPoint: -128), 2, new TinyParameters
        {
            Multipliers = [new QuantizedMultiplier(1518500250, -8), new QuantizedMultiplier(1073741824, -7)],
            Clamp = ClampRange.Full,
            ZeroPoint = -4,
        });

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), "trunc:3", strategy: "loops")), "PerChannel", "cs");
    }

    [Fact]
    public void Emit_PerTensor_TwoRows()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(2));
        builder.FullyConnected(builder.Input([2, 64], zeroPoint: 5), 4, new TinyParameters
        {
            Multipliers = [new QuantizedMultiplier(1518500250, -8)],
            Clamp = new ClampRange(9, 100),
            ZeroPoint = 9,
        });

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), adder: "trunc:2", strategy: "loops")), "PerTensor", "cs");
    }

    [Fact]
    public void Emit_BoundBeyondInt32_SaysThatItMayWrap()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(2));
        builder.FullyConnected(builder.Input([1, 4], zeroPoint: 0), 1, new TinyParameters { Bias = [int.MaxValue], Weights = [1, 2, 3, 4] });

        Assert.Contains(
            "// Some activations could take acc out of int32, where it wraps modulo 2^32.",
            Plans.Kernels(Plans.Of(builder.Build())),
            StringComparison.Ordinal);
    }
}
