using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting.Pictures;

/// <summary>A bar for each layer: its sound bounds over the whole width, in them what was searched and observed, and the quotient.</summary>
internal static class TightnessPicture
{
    private const int NameWidth = 220;
    private const int BarWidth = 480;
    private const int QuotientWidth = 80;
    private const int RowHeight = 34;
    private const int Top = 76;
    private const int Margin = 16;

    public static string Draw(TightnessReport report)
    {
        SvgWriter svg = SvgWriter.File((2 * Margin) + NameWidth + BarWidth + QuotientWidth, Top + (report.Layers.Count * RowHeight) + Margin, "  <style>text { font: 12px sans-serif; fill: #222 } .head { font-weight: bold } .small { font-size: 10px; fill: #555 } .right { text-anchor: end }</style>");
        svg.Text(Margin, 24, Invariant($"Final accumulators of {Escape(report.Model)}, region {report.Region}"), "head");
        DrawLegend(svg, report);
        for (int i = 0; i < report.Layers.Count; i++)
        {
            DrawLayer(svg, report.Layers[i], Top + (i * RowHeight));
        }

        return svg.ToString();
    }

    private static void DrawLegend(SvgWriter svg, TightnessReport report)
    {
        (string Color, string Text)[] entries =
            [(RangeBars.Sound, "sound"), (RangeBars.Searched, Invariant($"searched, {report.Searched} inputs")), (RangeBars.Observed, Invariant($"observed, {report.Observed} samples"))];
        for (int i = 0; i < entries.Length; i++)
        {
            svg.Rectangle(Margin + (i * 180), 38, 12, 12, entries[i].Color);
            svg.Text(Margin + (i * 180) + 18, 48, entries[i].Text, "");
        }

        svg.Text(Margin + NameWidth + BarWidth + QuotientWidth, 48, "sound over seen", "right");
    }

    private static void DrawLayer(SvgWriter svg, TightnessOfLayer layer, double top)
    {
        svg.Text(Margin, top + 14, Escape(layer.Name), "");
        svg.Text(Margin, top + 26, layer.Sound.ToString(), "small");
        RangeBars.Draw(svg, layer, Margin + NameWidth, top + 2, BarWidth);
        svg.Text(Margin + NameWidth + BarWidth + QuotientWidth, top + 19, layer.QuotientText, "right");
    }
}
