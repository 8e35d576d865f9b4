namespace QMacVerify.Runtime;

/// <summary>The SplitMix64 generator: the same numbers on every machine and in every release.</summary>
/// <remarks>
/// Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014), with the constants of Vigna's
/// <c>splitmix64.c</c>. Every draw below takes exactly one 64-bit output, so positions in the stream can be counted.
/// Not for secrets.
/// </remarks>
/// <param name="seed">The first output belongs to state seed + 0x9E3779B97F4A7C15.</param>
public sealed class SplitMix64(ulong seed = 0)
{
    private ulong state = seed;

    /// <summary>The next 64-bit output.</summary>
    public ulong NextUInt64()
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number in -128..127: the top byte of the next output.</summary>
    public sbyte NextSByte() => unchecked((sbyte)(NextUInt64() >> 56));

    /// <summary>Fills with <see cref="NextSByte"/>, in order, one output per value.</summary>
    public void FillInt8(Span<sbyte> values)
    {
        foreach (ref sbyte value in values)
        {
            value = NextSByte();
        }
    }

    /// <summary>A number in 0..bound - 1: floor(output * bound / 2^64).</summary>
    /// <param name="bound">At least 1.</param>
    /// <remarks>No output is rejected, so some values are more likely by a factor of at most 1 + bound / 2^64.</remarks>
    public int NextBelow(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);
    }
}
