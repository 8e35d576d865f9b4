using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

public sealed class Pool2DEmitterTests
{
    [Fact]
    public void Emit_Average_WindowsReachBeyondTheImage()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.AveragePool2D(builder.Input([2, 5, 5, 3], zeroPoint: 0), new TinyWindow(3, 3) { StrideY = 2, StrideX = 2 });

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build())), "Average", "cs");
    }

    [Fact]
    public void Emit_Average_WholeImage()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(1));
        builder.AveragePool2D(builder.Input([1, 7, 7, 32], zeroPoint: 0), new TinyWindow(7, 7) { Padding = Padding.Valid });

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build())), "WholeImage", "cs");
    }

    [Fact]
    public void Emit_Max()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(3));
        builder.MaxPool2D(builder.Input([1, 6, 6, 3], zeroPoint: -5), new TinyWindow(2, 2) { StrideY = 2, StrideX = 2, Padding = Padding.Valid });

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build())), "Max", "cs");
    }
}
