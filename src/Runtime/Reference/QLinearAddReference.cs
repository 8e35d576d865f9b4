namespace QMacVerify.Runtime.Reference;

/// <summary>Factors of an addition in float32 (ONNX Runtime's QLinearAdd).</summary>
/// <param name="FirstFactor">f32(first scale / result's scale).</param>
/// <param name="SecondFactor">f32(second scale / result's scale).</param>
/// <param name="Constant">f32(zy - fma(first factor, za, f32(second factor * zb))).</param>
/// <param name="IsSwapped">Whether the operands change places in the sum.</param>
/// <param name="CodeOffset">128 where the model stores uint8, else 0.</param>
/// <param name="Lower">Least code.</param>
/// <param name="Upper">Greatest code.</param>
public readonly record struct QLinearAddFactors(
    float FirstFactor,
    float SecondFactor,
    float Constant,
    bool IsSwapped = false,
    int CodeOffset = 0,
    int Lower = sbyte.MinValue,
    int Upper = sbyte.MaxValue);

/// <summary>Elementwise addition in float32 with numpy broadcasting.</summary>
public static class QLinearAddReference
{
    /// <summary>Computes every output code by <see cref="RealArithmetic.Add"/>.</summary>
    /// <param name="shapeA">At most six dimensions.</param>
    /// <param name="a">Codes of the first operand.</param>
    /// <param name="shapeB">At most six dimensions; broadcasts with <paramref name="shapeA"/>.</param>
    /// <param name="b">Codes of the second operand.</param>
    /// <param name="factors">Scaling and clamp.</param>
    /// <param name="output">Of the shape <see cref="Broadcast.ResultShape"/>.</param>
    /// <exception cref="ArgumentException">A buffer does not fit its shape, or the shapes do not broadcast.</exception>
    public static void Run(
        ReadOnlySpan<int> shapeA, ReadOnlySpan<sbyte> a, ReadOnlySpan<int> shapeB, ReadOnlySpan<sbyte> b, QLinearAddFactors factors, Span<sbyte> output)
    {
        int[] shape = Broadcast.ResultShape(shapeA, shapeB);
        Lengths.Expect(a.Length, Broadcast.Count(shapeA), nameof(a));
        Lengths.Expect(b.Length, Broadcast.Count(shapeB), nameof(b));
        Lengths.Expect(output.Length, Broadcast.Count(shape), nameof(output));

        for (int i = 0; i < output.Length; i++)
        {
            int first = a[Broadcast.OperandOffset(shapeA, shape, i)];
            int second = b[Broadcast.OperandOffset(shapeB, shape, i)];
            output[i] = factors.IsSwapped
                ? RealArithmetic.Add(
                    second, factors.SecondFactor, first, factors.FirstFactor, factors.Constant, factors.CodeOffset, factors.Lower, factors.Upper)
                : RealArithmetic.Add(
                    first, factors.FirstFactor, second, factors.SecondFactor, factors.Constant, factors.CodeOffset, factors.Lower, factors.Upper);
        }
    }
}
