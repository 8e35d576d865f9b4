using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Emit.Kernels;

/// <summary>Kernels of the operations that XNNPACK computes in its own way.</summary>
public sealed class XnnpackEmitterTests
{
    [Fact]
    public void Emit_SumAndMean()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(3));
        int image = builder.QuantizedInput([1, 2, 2, 3], QuantizeRounding.HalfToEvenByReciprocal);
        int mean = builder.XnnpackReduceSum(builder.XnnpackAdd(image, image), 1, 2);
        builder.Mul(mean, image, RequantizationKind.OnnxFloat);

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build())), "SumAndMean", "cs");
    }

    [Fact]
    public void Emit_SumAndMeanOfVectors()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(4));
        int image = builder.Input([1, 2, 2, 16], zeroPoint: 4);
        builder.XnnpackReduceSum(builder.XnnpackAdd(image, image), 1, 2);

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build())), "SumAndMeanOfVectors", "cs");
    }

    [Fact]
    public void Emit_ResizeBilinear()
    {
        TinyGraphBuilder builder = new("net", new SplitMix64(5));
        builder.XnnpackResizeBilinear(builder.Input([1, 2, 3, 2], zeroPoint: 3), 3, 4);

        Snapshot.Verify(Plans.Kernels(Plans.Of(builder.Build())), "ResizeBilinear", "cs");
    }
}
