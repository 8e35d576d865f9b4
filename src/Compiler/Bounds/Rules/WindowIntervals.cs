using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>An interval for each element of a layer's result, channels last; positions with equal windows share theirs.</summary>
/// <param name="WindowOfPosition">Kind of window of each position; null where each has its own.</param>
/// <param name="Ranges">By channel, then by kind of window.</param>
internal sealed record WindowIntervals(int[]? WindowOfPosition, Interval[][] Ranges) : IHeldSums
{
    public int Positions => WindowOfPosition?.Length ?? Ranges[0].Length;

    /// <summary>The kind of window of a position.</summary>
    public int WindowAt(int position) => WindowOfPosition is null ? position : WindowOfPosition[position];

    /// <summary>A function of each channel's intervals and its number.</summary>
    public WindowIntervals Map(Func<Interval[], int, Interval[]> function) => this with { Ranges = [.. Ranges.Select(function)] };

    /// <summary>The least interval that holds all of a channel.</summary>
    public Interval Hull(int channel)
    {
        Interval hull = Interval.Empty;
        foreach (Interval range in Ranges[channel])
        {
            hull = hull.Hull(range);
        }

        return hull;
    }

    WindowIntervals IHeldSums.ToIntervals() => this;

    public Box ToCodes(ChannelRequantization requantization, int zeroPoint) =>
        Map((accumulators, channel) => Requantized.CodesOf(accumulators, requantization.For(channel), zeroPoint, requantization.Clamp)).ToBox();

    /// <summary>The box, where the intervals are of codes.</summary>
    public Box ToBox()
    {
        sbyte[] lower = new sbyte[Positions * Ranges.Length];
        sbyte[] upper = new sbyte[lower.Length];
        for (int channel = 0; channel < Ranges.Length; channel++)
        {
            Interval[] ranges = Ranges[channel];
            for (int position = 0; position < Positions; position++)
            {
                Interval range = ranges[WindowAt(position)];
                lower[(position * Ranges.Length) + channel] = (sbyte)range.Lower;
                upper[(position * Ranges.Length) + channel] = (sbyte)range.Upper;
            }
        }

        return new Box(lower, upper);
    }
}
