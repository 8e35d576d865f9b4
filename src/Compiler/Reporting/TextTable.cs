using System.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>A table in plain text: columns as wide as their content, no colour, the same wherever it is printed; folded where it is wider than the terminal that it is for.</summary>
/// <param name="columns">Headers; one that begins with <c>&gt;</c> aligns its column to the right: numbers, which are never folded.</param>
internal sealed class TextTable(params string[] columns)
{
    private const string Gap = "  ";

    /// <summary>Nothing folds further: below it, terminals wrap lines.</summary>
    private const int LeastWidth = 40;

    /// <summary>What <see cref="FitTo"/> says while it writes; null for any width.</summary>
    private static readonly AsyncLocal<int?> Fit = new();

    private readonly List<string[]> _rows = [[.. columns.Select(column => column.TrimStart('>'))]];

    /// <summary>A text whose tables and sentences fit into lines of so many characters; null for any number, which is what files and pipes get.</summary>
    public static string FitTo(int? width, Func<string> write)
    {
        int? outer = Fit.Value;
        Fit.Value = width;
        try
        {
            string text = write();
            return width is int most ? string.Join('\n', text.Split('\n').Select(line => Sentences(line, most))) : text;
        }
        finally
        {
            Fit.Value = outer;
        }
    }

    /// <summary>Adds a row of as many cells as there are columns.</summary>
    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, columns.Length);

        // Names come from model files.
        _rows.Add([.. cells.Select(Generators.Support.Text.Escape)]);
    }

    public override string ToString()
    {
        int[] all = [.. Enumerable.Range(0, columns.Length)];
        int[] widths = [.. all.Select(Widest)];
        if (Fit.Value is not int given || Total(widths) <= given)
        {
            return Lines(all, widths);
        }

        int width = Math.Max(LeastWidth, given);
        return Total(Narrow(all, width)) <= width ? Lines(all, Narrow(all, width)) : Blocks(width);
    }

    /// <summary>A line in several, broken between words; what is indented is code or the end of a row.</summary>
    private static string Sentences(string line, int width) =>
        line.Length <= width || line.StartsWith(' ') ? line
        : string.Join('\n', line.Split(' ').Aggregate(new List<string>(), (lines, word) => Append(lines, word, width)));

    private static List<string> Append(List<string> lines, string word, int width)
    {
        if (lines.Count > 0 && lines[^1].Length + 1 + word.Length <= width)
        {
            lines[^1] += $" {word}";
        }
        else
        {
            lines.Add(word);
        }

        return lines;
    }

    /// <summary>Columns that do not fit side by side, one block below the other, each with the first column.</summary>
    private string Blocks(int width)
    {
        List<string> blocks = [];
        for (int next = 1; next < columns.Length;)
        {
            List<int> block = [0, next++];
            while (next < columns.Length && Total([.. block.Append(next).Select(column => Math.Min(Folded(column), width / 2))]) <= width)
            {
                block.Add(next++);
            }

            blocks.Add(Lines(block, Narrow(block, width)));
        }

        return string.Join('\n', blocks);
    }

    /// <summary>Widths with titles folded, and with text folded as far as it takes, the widest column first.</summary>
    private int[] Narrow(IReadOnlyList<int> shown, int width)
    {
        int[] widths = [.. shown.Select(Folded)];
        while (Total(widths) > width)
        {
            int[] foldable = [.. Enumerable.Range(0, widths.Length).Where(i => widths[i] > Least(shown[i], width))];
            if (foldable.Length == 0)
            {
                break;
            }

            widths[foldable.MaxBy(i => widths[i])]--;
        }

        return widths;
    }

    private int Widest(int column) => _rows.Max(row => row[column].Length);

    /// <summary>As wide as the content, the title in as many lines as it has words.</summary>
    private int Folded(int column) => Math.Max(_rows.Skip(1).Select(row => row[column].Length).DefaultIfEmpty(0).Max(), LongestWord(_rows[0][column]));

    /// <summary>The same with text in as many lines as it has words; a word of more than a third of a line is shortened.</summary>
    private int Least(int column, int width) => IsNumber(column) ? Folded(column)
        : Math.Min(_rows.Max(row => LongestWord(row[column])), width / 3);

    private bool IsNumber(int column) => columns[column].StartsWith('>');

    private string Lines(IReadOnlyList<int> shown, int[] widths)
    {
        StringBuilder text = new();
        foreach ((int index, string[] row) in _rows.Index())
        {
            string[][] cells = [.. shown.Select((column, i) => Fold(row[column], widths[i]))];
            int height = cells.Max(lines => lines.Length);
            for (int line = 0; line < height; line++)
            {
                // Titles stand on what is below them.
                IEnumerable<string> parts = cells.Select((lines, i) =>
                {
                    string part = lines.ElementAtOrDefault(index == 0 ? line - (height - lines.Length) : line) ?? "";
                    return IsNumber(shown[i]) ? part.PadLeft(widths[i]) : part.PadRight(widths[i]);
                });
                text.Append(string.Join(Gap, parts).TrimEnd()).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>A cell in lines, broken between words; of a word that is too long the middle is left out.</summary>
    private static string[] Fold(string cell, int width)
    {
        if (cell.Length <= width)
        {
            return [cell];
        }

        IEnumerable<string> words = Words(cell).Select(word => word.Length <= width ? word : $"{word[..((width - 2) / 2)]}..{word[^((width - 1) / 2)..]}");
        return [.. words.Aggregate(new List<string>(), (lines, word) => Append(lines, word, width))];
    }

    private static int LongestWord(string cell) => Words(cell).Max(word => word.Length);

    /// <summary>Where a cell may be broken: at blanks, but not behind a comma, where intervals have theirs.</summary>
    private static string[] Words(string cell) => Array.ConvertAll(cell.Replace(", ", ",\0", StringComparison.Ordinal).Split(' '), word => word.Replace('\0', ' '));

    private static int Total(int[] widths) => widths.Sum() + (Gap.Length * (widths.Length - 1));
}
