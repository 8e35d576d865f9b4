namespace QMacVerify.Runtime.Reference;

/// <summary>QUANTIZE and DEQUANTIZE of whole tensors, at the boundary of a model.</summary>
public static class RealCodesReference
{
    /// <summary>Every number to its code.</summary>
    /// <param name="reals">Real numbers.</param>
    /// <param name="scale">Positive.</param>
    /// <param name="zeroPoint">-128..127.</param>
    /// <param name="tiesToEven">ONNX's rounding instead of TensorFlow Lite's.</param>
    public static sbyte[] Quantize(float[] reals, float scale, int zeroPoint, bool tiesToEven) => Array.ConvertAll(
        reals,
        real => tiesToEven ? RealCodes.QuantizeTiesToEven(real, scale, zeroPoint) : RealCodes.Quantize(real, scale, zeroPoint));

    /// <summary>Every code to its number.</summary>
    public static float[] Dequantize(sbyte[] codes, float scale, int zeroPoint) =>
        Array.ConvertAll(codes, code => RealCodes.Dequantize(code, scale, zeroPoint));
}
