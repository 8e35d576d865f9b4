using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Templates;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting.Pictures;

/// <summary>A share from 0 to 1 as a bar, as a part of a page.</summary>
internal static class ShareBar
{
    private const int Width = 240;
    private const int Height = 10;

    /// <summary>The bar alone.</summary>
    public static Markup Inline(double share) => Begin(share, Invariant($"{100 * share:0.00} %")).ToMarkup();

    /// <summary>The bar, and its interval as a line across its end.</summary>
    public static Markup Inline(Rate rate)
    {
        SvgWriter svg = Begin(rate.Value, Invariant($"{100 * rate.Value:0.00} %, interval {100 * rate.Interval.Low:0.00} to {100 * rate.Interval.High:0.00} %"));
        svg.LineOf("interval", Width * rate.Interval.Low, Height / 2, Width * rate.Interval.High, Height / 2);
        return svg.ToMarkup();
    }

    private static SvgWriter Begin(double share, string label)
    {
        SvgWriter svg = SvgWriter.Inline("share", label, Width, Height, stretches: true);
        svg.Rectangle(0, 2, Width, Height - 4, RangeBars.Sound);
        svg.Rectangle(0, 2, Width * share, Height - 4, RangeBars.Searched);
        return svg;
    }
}
