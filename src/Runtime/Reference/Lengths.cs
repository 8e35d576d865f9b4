namespace QMacVerify.Runtime.Reference;

/// <summary>Refuses buffers that do not have their shape's number of elements.</summary>
internal static class Lengths
{
    public static void Expect(int found, int expected, string name)
    {
        if (found != expected)
        {
            throw new ArgumentException($"{name} has {found} elements, expected {expected}.", name);
        }
    }

    /// <summary>A bias may be absent, which is zero.</summary>
    public static void ExpectBias(ReadOnlySpan<int> bias, int outChannels)
    {
        if (!bias.IsEmpty)
        {
            Expect(bias.Length, outChannels, nameof(bias));
        }
    }
}
