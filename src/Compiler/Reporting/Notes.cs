using System.Globalization;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Sentences and figures that several commands print.</summary>
internal static class Notes
{
    /// <summary>A fraction in percent with two decimals.</summary>
    public static string Percent(int part, int whole) =>
        string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.00} %");
}
