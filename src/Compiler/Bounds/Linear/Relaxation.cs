using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Linear;

/// <summary>Two lines for each element of a tensor, between which its centred code lies as a function of the sum that it is made of.</summary>
/// <remarks>
/// The code is <c>clamp(round(scale * sum))</c>; how far rounding leads away is rho. The lines are those of an interval of sums: the least
/// area between them, but for slopes that are 0 or 1 where the code itself is so.
/// </remarks>
internal sealed class Relaxation(int count)
{
    private readonly Line[] _upper = new Line[count];
    private readonly Line[] _lower = new Line[count];

    /// <summary>The line above each element.</summary>
    public ReadOnlySpan<Line> Upper => _upper;

    /// <summary>The line below each element.</summary>
    public ReadOnlySpan<Line> Lower => _lower;

    /// <summary>An element of which only the interval is known.</summary>
    public void Bound(int element, Interval codes) => (_lower[element], _upper[element]) = (new Line(0, codes.Lower), new Line(0, codes.Upper));

    /// <summary>An element whose sum is known to lie in an interval.</summary>
    /// <param name="element">The element.</param>
    /// <param name="codes">Its centred codes.</param>
    /// <param name="sums">Least and greatest sum.</param>
    /// <param name="rounding">What becomes of the sum.</param>
    public void Bound(int element, Interval codes, (double Lower, double Upper) sums, Rounding rounding)
    {
        Bound(element, codes);
        if (codes.IsPoint || rounding.Distance >= 1)
        {
            // A distance of 1 or more is that of no code from its sum: nothing would be exact beyond the clamp.
            return;
        }

        (double low, double high) = (rounding.Scale * sums.Lower, rounding.Scale * sums.Upper);
        (Line lower, Line upper) = Lines(low, high, rounding.Clamp.Lower, rounding.Clamp.Upper, rounding.Distance);
        _lower[element] = lower with { Slope = lower.Slope * rounding.Scale };
        _upper[element] = upper with { Slope = upper.Slope * rounding.Scale };
    }

    /// <summary>The lines for <c>clamp(round(z))</c> with z from <paramref name="low"/> to <paramref name="high"/> (BOUNDS section 7).</summary>
    internal static (Line Lower, Line Upper) Lines(double low, double high, double least, double greatest, double distance)
    {
        if (high <= least || low >= greatest)
        {
            Line clamped = new(0, high <= least ? least : greatest);
            return (clamped, clamped);
        }

        Line below = new(1, -distance);
        Line above = new(1, distance);
        bool clampsLow = low < least;
        bool clampsHigh = high > greatest;
        if (clampsLow && clampsHigh)
        {
            double upperSlope = (greatest - least) / (greatest - low);
            double lowerSlope = (greatest - least) / (high - least);
            return (
                lowerSlope > 0.5 ? Line.Through(high, greatest, lowerSlope, -distance) : new Line(0, least),
                upperSlope > 0.5 ? Line.Through(low, least, upperSlope, distance) : new Line(0, greatest));
        }

        return (clampsLow, clampsHigh) switch
        {
            (true, _) => (high - least > least - low ? below : new Line(0, least), Line.Through(low, least, (high - least) / (high - low), distance)),
            (_, true) => (Line.Through(low, low, (greatest - low) / (high - low), -distance), greatest - low > high - greatest ? above : new Line(0, greatest)),
            _ => (below, above),
        };
    }
}

/// <summary><c>slope * x + offset</c>.</summary>
internal readonly record struct Line(double Slope, double Offset)
{
    /// <summary>Through a point, moved up by a distance.</summary>
    public static Line Through(double x, double y, double slope, double distance) => new(slope, y - (slope * x) + distance);
}

/// <summary>How a sum becomes a centred code: <c>clamp(round(scale * sum))</c>.</summary>
/// <param name="Scale">Real factor, not negative.</param>
/// <param name="Distance">How far rounding leads from the scaled sum, at most.</param>
/// <param name="Clamp">Least and greatest centred code.</param>
internal sealed record Rounding(double Scale, double Distance, Interval Clamp);
