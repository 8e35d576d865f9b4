using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a softmax over the last axis in fixed point.</summary>
internal sealed class SoftmaxEmitter : KernelEmitter<OperationKernel>
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        Softmax softmax = (Softmax)kernel.Node;
        w.Documentation("summary", $"{SourceWriter.EscapeDocumentation(softmax.Name)}: softmax over the last axis, {kernel.Output.Signature}.");
        w.Documentation(
            "remarks",
            Invariant($"The difference to the row's maximum becomes Q5.26; below {softmax.MinDifference} its exponential counts as 0."),
            "Exponentials are Q0.31, their sum is Q12.19. Output scale 1/256, zero point -128.");
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        int depth = kernel.Output.Shape[kernel.Output.Shape.Count - 1];
        w.Line($"ReadOnlySpan<int> exponentials = {kernel.Identifier}Exponentials;");
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
                w.Line("sum += (uint)FixedPoint.RoundingDivideByPowerOfTwo(exponentials[maximum - input[i]], 12);");
            }

            w.Line();
            w.Comment($"sum = 2^(12 - leadingZeros) * (1 + fraction / 2^31); reciprocal = 1 / (1 + fraction / 2^31).");
            w.Line("int leadingZeros = System.Numerics.BitOperations.LeadingZeroCount(sum);");
            w.Line("int reciprocal = FixedPoint.OneOverOnePlusX((int)((sum << leadingZeros) - (1u << 31)));");
            using (w.Block($"for (int i = row; i < row + {depth}; i++)"))
            {
                w.Line("int quotient = FixedPoint.SaturatingRoundingDoublingHighMul(reciprocal, exponentials[maximum - input[i]]);");
                w.Line();
                w.Comment($"From Q0.31 to 1/256 is 23 bits; the other 12 - leadingZeros are the sum's power of two.");
                w.Line("long code = sbyte.MinValue + FixedPoint.RoundingDivideByPowerOfTwo((long)quotient, 35 - leadingZeros);");
                w.Line("output[i] = (sbyte)Math.Min(code, sbyte.MaxValue);");
            }
        }
    }
}
