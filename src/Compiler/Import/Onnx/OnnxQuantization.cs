namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>How codes map to real numbers: <c>real = scale * (code - zeroPoint)</c>, codes as int8.</summary>
/// <remarks>Codes of uint8 are moved by 128, and zero points with them, exactly: SEMANTICS section 1.</remarks>
/// <param name="Scales">Positive and finite: one, or one per element of an axis.</param>
/// <param name="ZeroPoints">-128 to 127; as many as scales.</param>
/// <param name="IsUnsigned">Whether the model stores the codes as uint8.</param>
internal sealed record OnnxQuantization(float[] Scales, int[] ZeroPoints, bool IsUnsigned)
{
    public bool IsPerChannel => Scales.Length > 1;

    /// <summary>The only scale, or the first.</summary>
    public float Scale => Scales[0];

    /// <summary>The only zero point, or the first.</summary>
    public int ZeroPoint => ZeroPoints[0];

    /// <summary>What a code as int8 lacks to the code as the model stores it: 128 for uint8.</summary>
    public int CodeOffset => IsUnsigned ? 128 : 0;

    public bool SameAs(OnnxQuantization other) =>
        IsUnsigned == other.IsUnsigned && Scales.AsSpan().SequenceEqual(other.Scales) && ZeroPoints.AsSpan().SequenceEqual(other.ZeroPoints);

    /// <summary>The code of a real number: <c>rne(f32(value / scale)) + zeroPoint</c>, saturated.</summary>
    public sbyte Quantize(float value, int channel = 0)
    {
        int index = IsPerChannel ? channel : 0;

        // Clamped before the conversion: a tiny scale makes the quotient huge. NaN compares with nothing and becomes 0.
        float steps = Math.Clamp(MathF.Round(value / Scales[index], MidpointRounding.ToEven), -1024f, 1024f);
        return (sbyte)Math.Clamp((float.IsNaN(steps) ? 0 : (int)steps) + ZeroPoints[index], sbyte.MinValue, sbyte.MaxValue);
    }

    /// <summary>The real number of a code: <c>f32((code - zeroPoint) * scale)</c>.</summary>
    public float Dequantize(int code) => (code - ZeroPoint) * Scale;
}
