using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class RowsEmitterTests
{
    [Fact]
    public void Emit_FewPixels_TakesABatch()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 6, 7, 8], zeroPoint: -7), 20, new TinyWindow(3, 3), new TinyParameters());

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(padding: PaddingRule.Skip), "mitchell", strategy: "rows")), "Batch", "cs");
    }

    [Fact]
    public void Emit_ManyPixels_TakesOneSample()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 32, 32, 4]), 16, new TinyWindow(1, 1), new TinyParameters());

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(), "mitchell", strategy: "rows")), "Single", "cs");
    }

    [Fact]
    public void Offer_AdderWithoutCarries_SaysWhyNot()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 32, 32, 4]), 16, new TinyWindow(3, 3), new TinyParameters());

        Assert.Contains(
            new StrategyNote(RowsKernel.Name, "the adder has no carries between its low bits"), Plans.Of(builder.Build(), "mitchell", "loa:4").LayerKernels.Single().Others);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(64, true)]
    public void Offer_FewPositions_IsLeftToOthers(int positions, bool isTaken) =>
        Assert.Equal(isTaken, Plans.Of(Layer(positions), "mitchell").LayerKernels.Single() is RowsKernel);

    private static Network Layer(int positions)
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.Conv2D(builder.Input([1, 1, positions, 32]), 32, new TinyWindow(1, 1), new TinyParameters());
        return builder.Build();
    }
}
