using System.Globalization;
using QMacVerify.Compiler.Run;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Sentences and figures that several commands print.</summary>
internal static class Notes
{
    /// <summary>A fraction in percent with two decimals.</summary>
    public static string Percent(long part, long whole) =>
        string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.00} %");

    /// <summary>A note as a line for people; a warning says by itself what it is.</summary>
    /// <param name="note">What was found out.</param>
    /// <param name="about">What it is about, where that is not plain.</param>
    public static string Line(string note, string? about = null)
    {
        const string warning = "warning: ";
        string subject = about is null ? "" : $"{about}: ";
        return note.StartsWith(warning, StringComparison.Ordinal) ? $"{warning}{subject}{note[warning.Length..]}" : $"note: {subject}{note}";
    }

    /// <summary>Prints what a user should know about the operators of a plan.</summary>
    public static void Print(TextWriter console, PlannedNetwork planned)
    {
        foreach (string note in planned.Notes)
        {
            console.WriteLine(Line(note));
        }

        if (planned.Plan.Operators.Default.Note is string pairNote)
        {
            console.WriteLine($"note: {pairNote}");
        }
    }
}
