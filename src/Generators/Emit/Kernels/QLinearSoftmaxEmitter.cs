using System.Runtime.InteropServices;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a softmax over the last axis in float32, from a table of exponentials.</summary>
internal sealed class QLinearSoftmaxEmitter : KernelEmitter
{
    public override void EmitParameters(KernelStep step, ExecutionPlan plan, ParameterWriter parameters) => parameters.Int32(
        step.Identifier + "Exponentials",
        $"Exponentials of {step.Identifier}, of the differences 0, -1 … -255 to the greatest code, float32 as their bit patterns",
        MemoryMarshal.Cast<byte, int>(plan.Parameters[((QLinearSoftmax)step.Node).Exponentials].Data));

    public override void Emit(KernelStep step, SourceWriter w)
    {
        QLinearSoftmax softmax = (QLinearSoftmax)step.Node;
        int depth = step.Output.Shape[step.Output.Shape.Count - 1];
        w.Documentation("summary", $"{SourceWriter.EscapeDocumentation(softmax.Name)}: softmax over the last axis, {step.Output.Signature}.");
        w.Documentation(
            "remarks",
            "In float32 as ONNX Runtime computes it: exponentials from a table, added in order.",
            Invariant($"Output scale {step.Output.Quantization?.ScaleText}, zero point {step.Output.ZeroPoint}."));
        using (w.Block($"private static void {step.Identifier}(ReadOnlySpan<sbyte> input, Span<sbyte> output)"))
        {
            w.Line($"ReadOnlySpan<float> exponentials = MemoryMarshal.Cast<int, float>({step.Identifier}Exponentials);");
            using (w.Block($"for (int row = 0; row < {step.Output.ElementCount}; row += {depth})"))
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
                    w.Line($"output[i] = RealArithmetic.Share(exponentials[maximum - input[i]], inverse: {Real(softmax.InverseBits)}, sum, zeroPoint: {step.Output.ZeroPoint}{OffsetAndClamp(0, softmax.Clamp)});");
                }
            }
        }
    }
}
