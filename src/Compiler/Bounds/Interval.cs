using System.Numerics;

namespace QMacVerify.Compiler.Bounds;

/// <summary>All integers from <paramref name="Lower"/> to <paramref name="Upper"/>, both included.</summary>
internal readonly record struct Interval(long Lower, long Upper)
{
    /// <summary>No integer: the start of a hull.</summary>
    public static Interval Empty { get; } = new(long.MaxValue, long.MinValue);

    /// <summary>What a 32-bit accumulator can hold.</summary>
    public static Interval Int32 { get; } = new(int.MinValue, int.MaxValue);

    public bool IsPoint => Lower == Upper;

    /// <summary>Width of the narrowest two's complement register that holds every value, at least 1.</summary>
    public int Bits
    {
        get
        {
            // ~x and x need the same width when exactly one of them is negative.
            ulong magnitude = (ulong)(Lower < 0 ? ~Lower : Lower) | (ulong)(Upper < 0 ? ~Upper : Upper);
            return 65 - BitOperations.LeadingZeroCount(magnitude);
        }
    }

    /// <summary>The interval of one value.</summary>
    public static Interval Point(long value) => new(value, value);

    public bool Contains(long value) => Lower <= value && value <= Upper;

    public bool Contains(Interval other) => Lower <= other.Lower && other.Upper <= Upper;

    /// <summary>The least interval that holds both.</summary>
    public Interval Hull(Interval other) => new(Math.Min(Lower, other.Lower), Math.Max(Upper, other.Upper));

    public override string ToString() => $"[{Lower}, {Upper}]";
}
