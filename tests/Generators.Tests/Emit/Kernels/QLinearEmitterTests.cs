using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

/// <summary>Kernels of the operations that ONNX Runtime computes in float32.</summary>
public sealed class QLinearEmitterTests
{
    [Fact]
    public void Emit_SumAndProduct()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(3));
        int image = builder.Input([1, 2, 2, 3], zeroPoint: 4);
        builder.QLinearMultiply(builder.QLinearAdd(image, image), builder.Input([1, 1, 1, 3], zeroPoint: -7));

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build())), "SumAndProduct", "cs");
    }

    [Fact]
    public void Emit_Poolings()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(4));
        int image = builder.Input([1, 4, 5, 2], zeroPoint: -12);
        builder.QLinearGlobalAveragePool(builder.QLinearAveragePool2D(image, new TinyWindow(3, 2) { StrideY = 2, Padding = Padding.Same }));

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build())), "Poolings", "cs");
    }

    [Fact]
    public void Emit_Softmax()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(5));
        builder.QLinearSoftmax(builder.Input([2, 5], zeroPoint: 3));

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build())), "Softmax", "cs");
    }
}
