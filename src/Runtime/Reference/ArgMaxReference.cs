namespace QMacVerify.Runtime.Reference;

/// <summary>Where along an axis the greatest or the least code stands.</summary>
internal static class ArgMaxReference
{
    /// <summary>Computes every index.</summary>
    /// <param name="extent">Elements along the axis.</param>
    /// <param name="inner">Elements from one of its positions to the next.</param>
    /// <param name="isLeast">Whether the least code is looked for.</param>
    /// <param name="takesLast">Whether the last of equal codes counts.</param>
    /// <param name="input">Codes.</param>
    /// <param name="output">One index for each position along the other axes.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Run(int extent, int inner, bool isLeast, bool takesLast, ReadOnlySpan<sbyte> input, Span<int> output)
    {
        Lengths.Expect(input.Length, output.Length * extent, nameof(input));
        for (int i = 0; i < output.Length; i++)
        {
            int first = (i / inner * extent * inner) + (i % inner);
            int best = 0;
            for (int at = 1; at < extent; at++)
            {
                int code = input[first + (at * inner)];
                int greatest = input[first + (best * inner)];
                bool isBetter = isLeast ? code < greatest : code > greatest;
                if (isBetter || (takesLast && code == greatest))
                {
                    best = at;
                }
            }

            output[i] = best;
        }
    }
}
