using System.Numerics;

namespace QMacVerify.Checker.Arithmetic;

/// <summary>Least and greatest codes that a function of two codes has over every rectangle of them.</summary>
/// <param name="results">Of all pairs, those of the first code -128 first.</param>
/// <remarks>Results over squares whose side is a power of two, each from the four in it; four of those, which overlap, are a rectangle.</remarks>
internal sealed class PairRanges(Ends[] results)
{
    private const int Codes = 256;
    private const int Levels = 9;

    /// <summary>By the powers of two of height and width, then by the first pair.</summary>
    private readonly (sbyte Low, sbyte High)[]?[] _ranges = new (sbyte, sbyte)[]?[Levels * Levels];

    /// <summary>Over all codes of two intervals.</summary>
    public Ends Over(Ends first, Ends second)
    {
        (int height, int width) = (BitOperations.Log2((uint)(first.High - first.Low + 1)), BitOperations.Log2((uint)(second.High - second.Low + 1)));
        (sbyte Low, sbyte High)[] ranges = Level(height, width);
        (int top, int left) = ((int)first.Low + 128, (int)second.Low + 128);
        (int bottom, int right) = ((int)first.High + 129 - (1 << height), (int)second.High + 129 - (1 << width));
        return At(top, left).Join(At(top, right)).Join(At(bottom, left)).Join(At(bottom, right));

        Ends At(int row, int column)
        {
            (sbyte low, sbyte high) = ranges[(row * Codes) + column];
            return new Ends(low, high);
        }
    }

    private (sbyte Low, sbyte High)[] Level(int height, int width)
    {
        if (_ranges[(height * Levels) + width] is { } known)
        {
            return known;
        }

        (sbyte Low, sbyte High)[] halves = height > 0 ? Level(height - 1, width) : width > 0 ? Level(height, width - 1) : Pairs();
        int step = height > 0 ? Codes << (height - 1) : width > 0 ? 1 << (width - 1) : 0;
        (sbyte Low, sbyte High)[] ranges = [.. halves];
        for (int i = 0; i + step < ranges.Length; i++)
        {
            // What reaches beyond a row is never asked for.
            ranges[i] = (Math.Min(halves[i].Low, halves[i + step].Low), Math.Max(halves[i].High, halves[i + step].High));
        }

        return _ranges[(height * Levels) + width] = ranges;
    }

    private (sbyte Low, sbyte High)[] Pairs() => Array.ConvertAll(results, result => ((sbyte)result.Low, (sbyte)result.High));
}
