using QMacVerify.Compiler.Circuits.Contract;
using QMacVerify.Compiler.Templates;
using QMacVerify.Generators.Circuits;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting.Pictures;

/// <summary>Draws the errors of a multiplier as SVG: where they are, and how often each size occurs.</summary>
internal static class ErrorPicture
{
    private const int Width = 1080;
    private const int Height = 660;
    private const string Style =
        """
          <style>
            text { font-family: "Helvetica Neue", Arial, sans-serif; font-size: 13px; fill: #333 }
            .title { font-size: 19px; font-weight: 600; fill: #111 }
            .head { font-size: 14px; font-weight: 600; fill: #111 }
            .small { font-size: 11.5px; fill: #666 }
            .number { text-anchor: end }
            .middle { text-anchor: middle }
            .frame { fill: none; stroke: #888; stroke-width: 1 }
            .tick { stroke: #888; stroke-width: 1 }
            .grid { stroke: #e3e3e3; stroke-width: 1 }
            .cross { stroke: #000; stroke-opacity: 0.16; stroke-width: 1 }
          </style>
        """;

    /// <summary>The picture as a file.</summary>
    public static string Of(OperatorContract contract)
    {
        int[] errors = Errors(contract.Table);
        SvgWriter svg = SvgWriter.File(Width, Height, Style);
        svg.Text(64, 38, Shortened(contract.Resolved.Multiplier.Spec), "title");
        svg.Text(64, 60, "product of the circuit minus exact product, all 65,536 pairs of int8 operands", "small");
        ErrorHeatMap.Draw(svg, errors, 64, 86);
        ErrorHistogram.Draw(svg, errors, 720, 86);
        DrawFigures(svg, contract, 720, 452);
        return svg.ToString();
    }

    /// <summary>The map of errors as a part of a page.</summary>
    /// <param name="spec">The multiplier.</param>
    /// <param name="table">Its products, activation outer.</param>
    public static Markup Map(string spec, int[] table)
    {
        SvgWriter svg = SvgWriter.Inline("errors", $"Errors of {Shortened(spec)} by activation and weight", 672, 576);
        ErrorHeatMap.Draw(svg, Errors(table), 64, 10);
        return svg.ToMarkup();
    }

    /// <summary>How often each size of an error occurs, as a part of a page.</summary>
    /// <param name="spec">The multiplier.</param>
    /// <param name="table">Its products, activation outer.</param>
    public static Markup Histogram(string spec, int[] table)
    {
        SvgWriter svg = SvgWriter.Inline("errors", $"Histogram of the errors of {Shortened(spec)}", 400, 346);
        ErrorHistogram.Draw(svg, Errors(table), 60, 26);
        return svg.ToMarkup();
    }

    /// <summary>Product of the circuit less the exact one, for each pair.</summary>
    private static int[] Errors(int[] table)
    {
        return [.. table.Select(Error)];

        static int Error(int product, int index)
        {
            (int activation, int weight) = MultiplierTable.OperandsAt(index);
            return product - (activation * weight);
        }
    }

    private static void DrawFigures(SvgWriter svg, OperatorContract contract, int left, int top)
    {
        ErrorMetrics metrics = contract.Metrics;
        (string Name, string Value, string Meaning)[] rows =
        [
            ("MAE", Figures.Short(metrics.Mae), "mean of |error|"),
            ("WCE", Invariant($"{metrics.Wce:N0}"), "greatest |error|"),
            ("EP", $"{Figures.Short(100 * metrics.Ep)} %", "pairs with an error"),
            ("MRE", $"{Figures.Short(100 * metrics.Mre)} %", "mean of |error / exact|"),
            ("bias", Figures.Short(metrics.Bias), "mean error"),
            ("rank", Invariant($"{contract.Rank.Rank}"), "of the table as a matrix"),
        ];
        foreach ((string name, string value, string meaning) in rows)
        {
            svg.Text(left, top, name, "head");
            svg.Text(left + 130, top, value, "number");
            svg.Text(left + 146, top, meaning, "small");
            top += 24;
        }

        svg.Text(left, top + 4, $"sha256 {contract.Sha256[..32]}", "small");
    }

    private static string Shortened(string spec) => spec.Length <= 88 ? spec : $"{spec[..85]}...";
}
