using System.Runtime.CompilerServices;

namespace QMacVerify.Runtime;

/// <summary>Arithmetic of XNNPACK's int8 kernels, which desktop LiteRT runs, where it is that of no other runtime (SEMANTICS section 7).</summary>
public static class XnnpackArithmetic
{
    /// <summary>A sum of two codes with one rounding: <c>((a * aFactor + b * bFactor + constant) &gt;&gt; shift) + zeroPoint</c>.</summary>
    /// <param name="a">Code.</param>
    /// <param name="aFactor">a's scale / result's scale * 2^shift, at most 2^21 in magnitude.</param>
    /// <param name="b">Code.</param>
    /// <param name="bFactor">The same of b; negative for a difference.</param>
    /// <param name="constant">2^(shift - 1) less the products of factors and zero points.</param>
    /// <param name="shift">13..30.</param>
    /// <param name="zeroPoint">Of the result.</param>
    /// <param name="lower">Least code.</param>
    /// <param name="upper">Greatest code.</param>
    /// <remarks>XNNPACK: <c>xnn_qs8_vadd_minmax</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte Add(
        int a, int aFactor, int b, int bFactor, int constant, int shift, int zeroPoint, int lower = sbyte.MinValue, int upper = sbyte.MaxValue)
    {
        int steps = ((a * aFactor) + (b * bFactor) + constant) >> shift;
        return (sbyte)Math.Min(Math.Max(steps + zeroPoint, lower), upper);
    }

    /// <summary>A sum or mean of codes: <c>rne(f32(f32((float)sum * factor) + constant))</c>.</summary>
    /// <param name="sum">Of the codes.</param>
    /// <param name="factor">Not negative.</param>
    /// <param name="constant">Zero point of the result less the share of the codes' zero points.</param>
    /// <remarks>XNNPACK: <c>xnn_qs8_rsum</c> and the conversion after it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte Reduce(int sum, float factor, float constant)
    {
        float scaled = sum * factor;
        return (sbyte)MathF.Round(Math.Min(Math.Max(scaled + constant, sbyte.MinValue), sbyte.MaxValue), MidpointRounding.ToEven);
    }
}
