namespace QMacVerify.Runtime.Reference;

/// <summary>One operand of an addition: how its codes become numbers of the common scale 2 * max(scaleA, scaleB).</summary>
/// <param name="ZeroPoint">-128..127.</param>
/// <param name="Rescaler">Multiplies by scale / (2 * max(scaleA, scaleB)).</param>
internal readonly record struct AddOperand(int ZeroPoint, Rescaler Rescaler);

/// <summary>The result of an addition: how the sum becomes a code.</summary>
/// <param name="ZeroPoint">-128..127.</param>
/// <param name="Rescaler">Multiplies by 2 * max(scaleA, scaleB) / (2^20 * outputScale), which is below 1.</param>
/// <param name="Lower">Least code of the fused activation.</param>
/// <param name="Upper">Greatest code of the fused activation.</param>
internal readonly record struct AddResult(
    int ZeroPoint,
    Rescaler Rescaler,
    int Lower = sbyte.MinValue,
    int Upper = sbyte.MaxValue);

/// <summary>Elementwise addition of two int8 tensors with numpy broadcasting.</summary>
/// <remarks>TensorFlow Lite: <c>reference_integer_ops::AddElementwise</c>.</remarks>
internal static class AddReference
{
    /// <summary>Codes are shifted left by this much before scaling, so that rounding happens far below the output's step.</summary>
    public const int LeftShift = 20;

    /// <summary>Computes every output code: clamp(R(R((a - za) &lt;&lt; 20) + R((b - zb) &lt;&lt; 20)) + zy).</summary>
    /// <param name="shapeA">At most six dimensions.</param>
    /// <param name="a">Codes of the first operand.</param>
    /// <param name="operandA">Scaling of the first operand.</param>
    /// <param name="shapeB">At most six dimensions; broadcasts with <paramref name="shapeA"/>.</param>
    /// <param name="b">Codes of the second operand.</param>
    /// <param name="operandB">Scaling of the second operand.</param>
    /// <param name="result">Scaling and clamp of the result.</param>
    /// <param name="output">Of the shape <see cref="Broadcast.ResultShape"/>.</param>
    /// <exception cref="ArgumentException">A buffer does not fit its shape, or the shapes do not broadcast.</exception>
    public static void Run(
        ReadOnlySpan<int> shapeA,
        ReadOnlySpan<sbyte> a,
        AddOperand operandA,
        ReadOnlySpan<int> shapeB,
        ReadOnlySpan<sbyte> b,
        AddOperand operandB,
        AddResult result,
        Span<sbyte> output)
    {
        ElementwiseReference.Run(shapeA, a, shapeB, b, Sum(operandA, operandB, 1, result), output);
    }

    /// <summary>ADD and SUB of two codes.</summary>
    /// <param name="operandA">Scaling of the first operand.</param>
    /// <param name="operandB">Scaling of the second operand.</param>
    /// <param name="sign">1, or -1 for the difference.</param>
    /// <param name="result">Scaling and clamp of the result.</param>
    public static Func<sbyte, sbyte, sbyte> Sum(AddOperand operandA, AddOperand operandB, int sign, AddResult result) =>
        (a, b) => result.Rescaler.Requantize(Scale(a, operandA) + (sign * Scale(b, operandB)), result.ZeroPoint, result.Lower, result.Upper);

    private static int Scale(int code, AddOperand operand) => operand.Rescaler.Apply((code - operand.ZeroPoint) << LeftShift);
}
