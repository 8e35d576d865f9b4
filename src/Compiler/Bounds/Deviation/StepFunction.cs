using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Deviation;

/// <summary>A function from integers to codes that is constant on a few intervals: requantization, rounding, a table.</summary>
/// <remarks>
/// BOUNDS section 8: the difference of two codes is found level set by level set. On one of them, all exact arguments have the
/// same code, and the approximate arguments fill an interval; so at most as many steps as the function has decide the
/// extremes, and nothing is lost but the dependence between the argument and its difference.
/// </remarks>
internal sealed class StepFunction
{
    /// <summary>The first argument of each piece, ascending; that of the first piece has no meaning.</summary>
    private readonly long[] _starts;
    private readonly int[] _codes;
    private readonly bool _isNondecreasing;

    private StepFunction(long[] starts, int[] codes)
    {
        _starts = starts;
        _codes = codes;
        _isNondecreasing = Enumerable.Range(1, codes.Length - 1).All(i => codes[i - 1] <= codes[i]);
    }

    /// <summary>A function that takes one of its codes after the other.</summary>
    /// <param name="domain">Arguments that it will be asked about.</param>
    /// <param name="step">Which code an argument has: nondecreasing on the domain.</param>
    /// <param name="code">The code of a step.</param>
    public static StepFunction Of(Interval domain, Func<long, int> step, Func<int, int> code)
    {
        List<long> starts = [domain.Lower];
        List<int> codes = [code(step(domain.Lower))];
        int last = step(domain.Upper);
        long start = domain.Lower;
        for (int current = step(start); current < last; current = step(start))
        {
            // The least argument of a greater step.
            long below = start;
            long above = domain.Upper;
            while (above - below > 1)
            {
                long middle = below + ((above - below) / 2);
                (below, above) = step(middle) > current ? (below, middle) : (middle, above);
            }

            start = above;
            starts.Add(start);
            codes.Add(code(step(start)));
        }

        return new StepFunction([.. starts], [.. codes]);
    }

    /// <summary>A function that is its own step: requantization, for example.</summary>
    public static StepFunction OfNondecreasing(Interval domain, Func<long, int> code) => Of(domain, code, step => step);

    /// <summary>The function of a table whose first entry is that of code -128.</summary>
    public static StepFunction OfTable(ReadOnlySpan<sbyte> table)
    {
        long[] starts = [.. Enumerable.Range(0, table.Length).Select(i => (long)i + sbyte.MinValue)];
        return new StepFunction(starts, Array.ConvertAll(table.ToArray(), code => (int)code));
    }

    /// <summary>Least and greatest difference <c>f(x + d) - f(x)</c>.</summary>
    /// <param name="exact">Every x, inside the domain.</param>
    /// <param name="approximate">Every x + d, likewise.</param>
    /// <param name="difference">Every d.</param>
    public Interval Difference(Interval exact, Interval approximate, Interval difference)
    {
        Interval result = Interval.Empty;
        int last = PieceOf(exact.Upper);
        int first = PieceOf(exact.Lower);
        int least = PieceOf(approximate.Lower);
        int greatest = least;
        for (int piece = first; piece <= last; piece++)
        {
            long lower = Math.Max((piece == first ? exact.Lower : _starts[piece]) + difference.Lower, approximate.Lower);
            long upper = Math.Min((piece == last ? exact.Upper : _starts[piece + 1] - 1) + difference.Upper, approximate.Upper);
            if (lower > upper)
            {
                // No approximate argument is in reach: no input has such an exact one.
                continue;
            }

            least = Advance(least, lower);
            greatest = Advance(Math.Max(greatest, least), upper);
            result = result.Hull(RangeOf(least, greatest) - _codes[piece]);
        }

        return result;
    }

    private int Advance(int piece, long argument)
    {
        while (piece + 1 < _starts.Length && _starts[piece + 1] <= argument)
        {
            piece++;
        }

        return piece;
    }

    /// <summary>The codes of some pieces that follow each other.</summary>
    private Interval RangeOf(int first, int last)
    {
        if (_isNondecreasing)
        {
            return new Interval(_codes[first], _codes[last]);
        }

        Interval range = Interval.Empty;
        for (int piece = first; piece <= last; piece++)
        {
            range = range.Hull(Interval.Point(_codes[piece]));
        }

        return range;
    }

    private int PieceOf(long argument)
    {
        int found = Array.BinarySearch(_starts, argument);
        return found >= 0 ? found : Math.Max(~found - 1, 0);
    }
}
