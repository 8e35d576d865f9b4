using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class LayerFunctionEmitterTests
{
    /// <summary>One of all channels and one of each, and where the greatest code stands.</summary>
    [Fact]
    public void Emit_Functions()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(2));
        TinyParameters accumulator = new() { Kind = RequantizationKind.Accumulator };
        int first = builder.LayerFunction(builder.Conv2D(builder.Input([1, 2, 2, 1], zeroPoint: 4), 2, new TinyWindow(1, 1), accumulator));
        int second = builder.LayerFunction(builder.FullyConnected(first, 3, accumulator));

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build([second, builder.ArgMax(first, 3)]))), "Functions", "cs");
    }
}
