namespace QMacVerify.Runtime.Reference;

/// <summary>A function of one code, given by its table.</summary>
internal static class LookupReference
{
    /// <summary>Computes every output code.</summary>
    /// <param name="table">256 codes for inputs from -128 to 127: of all channels, or of one after the other.</param>
    /// <param name="input">Codes, channels last.</param>
    /// <param name="output">As many.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Run(ReadOnlySpan<sbyte> table, ReadOnlySpan<sbyte> input, Span<sbyte> output)
    {
        const int entries = 256;
        int channels = Math.Max(1, table.Length / entries);
        Lengths.Expect(table.Length, channels * entries, nameof(table));
        Lengths.Expect(output.Length, input.Length, nameof(output));
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = table[(i % channels * entries) + input[i] - sbyte.MinValue];
        }
    }
}
