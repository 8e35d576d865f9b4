namespace QMacVerify.Tests.Shared.Tflite;

/// <summary>Quantization of a tensor: one scale and zero point, or one per index of a dimension.</summary>
/// <param name="Scales">One, or as many as the dimension is long.</param>
/// <param name="ZeroPoints">As many as scales.</param>
/// <param name="Dimension">The dimension that several scales belong to.</param>
public sealed record TfliteQuantization(float[] Scales, long[] ZeroPoints, int Dimension = 0)
{
    /// <summary>One scale and zero point for the whole tensor.</summary>
    public static TfliteQuantization PerTensor(float scale, int zeroPoint = 0) => new([scale], [zeroPoint]);

    /// <summary>Symmetric, one scale per index of <paramref name="dimension"/>.</summary>
    public static TfliteQuantization PerChannel(float[] scales, int dimension) =>
        new(scales, new long[scales.Length], dimension);
}
