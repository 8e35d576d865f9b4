using System.Globalization;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Sentences and figures that several commands print.</summary>
internal static class Notes
{
    public const string AdderOnlyTruncatesBias =
        "note: every product ends in zeros where the adder truncates, so the adder changes nothing but the bias";

    /// <summary>A fraction in percent with two decimals.</summary>
    public static string Percent(int part, int whole) =>
        string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.00} %");
}
