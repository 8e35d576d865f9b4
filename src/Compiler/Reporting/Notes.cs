using System.Globalization;
using QMacVerify.Compiler.Run;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Sentences and figures that several commands print.</summary>
internal static class Notes
{
    /// <summary>A fraction in percent with two decimals.</summary>
    public static string Percent(int part, int whole) =>
        string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.00} %");

    /// <summary>Prints what a user should know about the operators of a plan.</summary>
    public static void Print(TextWriter console, PlannedModel planned)
    {
        foreach (string note in planned.Notes)
        {
            console.WriteLine($"note: {note}");
        }

        if (planned.Plan.Operators.Default.Note is string pairNote)
        {
            console.WriteLine($"note: {pairNote}");
        }
    }
}
