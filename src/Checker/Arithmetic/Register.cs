namespace QMacVerify.Checker.Arithmetic;

/// <summary>What sums are kept in.</summary>
/// <param name="Bits">2 to 64.</param>
/// <param name="Saturates">Whether a sum that does not fit becomes the nearest number that does, after each addition; else it wraps.</param>
internal sealed record Register(int Bits, bool Saturates)
{
    /// <summary>What an accumulator is where nothing else is said: 32 bits that wrap.</summary>
    public static Register Default { get; } = new(32, Saturates: false);

    /// <summary>Every number that it can hold.</summary>
    public Ends Range { get; } = Ends.OfBits(Bits);

    /// <summary>The register with a name for what overflows; null for one that there is not.</summary>
    public static Register? Of(long bits, string overflow) =>
        bits is >= 2 and <= 64 && (overflow is "wrap" or "saturate") ? new Register((int)bits, overflow == "saturate") : null;

    /// <summary>The nearest numbers that it can hold.</summary>
    public Ends Nearest(Ends sum) => new(Math.Clamp(sum.Low, Range.Low, Range.High), Math.Clamp(sum.High, Range.Low, Range.High));
}
