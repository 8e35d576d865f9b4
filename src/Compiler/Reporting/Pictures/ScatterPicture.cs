using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Templates;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting.Pictures;

/// <summary>Cost to the right, a share upward, with its interval: which points are worth their cost.</summary>
internal static class ScatterPicture
{
    private const int Width = 760;
    private const int Height = 440;
    private const int Left = 64;
    private const int Top = 34;
    private const int Right = 24;
    private const int Bottom = 52;

    /// <summary>The picture as a part of a page.</summary>
    /// <param name="points">At least one; later ones lie above earlier ones.</param>
    /// <param name="costName">What the axis to the right counts.</param>
    /// <param name="rateName">What the axis upward counts.</param>
    public static Markup Inline(IReadOnlyList<ScatterPoint> points, string costName, string rateName)
    {
        SvgWriter svg = SvgWriter.Inline("scatter", $"{rateName} by {costName}", Width, Height, isInteractive: true);
        Axis cost = Axis.Of(points.Min(point => point.Cost), points.Max(point => point.Cost), Left, Width - Right);
        Axis rate = Axis.Of(100 * points.Min(point => point.Rate.Interval.Low), 100 * points.Max(point => point.Rate.Interval.High), Height - Bottom, Top);
        foreach (double tick in rate.Ticks)
        {
            svg.LineOf("grid", Left, rate.At(tick), Width - Right, rate.At(tick));
            svg.Text(Left - 8, rate.At(tick) + 4, Invariant($"{tick:0.####} %"), "small number");
        }

        foreach (double tick in cost.Ticks)
        {
            svg.LineOf("tick", cost.At(tick), Height - Bottom, cost.At(tick), Height - Bottom + 5);
            svg.Text(cost.At(tick), Height - Bottom + 20, Invariant($"{tick:0.####}"), "small middle");
        }

        svg.Text(0, 14, rateName, "");
        svg.LineOf("tick", Left, Height - Bottom, Width - Right, Height - Bottom);
        svg.Text((Left + Width - Right) / 2.0, Height - 8, costName, "middle");
        ScatterPoint[] line = [.. points.Where(point => point.IsOnLine).OrderBy(point => point.Cost)];
        if (line.Length > 1)
        {
            svg.Path("line", string.Join(' ', line.Select((point, i) => Invariant($"{(i == 0 ? "M" : "L")} {cost.At(point.Cost):0.##} {rate.At(100 * point.Rate.Value):0.##}"))));
        }

        foreach (ScatterPoint point in points)
        {
            (double x, double y) = (cost.At(point.Cost), rate.At(100 * point.Rate.Value));
            svg.Begin($"point {point.Style}", Escape(point.Title));
            svg.LineOf("interval", x, rate.At(100 * point.Rate.Interval.Low), x, rate.At(100 * point.Rate.Interval.High));
            if (point.Label.Length > 0)
            {
                svg.Circle("ring", x, y, 11);
            }

            svg.Circle("dot", x, y, 6);
            if (point.Label.Length > 0)
            {
                bool isRight = x < Width - 200;
                svg.Text(x + (isRight ? 16 : -16), y + (point.IsLabelBelow ? 24 : -10), Escape(point.Label), isRight ? "label" : "label number");
            }

            svg.End();
        }

        return svg.ToMarkup();
    }

    /// <summary>An axis with ticks at 1, 2 or 5 times a power of ten.</summary>
    private sealed record Axis(double First, double Step, int Count, double Start, double End)
    {
        private const int MostTicks = 8;

        public IEnumerable<double> Ticks => Enumerable.Range(0, Count + 1).Select(i => Math.Round(First + (i * Step), 10));

        public static Axis Of(double least, double greatest, double start, double end)
        {
            double span = Math.Max(greatest - least, 1e-6);
            double step = Math.Pow(10, Math.Floor(Math.Log10(span)) - 1);
            foreach (double factor in (ReadOnlySpan<double>)[2, 2.5, 2, 2, 2.5, 2])
            {
                step = span / step > MostTicks ? step * factor : step;
            }

            double first = Math.Floor(least / step) * step;
            return new Axis(first, step, Math.Max(1, (int)Math.Ceiling(Math.Round((greatest - first) / step, 6))), start, end);
        }

        public double At(double value) => Start + ((End - Start) * (value - First) / (Count * Step));
    }
}

/// <summary>A point of a <see cref="ScatterPicture"/>.</summary>
/// <param name="Title">Shown where a pointer rests on it.</param>
/// <param name="Cost">To the right.</param>
/// <param name="Rate">Upward.</param>
/// <param name="Style">A class of the style sheet.</param>
/// <param name="IsOnLine">Whether it is one of those that a line joins.</param>
/// <param name="Label">Stands beside it, and a ring around it; empty for neither.</param>
internal sealed record ScatterPoint(string Title, double Cost, Rate Rate, string Style, bool IsOnLine, string Label)
{
    /// <summary>Whether the label stands below the point, so that two of neighbours do not meet.</summary>
    public bool IsLabelBelow { get; init; }
}
