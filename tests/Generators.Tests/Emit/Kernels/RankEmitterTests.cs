using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class RankEmitterTests
{
    [Fact]
    public void Emit_MaskedProductAndTermsOfBytes()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 6, 7, 4]), 16, new TinyWindow(3, 3), new TinyParameters());

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), multiplier: "trunc_col:3", strategy: "rank")), "Bytes", "cs");
    }

    [Fact]
    public void Emit_TermsOfBytes_SumsOfSomeSteps()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 4, 4, 800]), 16, new TinyWindow(1, 1), new TinyParameters());

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), multiplier: "bam:h=2,v=6", strategy: "rank")), "EmptiedBytes", "cs");
    }

    [Fact]
    public void Emit_ProductOfMagnitudes()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 4, 4, 8]), 16, new TinyWindow(1, 1), new TinyParameters());

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), multiplier: "drum:4", strategy: "rank")), "Magnitudes", "cs");
    }

    [Fact]
    public void Emit_ProductOfCentredActivations()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 4, 4, 8], zeroPoint: -7), 16, new TinyWindow(1, 1), new TinyParameters());

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build().Centred(), "trunc:0", "trunc:0", "rank")), "Centred", "cs");
    }
}
