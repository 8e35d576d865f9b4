namespace QMacVerify.Generators.Support;

/// <summary>All integers from <paramref name="Lower"/> to <paramref name="Upper"/>, both included.</summary>
public readonly record struct Interval(long Lower, long Upper)
{
    /// <summary>No integer: the start of a hull.</summary>
    public static Interval Empty { get; } = new(long.MaxValue, long.MinValue);

    /// <summary>What a 32-bit accumulator can hold.</summary>
    public static Interval Int32 { get; } = new(int.MinValue, int.MaxValue);

    public bool IsPoint => Lower == Upper;

    /// <summary>The greater of the ends' absolute values.</summary>
    public long MaxMagnitude => Math.Max(Math.Abs(Lower), Math.Abs(Upper));

    /// <summary>Width of the narrowest two's complement register that holds every value, at least 1.</summary>
    public int Bits
    {
        get
        {
            // ~x and x need the same width when exactly one of them is negative.
            ulong magnitude = (ulong)(Lower < 0 ? ~Lower : Lower) | (ulong)(Upper < 0 ? ~Upper : Upper);
            int bits = 1;
            for (; magnitude != 0; magnitude >>= 1)
            {
                bits++;
            }

            return bits;
        }
    }

    /// <summary>Every sum of a value of either.</summary>
    public static Interval operator +(Interval left, Interval right) => new(left.Lower + right.Lower, left.Upper + right.Upper);

    /// <summary>Every value less a constant.</summary>
    public static Interval operator -(Interval interval, long constant) => new(interval.Lower - constant, interval.Upper - constant);

    /// <summary>The least interval that holds every value times a factor.</summary>
    public Interval Times(long factor) => Point(factor * Lower).Hull(Point(factor * Upper));

    /// <summary>The interval of one value.</summary>
    public static Interval Point(long value) => new(value, value);

    /// <summary>The least interval that holds some codes; empty for none.</summary>
    public static Interval Of(ReadOnlySpan<sbyte> codes)
    {
        Interval range = Empty;
        foreach (sbyte code in codes)
        {
            range = range.Hull(Point(code));
        }

        return range;
    }

    public bool Contains(long value) => Lower <= value && value <= Upper;

    public bool Contains(Interval other) => Lower <= other.Lower && other.Upper <= Upper;

    /// <summary>The members of this one that are nearest to those of another: its ends, where they lie beyond.</summary>
    public Interval Nearest(Interval other) => new(
        Math.Min(Math.Max(other.Lower, Lower), Upper), Math.Min(Math.Max(other.Upper, Lower), Upper));

    /// <summary>The least interval that holds both.</summary>
    public Interval Hull(Interval other) => new(Math.Min(Lower, other.Lower), Math.Max(Upper, other.Upper));

    public override string ToString() => Invariant($"[{Lower}, {Upper}]");
}
