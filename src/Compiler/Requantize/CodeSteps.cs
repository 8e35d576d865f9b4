using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Requantize;

/// <summary>A requantization as what it is on an interval: a nondecreasing step function with at most 255 steps.</summary>
/// <remarks>So two of them are compared exactly by their break points, however many accumulators lie between (SEMANTICS section 3).</remarks>
internal sealed class CodeSteps
{
    private readonly List<(long Last, int Code)> _steps = [];

    /// <summary>Finds the break points by bisection.</summary>
    /// <param name="rescaler">Nondecreasing on the interval: see <see cref="Bounds.Rules.Rescaling.IsMonotone"/>.</param>
    /// <param name="zeroPoint">Of the output.</param>
    /// <param name="lower">Least code of the fused activation.</param>
    /// <param name="upper">Greatest code of the fused activation.</param>
    /// <param name="accumulators">An interval within int32.</param>
    public CodeSteps(Rescaler rescaler, int zeroPoint, int lower, int upper, Interval accumulators)
        : this(acc => rescaler.Requantize(acc, zeroPoint, lower, upper), accumulators)
    {
    }

    /// <summary>The same of any function.</summary>
    /// <param name="codeOf">Nondecreasing on the interval.</param>
    /// <param name="accumulators">An interval within int32.</param>
    public CodeSteps(Func<int, sbyte> codeOf, Interval accumulators)
    {
        for (long first = accumulators.Lower; first <= accumulators.Upper; first = _steps[^1].Last + 1)
        {
            int code = codeOf((int)first);
            long inside = first;
            long outside = accumulators.Upper + 1;
            while (outside - inside > 1)
            {
                long middle = inside + ((outside - inside) / 2);
                if (codeOf((int)middle) == code)
                {
                    inside = middle;
                }
                else
                {
                    outside = middle;
                }
            }

            _steps.Add((inside, code));
        }
    }

    /// <summary>How many accumulators of the interval get another code.</summary>
    /// <param name="other">On the same interval.</param>
    /// <param name="first">Least accumulator of the interval.</param>
    public long CountDifferent(CodeSteps other, long first)
    {
        long different = 0;
        int mine = 0;
        int theirs = 0;
        while (mine < _steps.Count && theirs < other._steps.Count)
        {
            long last = Math.Min(_steps[mine].Last, other._steps[theirs].Last);
            different += _steps[mine].Code == other._steps[theirs].Code ? 0 : last - first + 1;
            first = last + 1;
            mine += _steps[mine].Last == last ? 1 : 0;
            theirs += other._steps[theirs].Last == last ? 1 : 0;
        }

        return different;
    }
}
