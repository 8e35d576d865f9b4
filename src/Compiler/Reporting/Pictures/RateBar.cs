using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Templates;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting.Pictures;

/// <summary>A share from 0 to 1 as a bar, and its interval as a line across its end.</summary>
internal static class RateBar
{
    private const int Width = 240;
    private const int Height = 10;

    /// <summary>The bar as a part of a page.</summary>
    public static Markup Inline(Rate rate)
    {
        SvgWriter svg = SvgWriter.Inline("rate", Invariant($"{100 * rate.Value:0.00} %, interval {100 * rate.Interval.Low:0.00} to {100 * rate.Interval.High:0.00} %"), Width, Height, stretches: true);
        svg.Rectangle(0, 2, Width, Height - 4, RangeBars.Sound);
        svg.Rectangle(0, 2, Width * rate.Value, Height - 4, RangeBars.Searched);
        svg.LineOf("interval", Width * rate.Interval.Low, Height / 2, Width * rate.Interval.High, Height / 2);
        return svg.ToMarkup();
    }
}
