namespace QMacVerify.Checker.Arithmetic;

/// <summary>A function of integers that goes up a few steps, each of which has a code.</summary>
/// <remarks>
/// BOUNDS section 8: the exact numbers of one step have one code, and the approximate ones fill an interval, so that all
/// differences of codes are found step by step. Where a step begins is found by bisection.
/// </remarks>
internal sealed class Steps
{
    private readonly Ends _domain;
    private readonly List<long> _starts = [];
    private readonly List<long> _codes = [];
    private readonly Dictionary<Twin, Ends?> _known = [];

    /// <param name="domain">Numbers from one below 0 to one above.</param>
    /// <param name="step">The step of a number, nondecreasing; null where something wraps, as it may from some distance from 0 on.</param>
    /// <param name="code">Of a step.</param>
    public Steps(Ends domain, Func<long, long?> step, Func<long, long> code)
    {
        _domain = step(0) is null ? Ends.None : new Ends(
            -Last(-domain.Low, x => step(-x) is not null),
            Last(domain.High, x => step(x) is not null));
        for (long start = _domain.Low; start <= _domain.High;)
        {
            (long first, long current) = (start, step(start)!.Value);
            _starts.Add(first);
            _codes.Add(code(current));
            start += Last(_domain.High - first, x => step(first + x) == current) + 1;
        }
    }

    /// <summary>Every difference of the codes; null where something may wrap.</summary>
    public Ends? Difference(Twin twin)
    {
        if (!_known.TryGetValue(twin, out Ends? found))
        {
            _known.Add(twin, found = _domain.Holds(twin.Exact) && _domain.Holds(twin.Approximate) ? StepByStep(twin) : null);
        }

        return found;
    }

    private Ends StepByStep(Twin twin)
    {
        Ends found = Ends.None;
        int last = StepOf(twin.Exact.High);
        for (int step = StepOf(twin.Exact.Low); step <= last; step++)
        {
            Ends level = new Ends(_starts[step], step + 1 < _starts.Count ? _starts[step + 1] - 1 : _domain.High).Meet(twin.Exact);
            Ends reach = twin.Reach(level);
            for (int other = reach.IsNone ? _starts.Count : StepOf(reach.Low); other < _starts.Count && _starts[other] <= reach.High; other++)
            {
                found = found.Join(_codes[other] - _codes[step]);
            }
        }

        return found;
    }

    private int StepOf(long number)
    {
        int found = _starts.BinarySearch(number);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>The greatest number up to one for which something holds that holds for 0, and no more from some number on.</summary>
    private static long Last(long most, Func<long, bool> holds)
    {
        if (holds(most))
        {
            return most;
        }

        (long low, long high) = (0, most);
        while (high - low > 1)
        {
            long middle = low + ((high - low) / 2);
            (low, high) = holds(middle) ? (middle, high) : (low, middle);
        }

        return low;
    }
}
