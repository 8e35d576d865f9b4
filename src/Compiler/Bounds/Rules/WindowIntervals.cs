using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>An interval for each element of a layer's result, channels last; positions with equal windows share theirs.</summary>
/// <param name="WindowOfPosition">Kind of window of each position.</param>
/// <param name="Ranges">By channel, then by kind of window.</param>
internal sealed record WindowIntervals(int[] WindowOfPosition, Interval[][] Ranges)
{
    /// <summary>A function of each interval and its channel.</summary>
    public WindowIntervals Map(Func<Interval, int, Interval> function) => this with
    {
        Ranges = [.. Ranges.Select((ofWindows, channel) => Array.ConvertAll(ofWindows, range => function(range, channel)))],
    };

    /// <summary>The box, where the intervals are of codes.</summary>
    public Box ToBox()
    {
        sbyte[] lower = new sbyte[WindowOfPosition.Length * Ranges.Length];
        sbyte[] upper = new sbyte[lower.Length];
        for (int i = 0; i < lower.Length; i++)
        {
            Interval range = Ranges[i % Ranges.Length][WindowOfPosition[i / Ranges.Length]];
            lower[i] = (sbyte)range.Lower;
            upper[i] = (sbyte)range.Upper;
        }

        return new Box(lower, upper);
    }
}
