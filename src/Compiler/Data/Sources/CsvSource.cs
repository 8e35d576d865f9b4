using System.Buffers.Text;
using System.Globalization;
using System.Text;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Data.Sources;

/// <summary>A table of numbers in text: a sample in each row, commas between the columns, perhaps a first row of names.</summary>
/// <remarks>Rows are read when they are asked for: a table takes no more memory than its file.</remarks>
internal sealed class CsvSource : SampleSource
{
    private const int MaxRows = 10_000_000;
    private const int MaxColumns = 1_000_000;

    private readonly string _name;
    private readonly List<(ReadOnlyMemory<byte> Text, int Line)> _rows;
    private readonly int _columns;
    private readonly int[] _features;

    private CsvSource(string name, List<(ReadOnlyMemory<byte> Text, int Line)> rows, int columns, int[] features)
        : base(Numbered(rows.Count))
    {
        _name = name;
        _rows = rows;
        _columns = columns;
        _features = features;
    }

    public override SampleLayout Layout => SampleLayout.Model;

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="declaration">Names the columns.</param>
    /// <param name="features">Numbers that a sample of the model has.</param>
    /// <exception cref="InputException">Columns do not fit, or a label is no integer.</exception>
    public static CsvSource Read(string path, DataDeclaration declaration, int features)
    {
        string name = Path.GetFileName(path);
        List<(ReadOnlyMemory<byte> Text, int Line)> rows = Rows(BoundedStream.ReadAll(path), name);
        if (rows.Count == 0)
        {
            throw new InputException($"{Quote(name)} has no rows");
        }

        string[] first = [.. Cells(rows[0].Text).Take(MaxColumns + 1).Select(cell => Encoding.UTF8.GetString(cell.Span).Trim('"', ' '))];
        if (first.Length > MaxColumns)
        {
            throw new InputException(Invariant($"{Quote(name)} has more than {MaxColumns} columns"));
        }

        bool hasNames = first.Any(cell => !IsNumber(cell));
        if (hasNames)
        {
            rows.RemoveAt(0);
        }

        int? label = LabelColumn(name, declaration, first, hasNames, features);
        int[] columns = declaration.Columns.Count > 0
            ? [.. declaration.Columns.Select(column => ColumnOf(name, column, first, hasNames))]
            : [.. Enumerable.Range(0, first.Length).Where(column => column != label)];
        return columns.Length == features
            ? new CsvSource(name, rows, first.Length, columns)
            {
                Labels = label is int column ? [.. rows.Select(row => LabelOf(name, row, column))] : null,
                LabelsSource = name,
            }
            : throw new InputException(Invariant($"{Quote(name)} has {columns.Length} columns of features, but the model takes {features} numbers"));
    }

    public override IReadOnlyList<NpyArray> Read(int sample, Action<ReadOnlyMemory<byte>> content)
    {
        (ReadOnlyMemory<byte> text, int line) = _rows[sample];
        content(text);
        ReadOnlyMemory<byte>[] cells = [.. Cells(text).Take(MaxColumns + 1)];
        if (cells.Length != _columns)
        {
            throw new InputException(Invariant($"{Quote(_name)} has {cells.Length} columns in line {line}, expected {_columns}"));
        }

        double[] values = new double[_features.Length];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> cell = cells[_features[i]].Span.Trim((byte)' ');
            values[i] = double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                ? value
                : throw new InputException(Invariant($"{Quote(_name)} has {Quote(Encoding.UTF8.GetString(cell[..Math.Min(cell.Length, 32)]))} in line {line}, column {_features[i] + 1}, expected a number"));
        }

        return [NpyArray.Create<double>([values.Length], values)];
    }

    /// <summary>The column that is declared; else one with the name "label"; else the last one where it is one more than the features.</summary>
    private static int? LabelColumn(string name, DataDeclaration declaration, string[] first, bool hasNames, int features)
    {
        if (declaration.Labels is string declared)
        {
            return ColumnOf(name, declared, first, hasNames);
        }

        int named = Array.FindIndex(first, cell => hasNames && cell.Equals("label", StringComparison.OrdinalIgnoreCase));
        return named >= 0 ? named : declaration.Columns.Count == 0 && first.Length == features + 1 ? first.Length - 1 : null;
    }

    /// <summary>A column by its name, or by its number from 0 on where there are no names.</summary>
    private static int ColumnOf(string name, string column, string[] first, bool hasNames)
    {
        int index = hasNames ? Array.IndexOf(first, column)
            : int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < first.Length ? number
            : -1;
        return index >= 0 ? index : throw new InputException(
            $"{Quote(name)} has no column {Quote(column)}; {(hasNames ? NearName.Hint(column, first) : Invariant($"it has no names: give a number from 0 to {first.Length - 1}"))}");
    }

    private static long LabelOf(string name, (ReadOnlyMemory<byte> Text, int Line) row, int column)
    {
        ReadOnlyMemory<byte> cell = Cells(row.Text).ElementAtOrDefault(column);
        ReadOnlySpan<byte> text = cell.Span.Trim((byte)' ');
        return Utf8Parser.TryParse(text, out long label, out int length) && length == text.Length
            ? label
            : throw new InputException(Invariant($"{Quote(name)} has the label {Quote(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 32)]))} in line {row.Line}, expected an integer"));
    }

    private static bool IsNumber(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>Lines that are not empty, without what ends them.</summary>
    private static List<(ReadOnlyMemory<byte> Text, int Line)> Rows(byte[] content, string name)
    {
        List<(ReadOnlyMemory<byte> Text, int Line)> rows = [];
        int start = content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        for (int line = 1; start < content.Length; line++)
        {
            int length = content.AsSpan(start).IndexOf((byte)'\n');
            int end = length < 0 ? content.Length : start + length;
            ReadOnlyMemory<byte> text = content.AsMemory(start, end - start);
            text = text.Span.EndsWith("\r"u8) ? text[..^1] : text;
            if (!text.Span.Trim((byte)' ').IsEmpty)
            {
                rows.Add((text, line));
                if (rows.Count > MaxRows)
                {
                    throw new InputException(Invariant($"{Quote(name)} has more than {MaxRows} rows"));
                }
            }

            start = end + 1;
        }

        return rows;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Cells(ReadOnlyMemory<byte> row)
    {
        while (true)
        {
            int comma = row.Span.IndexOf((byte)',');
            if (comma < 0)
            {
                yield return row;
                yield break;
            }

            yield return row[..comma];
            row = row[(comma + 1)..];
        }
    }
}
