using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>Sums in lanes of int16 that are emptied into lanes of int32 before they could leave int16.</summary>
/// <remarks>
/// Additions wrap, so only the sum at the end of a stretch has to fit. Stretches begin with a run of memory anew, unless one
/// stretch holds all steps.
/// </remarks>
internal static class NarrowSums
{
    /// <summary>The longest stretch of steps after which no lane can have left int16; null where one step can.</summary>
    /// <param name="runs">Runs, planes and rows of the filter counted.</param>
    /// <param name="steps">Steps of a run.</param>
    /// <param name="lanes">What each step can add to a lane, for each lane in the order of the steps.</param>
    /// <returns><paramref name="runs"/> times <paramref name="steps"/>, or at most <paramref name="steps"/>.</returns>
    public static int? Depth(int runs, int steps, IEnumerable<IReadOnlyList<Interval>> lanes)
    {
        int[] depths = [runs * steps, .. Enumerable.Range(1, steps).Select(parts => (steps + parts - 1) / parts).Distinct()];
        int choice = 0;
        foreach (IReadOnlyList<Interval> lane in lanes)
        {
            while (!Fits(lane, steps, depths[choice]))
            {
                if (++choice == depths.Length)
                {
                    return null;
                }
            }
        }

        return depths[choice];
    }

    private static bool Fits(IReadOnlyList<Interval> lane, int steps, int depth)
    {
        Interval int16 = new(short.MinValue, short.MaxValue);
        int length = depth > steps ? lane.Count : steps;
        for (int run = 0; run < lane.Count; run += length)
        {
            for (int first = 0; first < length; first += depth)
            {
                Interval sum = Interval.Point(0);
                for (int step = first; step < Math.Min(first + depth, length); step++)
                {
                    sum += lane[run + step];
                }

                if (!int16.Contains(sum))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
