using System.Globalization;
using System.Numerics;

namespace QMacVerify.Compiler.Bounds;

/// <summary>The weights that occur in a layer.</summary>
/// <param name="Bits">Bit <c>w + 128</c> is 1 where weight w occurs.</param>
internal readonly record struct WeightSet(BigInteger Bits)
{
    private const int HexDigits = 64;

    public int Count => Enumerable.Range(-128, 256).Count(Contains);

    public static WeightSet Of(ReadOnlySpan<sbyte> weights)
    {
        Span<bool> occurs = stackalloc bool[HexDigits * 4];
        foreach (sbyte weight in weights)
        {
            occurs[weight + 128] = true;
        }

        byte[] bits = new byte[HexDigits / 2];
        for (int i = 0; i < occurs.Length; i++)
        {
            bits[i / 8] |= (byte)(occurs[i] ? 1 << (i % 8) : 0);
        }

        return new WeightSet(new BigInteger(bits, isUnsigned: true));
    }

    /// <summary>Every weight of some intervals.</summary>
    public static WeightSet Of(Box weights)
    {
        BigInteger bits = BigInteger.Zero;
        foreach ((sbyte lower, sbyte upper) in weights.Lower.ToArray().Zip(weights.Upper.ToArray()).Distinct())
        {
            bits |= ((BigInteger.One << (upper - lower + 1)) - 1) << (lower + 128);
        }

        return new WeightSet(bits);
    }

    /// <summary>Reads what <see cref="ToString"/> writes; null for any other text.</summary>
    public static WeightSet? Parse(string text) =>
        text.Length == HexDigits && text.All(char.IsAsciiHexDigitLower)
            ? new WeightSet(BigInteger.Parse("0" + text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
            : null;

    /// <summary>The weights of both.</summary>
    public WeightSet Union(WeightSet other) => new(Bits | other.Bits);

    public bool Contains(int weight) => !((Bits >> (weight + 128)) & BigInteger.One).IsZero;

    /// <summary>64 hexadecimal digits, that of weight 127 first.</summary>
    public override string ToString() => Bits.ToString("x64", CultureInfo.InvariantCulture)[^HexDigits..];
}
