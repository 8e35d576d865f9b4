using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class LanesEmitterTests
{
    [Fact]
    public void Emit_LowerPartOr()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 4, 6, 4]), 16, new TinyWindow(3, 3), new TinyParameters());

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), adder: "loa:4", strategy: "lanes")), "LowerPartOr", "cs");
    }

    [Fact]
    public void Emit_SkippedPadding_BeginsByPosition()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 4, 6, 4]), 10, new TinyWindow(3, 3), new TinyParameters());

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(padding: PaddingRule.Skip), adder: "loa:4", strategy: "lanes")), "SkippedPadding", "cs");
    }

    [Fact]
    public void Emit_ErrorTolerantOfTruncatedProducts()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 4, 6, 4]), 8, new TinyWindow(1, 1), new TinyParameters());

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), multiplier: "trunc:2", adder: "eta1:6", strategy: "lanes")), "ErrorTolerant", "cs");
    }
}
