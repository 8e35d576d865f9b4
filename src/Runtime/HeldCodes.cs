namespace QMacVerify.Runtime;

/// <summary>The codes that a reduced network holds for: generated code refuses others, for which its outputs would mean nothing.</summary>
public static class HeldCodes
{
    /// <summary>Refuses codes outside their intervals.</summary>
    /// <param name="codes">The elements of one sample, or of several that follow each other.</param>
    /// <param name="lower">The least code of each element of a sample, or of all.</param>
    /// <param name="upper">The greatest, likewise.</param>
    /// <param name="input">Name of the input.</param>
    /// <exception cref="InputException">A code lies outside.</exception>
    public static void Require(ReadOnlySpan<sbyte> codes, ReadOnlySpan<sbyte> lower, ReadOnlySpan<sbyte> upper, string input)
    {
        if (lower.Length == 1 && upper.Length == 1 && !codes.ContainsAnyExceptInRange(lower[0], upper[0]))
        {
            return;
        }

        for (int i = 0; i < codes.Length; i++)
        {
            (sbyte least, sbyte greatest) = (lower[i % lower.Length], upper[i % upper.Length]);
            if (codes[i] < least || codes[i] > greatest)
            {
                throw new InputException(FormattableString.Invariant(
                    $"element {i} of {input} has code {codes[i]}, and the network was reduced for {least} to {greatest}: compile the package that it was made from"));
            }
        }
    }
}
