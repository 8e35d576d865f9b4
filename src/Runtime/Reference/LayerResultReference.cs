namespace QMacVerify.Runtime.Reference;

/// <summary>What the accumulators of a layer are worth, or a sum.</summary>
internal static class LayerResultReference
{
    /// <summary>Computes every real number.</summary>
    /// <param name="factors">One for each channel.</param>
    /// <param name="offsets">One for each channel.</param>
    /// <param name="batches">Batches before the channels, where these come first in the output; else 0.</param>
    /// <param name="accumulators">Channels last.</param>
    /// <param name="output">As many numbers.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Run(ReadOnlySpan<float> factors, ReadOnlySpan<float> offsets, int batches, ReadOnlySpan<int> accumulators, Span<float> output)
    {
        Lengths.Expect(output.Length, accumulators.Length, nameof(output));
        Lengths.Expect(offsets.Length, factors.Length, nameof(offsets));
        int channels = factors.Length;
        int positions = accumulators.Length / channels / Math.Max(batches, 1);
        for (int i = 0; i < output.Length; i++)
        {
            int channel = i % channels;
            float product = accumulators[i] * factors[channel];
            int batch = i / channels / positions;
            int position = i / channels % positions;
            output[batches == 0 ? i : (((batch * channels) + channel) * positions) + position] = product + offsets[channel];
        }
    }
}
