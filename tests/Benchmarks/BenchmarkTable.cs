using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Benchmarks;

/// <summary>A figure of a table, or a word.</summary>
internal sealed record Cell(string Text, Figure? Figure)
{
    /// <summary>A figure; null is one that does not exist.</summary>
    public static implicit operator Cell?(Figure? figure) => figure is null ? null : new(figure.ToString(), figure);

    public static implicit operator Cell?(string? text) => text is null ? null : new(text, null);
}

/// <summary>Measured figures with what they are about.</summary>
/// <param name="Title">What the figures are.</param>
/// <param name="Subject">Header of the first column.</param>
/// <param name="Columns">Headers of the others; one that begins with <c>&lt;</c> holds words.</param>
internal sealed record BenchmarkTable(string Title, string Subject, params IReadOnlyList<string> Columns)
{
    private readonly List<(string Subject, Cell?[] Cells)> _rows = [];

    public bool IsEmpty => _rows.Count == 0;

    /// <summary>Adds a row; null is a figure that does not exist.</summary>
    public void Add(string subject, params Cell?[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, Columns.Count);
        _rows.Add((subject, cells));
    }

    public string ToText()
    {
        TextTable table = new([Subject, .. Columns.Select(column => column.StartsWith('<') ? column[1..] : ">" + column)]);
        foreach ((string subject, Cell?[] cells) in _rows)
        {
            table.Add([subject, .. cells.Select(cell => cell?.Text ?? "-")]);
        }

        return $"{Title}\n\n{table}";
    }

    /// <summary>Writes an element of an array of tables.</summary>
    public void Write(JsonWriter json)
    {
        using (json.Object())
        {
            json.Member("title", Title);
            using (json.Array("rows"))
            {
                foreach ((string subject, Cell?[] cells) in _rows)
                {
                    using (json.Object())
                    {
                        json.Member(Subject, subject);
                        foreach ((string column, Cell? cell) in Columns.Zip(cells))
                        {
                            Write(json, column.TrimStart('<'), cell);
                        }
                    }
                }
            }
        }
    }

    private static void Write(JsonWriter json, string column, Cell? cell)
    {
        if (cell?.Figure is not Figure figure)
        {
            if (cell is null)
            {
                json.Null(column);
            }
            else
            {
                json.Member(column, cell.Text);
            }

            return;
        }

        using (json.Object(column, inline: true))
        {
            json.Member("median", figure.Value);
            json.Member("quartiles", [figure.LowerQuartile, figure.UpperQuartile]);
        }
    }
}
