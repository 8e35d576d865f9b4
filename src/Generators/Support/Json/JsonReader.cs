using System.Globalization;
using System.Text;
using QMacVerify.Generators.Diagnostics;

namespace QMacVerify.Generators.Support.Json;

/// <summary>Reads the JSON of package files: objects, arrays, strings, integers, booleans, null.</summary>
/// <remarks>
/// Our own because a generator carries no dependencies and messages need positions. Fractions are refused unless they are asked
/// for: the package holds integers, and float32 as bit patterns.
/// </remarks>
public sealed class JsonReader
{
    private const int MaxDepth = 32;

    private readonly string _path;
    private readonly string _text;
    private readonly bool _takesReals;
    private int _offset;
    private int _line = 1;
    private int _lineStart;

    private JsonReader(string path, string text, bool takesReals)
    {
        _path = path;
        _text = text;
        _takesReals = takesReals;
    }

    private FilePosition Position => new(_path, _line, _offset - _lineStart + 1);

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">Names the file in messages.</param>
    /// <param name="text">Its content.</param>
    /// <param name="takesReals">Whether numbers may have a fraction or an exponent; those are <see cref="JsonKind.Real"/>.</param>
    /// <exception cref="DiagnosticException">It is not well-formed.</exception>
    public static JsonValue Read(string path, string text, bool takesReals = false)
    {
        JsonReader reader = new(path, text, takesReals);
        reader.SkipSpace();
        JsonValue value = reader.ReadValue(0);
        reader.SkipSpace();
        return reader._offset == text.Length ? value : throw reader.Error("text follows the JSON value");
    }

    private JsonValue ReadValue(int depth)
    {
        if (depth > MaxDepth)
        {
            throw Error(Invariant($"values are nested deeper than {MaxDepth}"));
        }

        FilePosition position = Position;
        switch (Peek())
        {
            case '{':
                return new JsonValue(JsonKind.Object, position) { Members = ReadMembers(depth) };
            case '[':
                return new JsonValue(JsonKind.Array, position) { Items = ReadItems(depth) };
            case '"':
                return new JsonValue(JsonKind.String, position) { String = ReadString() };
            case 't':
                ReadWord("true");
                return new JsonValue(JsonKind.Boolean, position) { Boolean = true };
            case 'f':
                ReadWord("false");
                return new JsonValue(JsonKind.Boolean, position);
            case 'n':
                ReadWord("null");
                return new JsonValue(JsonKind.Null, position);
            default:
                return ReadNumber(position);
        }
    }

    private List<KeyValuePair<string, JsonValue>> ReadMembers(int depth)
    {
        List<KeyValuePair<string, JsonValue>> members = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        _offset++;
        SkipSpace();
        while (Peek() != '}')
        {
            if (members.Count > 0)
            {
                Expect(',');
                SkipSpace();
            }

            string name = Peek() == '"' ? ReadString() : throw Error("expected a member name in quotes");
            if (!names.Add(name))
            {
                throw Error($"member {Quote(name)} occurs twice");
            }

            SkipSpace();
            Expect(':');
            SkipSpace();
            members.Add(new KeyValuePair<string, JsonValue>(name, ReadValue(depth + 1)));
            SkipSpace();
        }

        _offset++;
        return members;
    }

    private List<JsonValue> ReadItems(int depth)
    {
        List<JsonValue> items = [];
        _offset++;
        SkipSpace();
        while (Peek() != ']')
        {
            if (items.Count > 0)
            {
                Expect(',');
                SkipSpace();
            }

            items.Add(ReadValue(depth + 1));
            SkipSpace();
        }

        _offset++;
        return items;
    }

    private string ReadString()
    {
        StringBuilder value = new();
        _offset++;
        while (true)
        {
            char c = Peek();
            if (c < ' ')
            {
                throw Error("a string contains a control character or does not end");
            }

            _offset++;
            if (c == '"')
            {
                return value.ToString();
            }

            value.Append(c == '\\' ? ReadEscape() : c);
        }
    }

    private char ReadEscape()
    {
        char c = Peek();
        _offset++;
        switch (c)
        {
            case '"' or '\\' or '/':
                return c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _offset + 4 <= _text.Length
                && ushort.TryParse(_text.Substring(_offset, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code):
                _offset += 4;
                return (char)code;
            default:
                throw Error("unknown escape in a string");
        }
    }

    private JsonValue ReadNumber(FilePosition position)
    {
        int start = _offset;
        if (Peek() == '-')
        {
            _offset++;
        }

        SkipDigits();
        if (_offset == start)
        {
            throw Error("expected a JSON value");
        }

        if (Peek() is '.' or 'e' or 'E' && _takesReals)
        {
            for (; Peek() is (>= '0' and <= '9') or '.' or 'e' or 'E' or '+' or '-'; _offset++)
            {
            }

            return double.TryParse(_text.Substring(start, _offset - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && !double.IsInfinity(real)
                ? new JsonValue(JsonKind.Real, position) { Real = real }
                : throw Error("this is no number");
        }

        return Peek() is not ('.' or 'e' or 'E')
            && long.TryParse(_text.Substring(start, _offset - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
                ? new JsonValue(JsonKind.Integer, position) { Number = value, Real = value }
                : throw Error("only integers of at most 64 bits are allowed");
    }

    private void SkipDigits()
    {
        while (Peek() is >= '0' and <= '9')
        {
            _offset++;
        }
    }

    private void ReadWord(string word)
    {
        if (string.CompareOrdinal(_text, _offset, word, 0, word.Length) != 0)
        {
            throw Error("expected a JSON value");
        }

        _offset += word.Length;
    }

    private void Expect(char c)
    {
        if (Peek() != c)
        {
            throw Error($"expected '{c}'");
        }

        _offset++;
    }

    private char Peek() => _offset < _text.Length ? _text[_offset] : '\0';

    private void SkipSpace()
    {
        for (; Peek() is ' ' or '\t' or '\r' or '\n'; _offset++)
        {
            if (_text[_offset] == '\n')
            {
                _line++;
                _lineStart = _offset + 1;
            }
        }
    }

    private DiagnosticException Error(string message) => new(new DiagnosticInfo(Descriptors.JsonSyntax, Position, message));
}
