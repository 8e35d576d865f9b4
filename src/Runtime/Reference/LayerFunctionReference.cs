namespace QMacVerify.Runtime.Reference;

/// <summary>A step function of the real result of a layer.</summary>
internal static class LayerFunctionReference
{
    /// <summary>Computes every output code.</summary>
    /// <param name="factors">One for each channel.</param>
    /// <param name="offsets">One for each channel.</param>
    /// <param name="breaks">Ascending: of all channels, or of one after the other.</param>
    /// <param name="codes">One more than breaks, for each of their rows.</param>
    /// <param name="accumulators">Channels last.</param>
    /// <param name="output">As many codes.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Run(
        ReadOnlySpan<float> factors,
        ReadOnlySpan<float> offsets,
        ReadOnlySpan<float> breaks,
        ReadOnlySpan<sbyte> codes,
        ReadOnlySpan<int> accumulators,
        Span<sbyte> output)
    {
        Lengths.Expect(output.Length, accumulators.Length, nameof(output));
        Lengths.Expect(offsets.Length, factors.Length, nameof(offsets));
        int rows = codes.Length - breaks.Length;
        int count = breaks.Length / rows;
        for (int i = 0; i < output.Length; i++)
        {
            int channel = i % factors.Length;
            int row = rows == 1 ? 0 : channel;
            float product = accumulators[i] * factors[channel];
            float real = product + offsets[channel];
            int step = 0;
            foreach (float first in breaks.Slice(row * count, count))
            {
                step += first <= real ? 1 : 0;
            }

            output[i] = codes[(row * (count + 1)) + step];
        }
    }
}
