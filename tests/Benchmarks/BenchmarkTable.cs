using QMacVerify.Benchmarks.Measuring;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Benchmarks;

/// <summary>Measured figures with what they are about.</summary>
/// <param name="Title">What the figures are.</param>
/// <param name="Subject">Header of the first column.</param>
/// <param name="Columns">Headers of the figures.</param>
internal sealed record BenchmarkTable(string Title, string Subject, params IReadOnlyList<string> Columns)
{
    private readonly List<(string Subject, Figure?[] Figures)> _rows = [];

    public bool IsEmpty => _rows.Count == 0;

    /// <summary>Adds a row; null is a figure that does not exist.</summary>
    public void Add(string subject, params Figure?[] figures)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(figures.Length, Columns.Count);
        _rows.Add((subject, figures));
    }

    public string ToText()
    {
        TextTable table = new([Subject, .. Columns.Select(column => ">" + column)]);
        foreach ((string subject, Figure?[] figures) in _rows)
        {
            table.Add([subject, .. figures.Select(figure => figure?.ToString() ?? "-")]);
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
                foreach ((string subject, Figure?[] figures) in _rows)
                {
                    using (json.Object())
                    {
                        json.Member(Subject, subject);
                        WriteFigures(json, figures);
                    }
                }
            }
        }
    }

    private void WriteFigures(JsonWriter json, Figure?[] figures)
    {
        foreach ((string column, Figure? figure) in Columns.Zip(figures))
        {
            if (figure is null)
            {
                json.Null(column);
                continue;
            }

            using (json.Object(column, inline: true))
            {
                json.Member("median", figure.Value);
                json.Member("quartiles", [figure.LowerQuartile, figure.UpperQuartile]);
            }
        }
    }
}
