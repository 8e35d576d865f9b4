using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a softmax over the last axis in fixed point.</summary>
internal sealed class SoftmaxEmitter : KernelEmitter<OperationKernel>
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        Softmax softmax = (Softmax)kernel.Node;
        string exponential = $"int exponential = FixedPoint.ExpOnNegativeValues({Multiply(softmax.Kind, "difference", softmax.InputMultiplier)}, integerBits: 5);";
        w.Documentation("summary", $"{SourceWriter.EscapeDocumentation(softmax.Name)}: softmax over the last axis, {kernel.Output.Signature}.");
        w.Documentation(
            "remarks",
            Invariant($"The difference to the row's maximum becomes Q5.26; below {softmax.MinDifference} its exponential counts as 0."),
            "Exponentials are Q0.31, their sum is Q12.19. Output scale 1/256, zero point -128.");
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        Softmax softmax = (Softmax)kernel.Node;
        int depth = kernel.Output.Shape[kernel.Output.Shape.Count - 1];
        string exponential = $"int exponential = FixedPoint.ExpOnNegativeValues({Multiply(softmax.Kind, "difference", softmax.InputMultiplier)}, integerBits: 5);";
        using (w.Block($"for (int row = 0; row < {kernel.Output.ElementCount}; row += {depth})"))
        {
            w.Line("int maximum = sbyte.MinValue;");
            using (w.Block($"for (int i = row; i < row + {depth}; i++)"))
            {
                w.Line("maximum = Math.Max(maximum, input[i]);");
            }

            w.Line();
            w.Line("uint sum = 0;");
            using (w.Block($"for (int i = row; i < row + {depth}; i++)"))
            {
                w.Line("int difference = input[i] - maximum;");
                using (w.Block($"if (difference >= {softmax.MinDifference})"))
                {
                    w.Line(exponential);
                    w.Line("sum += (uint)FixedPoint.RoundingDivideByPowerOfTwo(exponential, 12);");
                }
            }

            w.Line();
            w.Comment($"sum = 2^(12 - leadingZeros) * (1 + fraction / 2^31); reciprocal = 1 / (1 + fraction / 2^31).");
            w.Line("int leadingZeros = System.Numerics.BitOperations.LeadingZeroCount(sum);");
            w.Line("int reciprocal = FixedPoint.OneOverOnePlusX((int)((sum << leadingZeros) - (1u << 31)));");
            using (w.Block($"for (int i = row; i < row + {depth}; i++)"))
            {
                w.Line("int difference = input[i] - maximum;");
                w.Line("long code = sbyte.MinValue;");
                using (w.Block($"if (difference >= {softmax.MinDifference})"))
                {
                    w.Line(exponential);
                    w.Line("int quotient = FixedPoint.SaturatingRoundingDoublingHighMul(reciprocal, exponential);");
                    w.Line();
                    w.Comment($"From Q0.31 to 1/256 is 23 bits; the other 12 - leadingZeros are the sum's power of two.");
                    w.Line("code += FixedPoint.RoundingDivideByPowerOfTwo((long)quotient, 35 - leadingZeros);");
                }

                w.Line();
                w.Line("output[i] = (sbyte)Math.Min(code, sbyte.MaxValue);");
            }
        }
    }
}
