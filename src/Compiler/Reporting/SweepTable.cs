using QMacVerify.Compiler.Sweep;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>Measured rows as a table and as CSV.</summary>
internal static class SweepTable
{
    /// <summary>Each row as a line.</summary>
    public static string ToText(IReadOnlyList<ResultRow> rows)
    {
        TextTable table = new("layers", "multiplier", "adder", ">right", ">gained", ">lost", ">same class", ">max |diff|", ">mean |diff|");
        foreach (ResultRow row in rows)
        {
            Measurement measured = row.Measured;
            table.Add(
                row.Layers,
                row.Multiplier,
                row.Adder,
                Count(measured.Correct),
                Count(measured.Gained),
                Count(measured.Lost),
                Count(measured.SameClass),
                Invariant($"{measured.MaxLsb}"),
                Invariant($"{measured.MeanLsb:0.0000}"));
        }

        return Invariant($"{table}of {rows.Select(row => row.Samples).FirstOrDefault()} samples; gained and lost: right with the circuits only, and without them only\n");
    }

    /// <summary>All columns, below their names.</summary>
    public static string ToCsv(IReadOnlyList<ResultRow> rows) => string.Concat(rows.Select(row => row.ToCsv() + "\n").Prepend(ResultRow.CsvHeader + "\n"));

    private static string Count(int? count) => count is int number ? Invariant($"{number}") : "-";
}
