using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace QMacVerify.Generators.Emit;

/// <summary>Writes C# line by line: four spaces of indent, LF, the invariant culture.</summary>
public sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>An empty line.</summary>
    public void Line() => _text.Append('\n');

    /// <summary>A line as it is.</summary>
    public void Line(string text)
    {
        if (text.Length > 0)
        {
            _text.Append(' ', 4 * _depth).Append(text);
        }

        _text.Append('\n');
    }

    /// <summary>A line with numbers in it.</summary>
    public void Line(ref InvariantText text) => Line(text.ToString());

    /// <summary>A comment line. Text from a model goes through <see cref="EscapeComment"/> first.</summary>
    public void Comment(ref InvariantText text) => Line("// " + text.ToString());

    /// <summary>An XML documentation element on lines of its own.</summary>
    /// <param name="element">For example <c>summary</c>.</param>
    /// <param name="lines">Escaped already.</param>
    public void Documentation(string element, params string[] lines)
    {
        if (lines.Length == 1)
        {
            Line($"/// <{element}>{lines[0]}</{element}>");
            return;
        }

        Line($"/// <{element}>");
        foreach (string line in lines)
        {
            Line("/// " + line);
        }

        Line($"/// </{element}>");
    }

    /// <summary>A header line and a block in braces, closed by disposing.</summary>
    public Scope Block(ref InvariantText header)
    {
        Line(header.ToString());
        Line("{");
        _depth++;
        return new Scope(this);
    }

    /// <summary>A counting loop; none where it would run once, and the index is then 0.</summary>
    /// <param name="variable">Name of the loop variable.</param>
    /// <param name="count">How often it runs.</param>
    /// <param name="index">What the body uses as its index.</param>
    /// <param name="always">Print the loop even so, because its body declares variables that others declare too.</param>
    internal Scope Loop(string variable, int count, out IndexExpression index, bool always = false)
    {
        bool isLoop = count != 1 || always;
        index = isLoop ? variable : 0;
        return !isLoop ? default : Block($"for (int {variable} = 0; {variable} < {count}; {variable}++)");
    }

    /// <summary>Text from a model as it may stand in a comment: one line, no control characters, quoted.</summary>
    public static string EscapeComment(string text) => Quote(text).Replace("*/", "*\\/");

    /// <summary>The same inside XML documentation.</summary>
    public static string EscapeDocumentation(string text) => EscapeDocumentationText(EscapeComment(text));

    /// <summary>A sentence of ours inside XML documentation.</summary>
    public static string EscapeDocumentationText(string text) =>
        text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>A C# string literal.</summary>
    public static string Literal(string text)
    {
        StringBuilder literal = new("\"");
        foreach (char c in text)
        {
            literal.Append(c is >= ' ' and <= '~' and not ('"' or '\\')
                ? c.ToString()
                : CodeOf(c));
        }

        return literal.Append('"').ToString();
    }

    /// <summary>A float32 constant by its bit pattern, which no decimal could round; the decimal stands beside it.</summary>
    public static string Real(uint bits) => Invariant($"BitConverter.UInt32BitsToSingle(0x{bits:x8} /* {Decimal(bits)} */)");

    /// <summary>Numbers in lines of at most a hundred characters, indented as the elements of a list.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="originOf">What stands beside a number, which then has a line of its own; empty for nothing.</param>
    public void Numbers(ReadOnlySpan<int> values, Func<int, string> originOf)
    {
        StringBuilder line = new();
        _depth++;
        for (int index = 0; index < values.Length; index++)
        {
            string text = values[index].ToString(CultureInfo.InvariantCulture) + ",";
            if (originOf(index) is { Length: > 0 } origin)
            {
                Flush();
                Line($"{text} // {origin}");
                continue;
            }

            if (line.Length > 0 && line.Length + 1 + text.Length > 100)
            {
                Flush();
            }

            line.Append(line.Length > 0 ? " " : "").Append(text);
        }

        Flush();
        _depth--;

        void Flush()
        {
            if (line.Length > 0)
            {
                Line(line.ToString());
                line.Clear();
            }
        }
    }

    public override string ToString() => _text.ToString();

    private void Close()
    {
        _depth--;
        Line("}");
    }

    /// <summary>Closes the block that it was opened for, if any.</summary>
    public readonly struct Scope(SourceWriter? writer) : IDisposable
    {
        public void Dispose() => writer?.Close();
    }
}

/// <summary>An interpolated string that is formatted with the invariant culture, so that no emitter can forget it.</summary>
[InterpolatedStringHandler]
public readonly ref struct InvariantText(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + (8 * formattedCount));

    public void AppendLiteral(string text) => _text.Append(text);

    public void AppendFormatted(string? text) => _text.Append(text);

    public void AppendFormatted<T>(T value) => _text.AppendFormat(CultureInfo.InvariantCulture, "{0}", value);

    public void AppendFormatted<T>(T value, string format)
        where T : IFormattable => _text.Append(value.ToString(format, CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}
