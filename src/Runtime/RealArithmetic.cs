using System.Runtime.CompilerServices;

namespace QMacVerify.Runtime;

/// <summary>The float32 arithmetic of ONNX Runtime's integer operators: every step rounded, results half to even.</summary>
/// <remarks>
/// <para>
/// Formulas are those of MLAS on x86-64 with AVX2 and FMA, bit for bit: a fused multiply-add rounds once, and nothing
/// else is fused. Some operators add the zero point before they round, so that ties go to the even <i>code</i>. The code is
/// then the one that the model stores: <c>codeOffset</c> is 128 where that is uint8, else 0, and the zero point carries it.
/// </para>
/// <para>Codes that come in and go out are int8 in any case.</para>
/// </remarks>
public static class RealArithmetic
{
    /// <summary>A sum: <c>rne(fma(a, aFactor, fma(b, bFactor, constant)))</c> of codes as the model stores them.</summary>
    /// <param name="a">Code.</param>
    /// <param name="aFactor">f32(a's scale / result's scale).</param>
    /// <param name="b">Code.</param>
    /// <param name="bFactor">f32(b's scale / result's scale).</param>
    /// <param name="constant">The zero points' share.</param>
    /// <param name="codeOffset">128 for uint8, else 0.</param>
    /// <param name="lower">Least code.</param>
    /// <param name="upper">Greatest code.</param>
    /// <remarks>ONNX Runtime: <c>MlasQLinearAdd</c>. The operands are not exchangeable to the last bit.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte Add(
        int a, float aFactor, int b, float bFactor, float constant, int codeOffset = 0, int lower = sbyte.MinValue, int upper = sbyte.MaxValue) =>
        Code(MathF.FusedMultiplyAdd(a + codeOffset, aFactor, MathF.FusedMultiplyAdd(b + codeOffset, bFactor, constant)), codeOffset, lower, upper);

    /// <summary>A product: <c>rne(f32(f32(product * factor) + zeroPoint))</c>.</summary>
    /// <param name="product">(a - za) * (b - zb), at most 2^16 in magnitude.</param>
    /// <param name="factor">f32(a's scale * b's scale / result's scale).</param>
    /// <param name="zeroPoint">Of the result, as int8.</param>
    /// <param name="codeOffset">128 for uint8, else 0.</param>
    /// <param name="lower">Least code.</param>
    /// <param name="upper">Greatest code.</param>
    /// <remarks>ONNX Runtime: <c>MlasQLinearMul</c>; no multiply-add is fused there.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte Multiply(
        int product, float factor, int zeroPoint, int codeOffset = 0, int lower = sbyte.MinValue, int upper = sbyte.MaxValue)
    {
        float scaled = product * factor;
        return Code(scaled + (zeroPoint + codeOffset), codeOffset, lower, upper);
    }

    /// <summary>An average of real numbers: <c>rne(f32(f32(f32(sum / count) / scale) + zeroPoint))</c>.</summary>
    /// <param name="sum">float32 sum of <c>f32((code - zeroPoint) * scale)</c> in the order of the window.</param>
    /// <param name="count">Elements of the window.</param>
    /// <param name="scale">Of the result.</param>
    /// <param name="zeroPoint">Of the result, as int8.</param>
    /// <param name="codeOffset">128 for uint8, else 0.</param>
    /// <param name="lower">Least code.</param>
    /// <param name="upper">Greatest code.</param>
    /// <remarks>ONNX Runtime: <c>QLinearAveragePool</c> computes in float32 and quantizes the result.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte Average(
        float sum, int count, float scale, int zeroPoint, int codeOffset = 0, int lower = sbyte.MinValue, int upper = sbyte.MaxValue)
    {
        float average = sum / count;
        float quotient = average / scale;
        return Code(quotient + (zeroPoint + codeOffset), codeOffset, lower, upper);
    }

    /// <summary>A share of a softmax: <c>rne(f32(f32(exponential * inverse) / sum)) + zeroPoint</c>.</summary>
    /// <param name="exponential">float32, not negative.</param>
    /// <param name="inverse">floor(1 / result's scale).</param>
    /// <param name="sum">float32 sum of the exponentials in order; positive.</param>
    /// <param name="zeroPoint">Of the result, as int8.</param>
    /// <param name="lower">Least code.</param>
    /// <param name="upper">Greatest code.</param>
    /// <remarks>ONNX Runtime: <c>QLinearSoftmax</c>. The floor makes a scale of 1/255 act as 1/254.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte Share(
        float exponential, float inverse, float sum, int zeroPoint, int lower = sbyte.MinValue, int upper = sbyte.MaxValue)
    {
        float scaled = exponential * inverse;
        return Code(scaled / sum, -zeroPoint, lower, upper);
    }

    /// <summary>The real result of a layer: <c>f32(f32(f32(acc) * factor) + offset)</c>.</summary>
    /// <param name="acc">Accumulator.</param>
    /// <param name="factor">What it is worth.</param>
    /// <param name="offset">Real bias.</param>
    /// <remarks>ONNX Runtime: the output of <c>MatMulIntegerToFloat</c>, and of <c>QGemm</c> without a scale for its result.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float OfAccumulator(int acc, float factor, float offset)
    {
        float product = acc * factor;
        return product + offset;
    }

    /// <summary>A sum with a weighted number: <c>f32(sum + f32(weight * real))</c>.</summary>
    /// <param name="sum">So far.</param>
    /// <param name="weight">float32.</param>
    /// <param name="real">The number.</param>
    /// <remarks>ONNX Runtime: <c>Resize</c> in mode linear.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Weighted(float sum, float weight, float real)
    {
        float term = weight * real;
        return sum + term;
    }

    /// <summary>The step of a function of a layer's real result: how many breaks are at most <c>f32(f32(acc * factor) + offset)</c>.</summary>
    /// <param name="breaks">Ascending.</param>
    /// <param name="acc">Accumulator.</param>
    /// <param name="factor">What it is worth.</param>
    /// <param name="offset">Real bias.</param>
    public static int StepOf(ReadOnlySpan<float> breaks, int acc, float factor, float offset)
    {
        float real = OfAccumulator(acc, factor, offset);
        int first = 0;
        int count = breaks.Length;
        while (count > 0)
        {
            // Without a branch on the comparison, which nothing could predict.
            int half = (count + 1) >> 1;
            first += (breaks[first + half - 1] <= real ? 1 : 0) * half;
            count -= half;
        }

        return first;
    }

    /// <summary><c>rne(value) - codeOffset</c>, clamped before it becomes an integer, as it may be far outside of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static sbyte Code(float value, int codeOffset, int lower, int upper)
    {
        float clamped = Math.Min(Math.Max(value, lower + codeOffset), upper + codeOffset);
        return (sbyte)((int)MathF.Round(clamped, MidpointRounding.ToEven) - codeOffset);
    }
}
