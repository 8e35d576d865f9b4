using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a softmax of rows in float32, its sum by lanes.</summary>
internal sealed class SoftmaxRealEmitter : KernelEmitter<OperationKernel>
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        EmitSummary(kernel, "softmax in float32", w);
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        TensorInfo input = kernel.Inputs[0];
        int depth = ((SoftmaxReal)kernel.Node).Depth;
        w.Line("Span<float> lanes = stackalloc float[RealExponential.Lanes];");
        using (w.Block($"for (int row = 0; row < {input.ElementCount}; row += {depth})"))
        {
            w.Line("sbyte maximum = sbyte.MinValue;");
            using (w.Block($"for (int i = row; i < row + {depth}; i++)"))
            {
                w.Line("maximum = Math.Max(maximum, input[i]);");
            }

            w.Line();
            w.Line($"float greatest = {Real("maximum")};");
            w.Line("lanes.Clear();");
            using (w.Block($"for (int i = 0; i < {depth}; i++)"))
            {
                w.Line($"float exponential = RealExponential.OfDifference({Real("input[row + i]")} - greatest);");
                w.Line("lanes[i % RealExponential.Lanes] += exponential;");
                w.Line("output[row + i] = exponential;");
            }

            w.Line();
            w.Line("float share = 1 / RealExponential.Sum(lanes);");
            using (w.Block($"for (int i = row; i < row + {depth}; i++)"))
            {
                w.Line("output[i] *= share;");
            }
        }

        string Real(string code) => $"RealCodes.Dequantize({code}, scale: {Scale(input)}, zeroPoint: {input.ZeroPoint})";
    }
}
