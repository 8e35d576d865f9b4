using QMacVerify.Generators.Graph;

namespace QMacVerify.Generators.Planning;

/// <summary>Extents of an image with the padding that windows reach, and no row or column that none reaches.</summary>
public sealed record PaddedWindow(int Batches, int Height, int Width, int Channels)
{
    /// <summary>In 64 bits: explicit padding may be far larger than the image.</summary>
    public long Elements => (long)Batches * Channels * Height * Width;

    public static PaddedWindow Of(WindowGeometry window) => new(
        window.Batches,
        window.LastRow + window.PadTop + 1,
        window.LastColumn + window.PadLeft + 1,
        window.InChannels);
}
