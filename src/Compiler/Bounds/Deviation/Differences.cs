using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Deviation;

/// <summary>An interval for each element of a tensor: what the approximate code can be more than the exact one, for the same input.</summary>
/// <remarks>Codes differ by -255 to 255 at most. Never empty.</remarks>
internal sealed class Differences
{
    private readonly short[] _lower;
    private readonly short[] _upper;

    /// <summary>Takes the ends; the caller gives the arrays away.</summary>
    /// <exception cref="ArgumentException">The arrays differ in length, or an interval is empty.</exception>
    public Differences(short[] lower, short[] upper)
    {
        if (lower.Length != upper.Length)
        {
            throw new ArgumentException($"{lower.Length} lower but {upper.Length} upper ends.");
        }

        for (int i = 0; i < lower.Length; i++)
        {
            if (lower[i] > upper[i])
            {
                throw new ArgumentException($"Element {i} has the empty interval [{lower[i]}, {upper[i]}].");
            }
        }

        _lower = lower;
        _upper = upper;
    }

    public int Count => _lower.Length;

    public ReadOnlySpan<short> Lower => _lower;

    public ReadOnlySpan<short> Upper => _upper;

    /// <summary>Whether no element can differ.</summary>
    public bool IsZero => Array.TrueForAll(_lower, end => end == 0) && Array.TrueForAll(_upper, end => end == 0);

    /// <summary>The least interval that holds every element's.</summary>
    public Interval Hull => new(_lower.Min(), _upper.Max());

    public Interval this[int element] => new(_lower[element], _upper[element]);

    /// <summary>No difference.</summary>
    public static Differences Zero(int count) => new(new short[count], new short[count]);

    /// <summary>An interval for each element.</summary>
    public static Differences Of(int count, Func<int, Interval> interval)
    {
        short[] lower = new short[count];
        short[] upper = new short[count];
        for (int i = 0; i < count; i++)
        {
            Interval own = interval(i);
            (lower[i], upper[i]) = ((short)own.Lower, (short)own.Upper);
        }

        return new Differences(lower, upper);
    }

    /// <summary>What two boxes say, if nothing is known about the way from one to the other.</summary>
    public static Differences Between(Box exact, Box approximate) => Of(exact.Count, i => Between(exact[i], approximate[i]));

    /// <summary>Every difference of a value of one interval from one of another.</summary>
    public static Interval Between(Interval exact, Interval approximate) =>
        new(approximate.Lower - exact.Upper, approximate.Upper - exact.Lower);

    /// <summary>What both say. Both are sound, so they have differences in common.</summary>
    public Differences Intersect(Differences other) =>
        Of(Count, i => new Interval(Math.Max(_lower[i], other._lower[i]), Math.Min(_upper[i], other._upper[i])));

    /// <summary>The least that holds both.</summary>
    public Differences Union(Differences other) => Of(Count, i => this[i].Hull(other[i]));

    public bool Contains(Differences other)
    {
        bool holds = other.Count == Count;
        for (int i = 0; holds && i < Count; i++)
        {
            holds = this[i].Contains(other[i]);
        }

        return holds;
    }
}
