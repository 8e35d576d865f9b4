namespace QMacVerify.Runtime.Reference;

/// <summary>QUANTIZE and DEQUANTIZE of whole tensors, at the boundary of a model.</summary>
internal static class RealCodesReference
{
    /// <summary>Every number to its code.</summary>
    /// <param name="reals">Real numbers.</param>
    /// <param name="scale">Positive.</param>
    /// <param name="zeroPoint">-128..127.</param>
    /// <param name="code">The code of a number by scale and zero point, of <see cref="RealCodes"/>.</param>
    public static sbyte[] Quantize(float[] reals, float scale, int zeroPoint, Func<float, float, int, sbyte> code) =>
        Array.ConvertAll(reals, real => code(real, scale, zeroPoint));

    /// <summary>Every code to its number.</summary>
    public static float[] Dequantize(sbyte[] codes, float scale, int zeroPoint) =>
        Array.ConvertAll(codes, code => RealCodes.Dequantize(code, scale, zeroPoint));
}
