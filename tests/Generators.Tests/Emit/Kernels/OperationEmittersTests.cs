using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

/// <summary>Kernels of the operations without products.</summary>
public sealed class OperationEmittersTests
{
    [Fact]
    public void Emit_Copies()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(3));
        int input = builder.Input([2, 4, 3, 5], zeroPoint: 5);
        int[] outputs = [builder.View(input), builder.View(input, 0, 2), builder.Pad(input), builder.Concat(2, input, input)];

        Verify(builder, outputs, "Copies");
    }

    [Fact]
    public void Emit_Reductions()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(2));
        int input = builder.Input([2, 4, 3, 5], zeroPoint: 5);
        int[] outputs = [builder.ReduceSum(input, RequantizationKind.TfliteDouble, 1, 2), builder.ReduceMax(input, 3)];

        Verify(builder, outputs, "Reductions");
    }

    [Fact]
    public void Emit_ReductionsOfLongRows_TakeVectors()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(2));
        int input = builder.Input([2, 3, 40], zeroPoint: 5);

        Verify(builder, [builder.ReduceSum(input, RequantizationKind.TfliteDouble, 1, 2), builder.ReduceMin(input, 2)], "ReductionsOfLongRows");
    }

    [Fact]
    public void Emit_ResizingOfManyChannels_TakesVectors()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(2));
        int input = builder.Input([1, 4, 3, 20], zeroPoint: 5);

        Verify(builder, [builder.ResizeBilinear(input, 5, 6, RequantizationKind.TfliteDouble, alignCorners: false, halfPixelCenters: true)], "ResizingOfManyChannels");
    }

    [Fact]
    public void Emit_Resizing()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(2));
        int input = builder.Input([1, 4, 3, 2], zeroPoint: 5);
        int[] outputs =
        [
            builder.ResizeNearest(input, 5, 6),
            builder.ResizeBilinear(input, 5, 6, RequantizationKind.TfliteDouble, alignCorners: false, halfPixelCenters: true),
            builder.ResizeBilinearReal(builder.Lookup(input), 5, 6),
        ];

        Verify(builder, outputs, "Resizing");
    }

    [Fact]
    public void Emit_BoundaryAndLookup()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(2));
        int codes = builder.Lookup(builder.QuantizedInput([1, 4], QuantizeRounding.HalfAwayFromZero));

        Verify(builder, [codes, builder.Dequantize(codes)], "BoundaryAndLookup");
    }

    private static void Verify(TinyGraphBuilder builder, int[] outputs, string name) =>
        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build(outputs))), name, "cs");
}
