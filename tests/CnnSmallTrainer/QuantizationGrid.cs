namespace QMacVerify.CnnSmallTrainer;

/// <summary>Int8 quantization of an activation: real = scale * (q - zeroPoint).</summary>
internal readonly record struct QuantizationGrid(float Scale, int ZeroPoint)
{
    /// <summary>Grey levels: real = pixel / 255, q = pixel - 128.</summary>
    public static readonly QuantizationGrid Image = new(1f / 255, -128);

    /// <summary>The grid whose 256 points span a range that contains 0, moved so that 0 is a point.</summary>
    public static QuantizationGrid Spanning(float lower, float upper)
    {
        float scale = (upper - lower) / 255;
        return new QuantizationGrid(scale, (int)MathF.Round(-128 - (lower / scale)));
    }

    /// <summary>The same grid as float training applies it.</summary>
    public ActivationRange Range => new(Scale * (-128 - ZeroPoint), Scale * (127 - ZeroPoint), Scale);
}
