namespace QMacVerify.Runtime.Reference;

/// <summary>Factor and zero points of a multiplication in float32 (ONNX Runtime's QLinearMul).</summary>
/// <param name="Factor">f32(first scale * second scale / result's scale).</param>
/// <param name="FirstZeroPoint">-128..127.</param>
/// <param name="SecondZeroPoint">-128..127.</param>
/// <param name="ZeroPoint">Of the result, -128..127.</param>
/// <param name="CodeOffset">128 where the model stores uint8, else 0.</param>
/// <param name="Lower">Least code.</param>
/// <param name="Upper">Greatest code.</param>
public readonly record struct QLinearMultiplyFactors(
    float Factor,
    int FirstZeroPoint,
    int SecondZeroPoint,
    int ZeroPoint,
    int CodeOffset = 0,
    int Lower = sbyte.MinValue,
    int Upper = sbyte.MaxValue);

/// <summary>Elementwise multiplication in float32 with numpy broadcasting.</summary>
public static class QLinearMultiplyReference
{
    /// <summary>Computes every output code by <see cref="RealArithmetic.Multiply"/>.</summary>
    /// <param name="shapeA">At most six dimensions.</param>
    /// <param name="a">Codes of the first operand.</param>
    /// <param name="shapeB">At most six dimensions; broadcasts with <paramref name="shapeA"/>.</param>
    /// <param name="b">Codes of the second operand.</param>
    /// <param name="factors">Scaling and clamp.</param>
    /// <param name="output">Of the shape <see cref="Broadcast.ResultShape"/>.</param>
    /// <exception cref="ArgumentException">A buffer does not fit its shape, or the shapes do not broadcast.</exception>
    public static void Run(
        ReadOnlySpan<int> shapeA, ReadOnlySpan<sbyte> a, ReadOnlySpan<int> shapeB, ReadOnlySpan<sbyte> b, QLinearMultiplyFactors factors, Span<sbyte> output)
    {
        int[] shape = Broadcast.ResultShape(shapeA, shapeB);
        Lengths.Expect(a.Length, Broadcast.Count(shapeA), nameof(a));
        Lengths.Expect(b.Length, Broadcast.Count(shapeB), nameof(b));
        Lengths.Expect(output.Length, Broadcast.Count(shape), nameof(output));

        for (int i = 0; i < output.Length; i++)
        {
            int first = a[Broadcast.OperandOffset(shapeA, shape, i)] - factors.FirstZeroPoint;
            int second = b[Broadcast.OperandOffset(shapeB, shape, i)] - factors.SecondZeroPoint;
            output[i] = RealArithmetic.Multiply(
                first * second, factors.Factor, factors.ZeroPoint, factors.CodeOffset, factors.Lower, factors.Upper);
        }
    }
}
