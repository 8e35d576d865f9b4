namespace QMacVerify.Runtime.Reference;

/// <summary>A real function of one code, given by its table.</summary>
internal static class LookupRealReference
{
    /// <summary>Computes every number.</summary>
    /// <param name="table">256 numbers for inputs from -128 to 127, of each channel one after the other.</param>
    /// <param name="inner">Elements side by side that belong to one channel.</param>
    /// <param name="input">Codes, [..., channels, inner].</param>
    /// <param name="output">As many numbers.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Run(ReadOnlySpan<float> table, int inner, ReadOnlySpan<sbyte> input, Span<float> output)
    {
        const int entries = 256;
        int channels = Math.Max(1, table.Length / entries);
        Lengths.Expect(table.Length, channels * entries, nameof(table));
        Lengths.Expect(output.Length, input.Length, nameof(output));
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = table[(i / inner % channels * entries) + input[i] - sbyte.MinValue];
        }
    }
}
