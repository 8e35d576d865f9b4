using System.Numerics;

namespace QMacVerify.Checker.Arithmetic;

/// <summary>What a function of two codes gives, and its least and greatest codes over every rectangle of them.</summary>
/// <remarks>Results over squares whose side is a power of two, each from the four in it; four of those, which overlap, are a rectangle.</remarks>
internal sealed class PairRanges
{
    private const int Codes = 256;
    private const int Levels = 9;

    /// <summary>By the powers of two of height and width, then by the first pair, those of the first code -128 first.</summary>
    private readonly (sbyte[] Low, sbyte[] High)?[] _ranges = new (sbyte[], sbyte[])?[Levels * Levels];

    /// <param name="function">A code, or an interval of them.</param>
    public PairRanges(Func<int, int, Ends> function)
    {
        (sbyte[] low, sbyte[] high) = (new sbyte[Codes * Codes], new sbyte[Codes * Codes]);
        for (int i = 0; i < low.Length; i++)
        {
            Ends result = function((i / Codes) - 128, (i % Codes) - 128);
            (low[i], high[i]) = ((sbyte)result.Low, (sbyte)result.High);
        }

        _ranges[0] = (low, high);
        ArePoints = low.AsSpan().SequenceEqual(high);
    }

    /// <summary>Whether every pair gives one code.</summary>
    public bool ArePoints { get; }

    /// <summary>Over all codes of two intervals.</summary>
    public Ends Over(Ends first, Ends second)
    {
        (int height, int width) = (BitOperations.Log2((uint)(first.High - first.Low + 1)), BitOperations.Log2((uint)(second.High - second.Low + 1)));
        (sbyte[] low, sbyte[] high) = Level(height, width);
        (int top, int left) = ((int)first.Low + 128, (int)second.Low + 128);
        (int bottom, int right) = ((int)first.High + 129 - (1 << height), (int)second.High + 129 - (1 << width));
        return At(top, left).Join(At(top, right)).Join(At(bottom, left)).Join(At(bottom, right));

        Ends At(int row, int column) => new(low[(row * Codes) + column], high[(row * Codes) + column]);
    }

    private (sbyte[] Low, sbyte[] High) Level(int height, int width)
    {
        if (_ranges[(height * Levels) + width] is { } known)
        {
            return known;
        }

        (sbyte[] low, sbyte[] high) = height > 0 ? Level(height - 1, width) : Level(height, width - 1);
        int step = height > 0 ? Codes << (height - 1) : 1 << (width - 1);
        (sbyte[], sbyte[]) ranges = (Joined(low, step, Vector.Min, Math.Min), Joined(high, step, Vector.Max, Math.Max));
        _ranges[(height * Levels) + width] = ranges;
        return ranges;
    }

    /// <summary>Of each result and the one a step further; what reaches beyond a row is never asked for.</summary>
    private static sbyte[] Joined(sbyte[] halves, int step, Func<Vector<sbyte>, Vector<sbyte>, Vector<sbyte>> many, Func<sbyte, sbyte, sbyte> one)
    {
        sbyte[] joined = [.. halves];
        int i = 0;
        for (; i + step + Vector<sbyte>.Count <= joined.Length; i += Vector<sbyte>.Count)
        {
            many(new Vector<sbyte>(halves, i), new Vector<sbyte>(halves, i + step)).CopyTo(joined, i);
        }

        for (; i + step < joined.Length; i++)
        {
            joined[i] = one(halves[i], halves[i + step]);
        }

        return joined;
    }
}
