using System.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>A table in plain text: columns as wide as their content, no colour, the same wherever it is printed.</summary>
/// <param name="columns">Headers; one that begins with <c>&gt;</c> aligns its column to the right.</param>
internal sealed class TextTable(params string[] columns)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [[.. columns.Select(column => column.TrimStart('>'))]];

    /// <summary>Adds a row of as many cells as there are columns.</summary>
    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, columns.Length);

        // Names come from model files.
        _rows.Add([.. cells.Select(Generators.Support.Text.Escape)]);
    }

    public override string ToString()
    {
        int[] widths = [.. Enumerable.Range(0, columns.Length).Select(column => _rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (string[] row in _rows)
        {
            IEnumerable<string> cells = row.Select((cell, column) =>
                columns[column].StartsWith('>') ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.Append(string.Join(Gap, cells).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }
}
