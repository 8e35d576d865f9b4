namespace QMacVerify.Runtime.Reference;

/// <summary>Operations on two int8 tensors, element by element, with numpy broadcasting.</summary>
internal static class ElementwiseReference
{
    /// <summary>Computes every output code.</summary>
    /// <param name="shapeA">At most six dimensions.</param>
    /// <param name="a">Codes of the first operand.</param>
    /// <param name="shapeB">At most six dimensions; broadcasts with <paramref name="shapeA"/>.</param>
    /// <param name="b">Codes of the second operand.</param>
    /// <param name="code">The operation on two codes.</param>
    /// <param name="output">Of the shape <see cref="Broadcast.ResultShape"/>.</param>
    /// <exception cref="ArgumentException">A buffer does not fit its shape, or the shapes do not broadcast.</exception>
    public static void Run(
        ReadOnlySpan<int> shapeA, ReadOnlySpan<sbyte> a, ReadOnlySpan<int> shapeB, ReadOnlySpan<sbyte> b, Func<sbyte, sbyte, sbyte> code, Span<sbyte> output)
    {
        int[] shape = Broadcast.ResultShape(shapeA, shapeB);
        Lengths.Expect(a.Length, Broadcast.Count(shapeA), nameof(a));
        Lengths.Expect(b.Length, Broadcast.Count(shapeB), nameof(b));
        Lengths.Expect(output.Length, Broadcast.Count(shape), nameof(output));

        for (int i = 0; i < output.Length; i++)
        {
            output[i] = code(a[Broadcast.OperandOffset(shapeA, shape, i)], b[Broadcast.OperandOffset(shapeB, shape, i)]);
        }
    }

    /// <summary>MUL: <c>R((a - za) * (b - zb)) + zy</c>, clamped.</summary>
    /// <param name="zeroPointA">za.</param>
    /// <param name="zeroPointB">zb.</param>
    /// <param name="rescaler">Multiplies by scaleA * scaleB / outputScale.</param>
    /// <param name="zeroPoint">zy.</param>
    /// <param name="lower">Least code of the fused activation.</param>
    /// <param name="upper">Greatest code of the fused activation.</param>
    public static Func<sbyte, sbyte, sbyte> Product(int zeroPointA, int zeroPointB, Rescaler rescaler, int zeroPoint, int lower, int upper) =>
        (a, b) => rescaler.Requantize((a - zeroPointA) * (b - zeroPointB), zeroPoint, lower, upper);

    /// <summary>PRELU: <c>R(u; positive) + zy</c> for <c>u = a - za &gt;= 0</c>, else <c>R(u * (b - zb); negative) + zy</c>.</summary>
    /// <param name="zeroPointA">za.</param>
    /// <param name="zeroPointB">zb.</param>
    /// <param name="positive">Multiplies by scaleA / outputScale.</param>
    /// <param name="negative">Multiplies by scaleA * scaleB / outputScale.</param>
    /// <param name="zeroPoint">zy.</param>
    public static Func<sbyte, sbyte, sbyte> Prelu(int zeroPointA, int zeroPointB, Rescaler positive, Rescaler negative, int zeroPoint) =>
        (a, b) => a >= zeroPointA
            ? positive.Requantize(a - zeroPointA, zeroPoint)
            : negative.Requantize((a - zeroPointA) * (b - zeroPointB), zeroPoint);
}
