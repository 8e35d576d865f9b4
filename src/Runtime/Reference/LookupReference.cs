namespace QMacVerify.Runtime.Reference;

/// <summary>A function of one code, given by its table.</summary>
public static class LookupReference
{
    /// <summary>Computes every output code.</summary>
    /// <param name="table">256 codes, for inputs from -128 to 127.</param>
    /// <param name="input">Codes.</param>
    /// <param name="output">As many.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Run(ReadOnlySpan<sbyte> table, ReadOnlySpan<sbyte> input, Span<sbyte> output)
    {
        Lengths.Expect(table.Length, 256, nameof(table));
        Lengths.Expect(output.Length, input.Length, nameof(output));
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = table[input[i] - sbyte.MinValue];
        }
    }
}
