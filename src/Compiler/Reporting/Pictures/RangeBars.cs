using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Reporting.Pictures;

/// <summary>The sound bounds of a layer over a whole width, and in them what was searched and observed.</summary>
internal static class RangeBars
{
    public const string Sound = "#d9d9d9";
    public const string Searched = "#4393c3";
    public const string Observed = "#d6604d";

    private const int Height = 26;
    private const int InlineWidth = 480;

    /// <summary>Draws the bars, 26 pixels high.</summary>
    public static void Draw(SvgWriter svg, TightnessOfLayer layer, double left, double top, double width)
    {
        svg.Rectangle(left, top, width, Height, Sound);
        DrawInside(layer.Searched, top + 3, Searched);
        DrawInside(layer.Observed, top + 14, Observed);

        void DrawInside(Interval? seen, double top, string color)
        {
            if (seen is Interval inside)
            {
                // A point is a hair line; of bounds that are a point all is seen.
                double unit = width / Math.Max(layer.Sound.Upper - layer.Sound.Lower, 1);
                svg.Rectangle(left + ((inside.Lower - layer.Sound.Lower) * unit), top, Math.Max((inside.Upper - inside.Lower) * unit, 1), 9, color);
            }
        }
    }

    /// <summary>The bars as a part of a page.</summary>
    public static Markup Inline(TightnessOfLayer layer)
    {
        SvgWriter svg = SvgWriter.Inline(
            "ranges", $"Accumulator: sound {layer.Sound}, searched {layer.Searched?.ToString() ?? "nothing"}, observed {layer.Observed?.ToString() ?? "nothing"}", InlineWidth, Height, stretches: true);
        Draw(svg, layer, 0, 0, InlineWidth);
        return svg.ToMarkup();
    }
}
