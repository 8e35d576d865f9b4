using System.Globalization;
using System.Text;

namespace QMacVerify.Generators.Support.Json;

/// <summary>Writes the JSON of package files and reports: two spaces of indent, LF, lists of numbers on one line.</summary>
public sealed class JsonWriter
{
    private readonly StringBuilder _text = new();
    private readonly Stack<(char Close, bool Inline)> _open = new();
    private bool _hasSibling;

    /// <summary>Opens an object; disposing closes it.</summary>
    /// <param name="name">Member name, or null inside an array.</param>
    /// <param name="inline">Whether it stands on one line.</param>
    public Scope Object(string? name = null, bool inline = false) => Open(name, '{', '}', inline);

    /// <summary>Opens an array; disposing closes it.</summary>
    public Scope Array(string? name = null, bool inline = false) => Open(name, '[', ']', inline);

    public void Member(string name, string value)
    {
        BeginMember(name);
        AppendString(value);
    }

    public void Member(string name, long value)
    {
        BeginMember(name);
        _text.Append(value.ToString(CultureInfo.InvariantCulture));
    }

    public void Member(string name, bool value)
    {
        BeginMember(name);
        _text.Append(value ? "true" : "false");
    }

    public void Member(string name, IEnumerable<long> values)
    {
        BeginMember(name);
        _text.Append('[').Append(string.Join(", ", values.Select(v => v.ToString(CultureInfo.InvariantCulture)))).Append(']');
    }

    public void Member(string name, IEnumerable<int> values) => Member(name, values.Select(v => (long)v));

    public void Member(string name, IEnumerable<string> values)
    {
        using (Array(name, inline: true))
        {
            foreach (string value in values)
            {
                Value(value);
            }
        }
    }

    /// <summary>A float32 number as its bit pattern, in text: JSON has no numbers that keep every bit.</summary>
    public void Float32(string name, uint bits) => Member(name, Invariant($"0x{bits:x8}"));

    /// <summary>A real number in the shortest form that reads back as the same double.</summary>
    public void Member(string name, double value)
    {
        BeginMember(name);
        _text.Append(value.ToString("R", CultureInfo.InvariantCulture));
    }

    public void Member(string name, IEnumerable<double> values)
    {
        BeginMember(name);
        _text.Append('[').Append(string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))).Append(']');
    }

    public void Null(string name)
    {
        BeginMember(name);
        _text.Append("null");
    }

    /// <summary>An element of an array.</summary>
    public void Value(long value)
    {
        BeginValue();
        _text.Append(value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>An element of an array.</summary>
    public void Value(string value)
    {
        BeginValue();
        AppendString(value);
    }

    /// <summary>An element of an array.</summary>
    public void Null()
    {
        BeginValue();
        _text.Append("null");
    }

    /// <summary>The text, ended by a newline once everything is closed.</summary>
    public override string ToString() => _open.Count == 0 ? _text.ToString() + "\n" : _text.ToString();

    private Scope Open(string? name, char open, char close, bool inline)
    {
        if (name is null)
        {
            BeginValue();
        }
        else
        {
            BeginMember(name);
        }

        _text.Append(open);
        _open.Push((close, inline || (_open.Count > 0 && _open.Peek().Inline)));
        _hasSibling = false;
        return new Scope(this);
    }

    private void Close()
    {
        (char close, bool inline) = _open.Pop();
        if (_hasSibling)
        {
            if (!inline)
            {
                NewLine();
            }
            else if (close == '}')
            {
                _text.Append(' ');
            }
        }

        _text.Append(close);
        _hasSibling = true;
    }

    private void BeginMember(string name)
    {
        BeginValue();
        AppendString(name);
        _text.Append(": ");
    }

    private void BeginValue()
    {
        if (_open.Count == 0)
        {
            return;
        }

        (char close, bool inline) = _open.Peek();
        if (_hasSibling)
        {
            _text.Append(',');
        }

        if (!inline)
        {
            NewLine();
        }
        else if (_hasSibling || close == '}')
        {
            _text.Append(' ');
        }

        _hasSibling = true;
    }

    private void NewLine() => _text.Append('\n').Append(' ', 2 * _open.Count);

    private void AppendString(string value)
    {
        _text.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"' or '\\':
                    _text.Append('\\').Append(c);
                    break;
                case '\n':
                    _text.Append("\\n");
                    break;
                default:
                    _text.Append(IsHidden(c) || char.IsSurrogate(c) ? CodeOf(c) : c.ToString());
                    break;
            }
        }

        _text.Append('"');
    }

    /// <summary>Closes what it was opened for.</summary>
    public readonly struct Scope(JsonWriter writer) : IDisposable
    {
        public void Dispose() => writer.Close();
    }
}
