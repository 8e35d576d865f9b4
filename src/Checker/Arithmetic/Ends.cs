using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Checker.Arithmetic;

/// <summary>The least and the greatest of some integers.</summary>
internal readonly record struct Ends(long Low, long High)
{
    /// <summary>Of no integers: the start of a hull.</summary>
    public static Ends None { get; } = new(long.MaxValue, long.MinValue);

    /// <summary>Every code.</summary>
    public static Ends Codes { get; } = OfBits(8);

    /// <summary>What an accumulator of 32 bits can hold.</summary>
    public static Ends Int32 { get; } = OfBits(32);

    public bool IsNone => Low > High;

    public bool IsPoint => Low == High;

    /// <summary>The greatest distance from 0, as far as there is a number for it.</summary>
    public long Magnitude => Math.Max(-Math.Max(Low, -long.MaxValue), High);

    /// <summary>The least number N of bits with <c>-2^(N-1) &lt;= Low</c> and <c>High &lt;= 2^(N-1) - 1</c>.</summary>
    public int Bits
    {
        get
        {
            int bits = 1;
            while (!OfBits(bits).Holds(this))
            {
                bits++;
            }

            return bits;
        }
    }

    public static Ends operator +(Ends left, Ends right) => new(left.Low + right.Low, left.High + right.High);

    /// <summary>Every difference of one of the left from one of the right.</summary>
    public static Ends operator -(Ends left, Ends right) => new(left.Low - right.High, left.High - right.Low);

    /// <summary>What a two's complement register of so many bits can hold, at most 64.</summary>
    public static Ends OfBits(int bits) => new(long.MinValue >> (64 - bits), long.MaxValue >> (64 - bits));

    public static Ends Point(long value) => new(value, value);

    public Ends Join(Ends other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    public Ends Join(long value) => new(Math.Min(Low, value), Math.Max(High, value));

    /// <summary>Each of them times a factor.</summary>
    public Ends Times(long factor) => Point(Low * factor).Join(High * factor);

    /// <summary>What lies in both.</summary>
    public Ends Meet(Ends other) => new(Math.Max(Low, other.Low), Math.Min(High, other.High));

    public bool Holds(Ends other) => other.IsNone || (Low <= other.Low && other.High <= High);

    public override string ToString() => IsNone ? "[]" : Invariant($"[{Low}, {High}]");
}
