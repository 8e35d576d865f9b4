using System.Runtime.CompilerServices;

namespace QMacVerify.Runtime;

/// <summary>Real numbers to int8 codes and back, in float32 (SEMANTICS section 1).</summary>
public static class RealCodes
{
    /// <summary>TensorFlow Lite's QUANTIZE: clamp(round(real / scale) + zeroPoint), ties away from zero.</summary>
    /// <param name="real">Any number; the sum is clamped before it becomes an integer. NaN, which no model defines, gives 0.</param>
    /// <param name="scale">Positive.</param>
    /// <param name="zeroPoint">-128..127.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte Quantize(float real, float scale, int zeroPoint) =>
        Code(MathF.Round(real / scale, MidpointRounding.AwayFromZero), zeroPoint);

    /// <summary>ONNX's QuantizeLinear: the same with ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte QuantizeTiesToEven(float real, float scale, int zeroPoint) =>
        Code(MathF.Round(real / scale, MidpointRounding.ToEven), zeroPoint);

    /// <summary>XNNPACK's conversion: of the product with the scale's reciprocal in float32, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte QuantizeByReciprocal(float real, float scale, int zeroPoint)
    {
        float reciprocal = 1 / scale;
        return Code(MathF.Round(real * reciprocal, MidpointRounding.ToEven), zeroPoint);
    }

    /// <summary>A code to the number it stands for: float32((code - zeroPoint) * scale).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Dequantize(sbyte code, float scale, int zeroPoint) => (code - zeroPoint) * scale;

    private static sbyte Code(float steps, int zeroPoint) => (sbyte)Math.Clamp(steps + (double)zeroPoint, sbyte.MinValue, sbyte.MaxValue);
}
