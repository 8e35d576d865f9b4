using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class HighEmitterTests
{
    [Fact]
    public void Emit_Convolution_SumsOfAllSteps()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 6, 7, 4]), 20, new TinyWindow(3, 3), new TinyParameters());

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), multiplier: "trunc:4", strategy: "high")), "Convolution", "cs");
    }

    [Fact]
    public void Emit_Pointwise_SumsOfSomeSteps()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 4, 4, 40]), 16, new TinyWindow(1, 1), new TinyParameters());

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), adder: "trunc:1", strategy: "high")), "Pointwise", "cs");
    }
}
