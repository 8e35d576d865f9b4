using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a softmax over the last axis in float32, from a table of exponentials.</summary>
internal sealed class QLinearSoftmaxEmitter : KernelEmitter<OperationKernel>
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        QLinearSoftmax softmax = (QLinearSoftmax)kernel.Node;
        w.Documentation("summary", $"{SourceWriter.EscapeDocumentation(softmax.Name)}: softmax over the last axis, {kernel.Output.Signature}.");
        w.Documentation(
            "remarks",
            "In float32 as ONNX Runtime computes it: exponentials from a table, added in order.",
            Invariant($"Output scale {kernel.Output.Quantization?.ScaleText}, zero point {kernel.Output.ZeroPoint}."));
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        QLinearSoftmax softmax = (QLinearSoftmax)kernel.Node;
        int depth = kernel.Output.Shape[kernel.Output.Shape.Count - 1];
        w.Line($"ReadOnlySpan<float> exponentials = MemoryMarshal.Cast<int, float>({kernel.Identifier}Exponentials);");
        using (w.Block($"for (int row = 0; row < {kernel.Output.ElementCount}; row += {depth})"))
        {
            w.Line("int maximum = sbyte.MinValue;");
            using (w.Block($"for (int i = row; i < row + {depth}; i++)"))
            {
                w.Line("maximum = Math.Max(maximum, input[i]);");
            }

            w.Line();
            w.Line("float sum = 0;");
            using (w.Block($"for (int i = row; i < row + {depth}; i++)"))
            {
                w.Line("sum += exponentials[maximum - input[i]];");
            }

            w.Line();
            using (w.Block($"for (int i = row; i < row + {depth}; i++)"))
            {
                w.Line($"output[i] = RealArithmetic.Share(exponentials[maximum - input[i]], inverse: {Real(softmax.InverseBits)}, sum, zeroPoint: {kernel.Output.ZeroPoint}{OffsetAndClamp(0, softmax.Clamp)});");
            }
        }
    }
}
