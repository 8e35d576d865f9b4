using System.Text.RegularExpressions;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Verilog;

/// <summary>Splits Verilog from outside into tokens, and refuses what could reach beyond the simulation or what tools split differently.</summary>
/// <remarks>
/// A simulator runs with the rights of the user, and its system tasks write files, read them and start programs. The words that are refused
/// are refused wherever they stand, also in macros and in branches that are left out; comments and attributes are dropped.
/// </remarks>
internal sealed partial class VerilogScanner
{
    private readonly string _fileName;
    private readonly string _text;
    private readonly List<VerilogToken> _tokens = [];
    private int _offset;
    private int _line = 1;
    private int _lineStart;
    private int _row = 1;
    private int _definitionRow;
    private int _tokenEnd = -1;

    private VerilogScanner(string fileName, string text)
    {
        _fileName = fileName;
        _text = text;
    }

    private char Current => _offset < _text.Length ? _text[_offset] : '\0';

    private char Next => _offset + 1 < _text.Length ? _text[_offset + 1] : '\0';

    private bool IsInDefinition => _definitionRow == _row;

    /// <summary>All tokens in their order.</summary>
    /// <param name="fileName">For messages.</param>
    /// <param name="text">Line ends may be CR LF or LF.</param>
    /// <exception cref="InputException">The source holds something that is not allowed; its line is named.</exception>
    public static List<VerilogToken> Scan(string fileName, string text)
    {
        VerilogScanner scanner = new(fileName, text.Replace("\r\n", "\n", StringComparison.Ordinal));
        scanner.RequireNoControlCharacters();
        while (scanner._offset < scanner._text.Length)
        {
            scanner.ScanPart();
        }

        return scanner._tokens;
    }

    /// <summary>Tools disagree whether such a character ends a line, a comment or an identifier; so none may stand anywhere.</summary>
    private void RequireNoControlCharacters()
    {
        for (int i = 0; i < _text.Length; i++)
        {
            if (_text[i] is not ('\n' or '\t') and (< ' ' or (>= '\x7f' and < '\xa0') or '\u2028' or '\u2029'))
            {
                _line = 1 + _text.AsSpan(0, i).Count('\n');
                _lineStart = 1 + _text.LastIndexOf('\n', i);
                _offset = i;
                throw CharacterRefusal();
            }
        }
    }

    private void ScanPart()
    {
        char c = Current;
        if (c is ' ' or '\t')
        {
            _offset++;
        }
        else if (c == '\n')
        {
            SkipLineEnd();
            _row++;
        }
        else if (c == '/' && Next == '/')
        {
            SkipLine();
        }
        else if (c == '/' && Next == '*')
        {
            SkipBlockComment();
        }
        else if (AttributeStart().IsMatch(_text, _offset))
        {
            SkipAttribute();
        }
        else if (c == '\\' && Next == '\n')
        {
            JoinLines();
        }
        else
        {
            ScanToken();
        }
    }

    private void ScanToken()
    {
        switch (Current)
        {
            case '"':
                Add(VerilogTokenKind.String, Match(PlainString()) ?? throw StringRefusal());
                break;
            case '\\':
                string escaped = Match(EscapedName()) ?? throw Refusal("a backslash without a name");
                RequireEndOfEscape(escaped.Length);
                RequireNotOurs(escaped[1..]);
                Add(VerilogTokenKind.Escaped, escaped[1..], escaped.Length);
                break;
            case '`':
                string directive = Match(DirectiveName()) ?? throw Refusal("a macro with quotes, backslashes or ``");
                Require(!VerilogLanguage.IsRefusedDirective(directive[1..]), directive);
                _definitionRow = directive == "`define" ? _row : _definitionRow;
                Add(VerilogTokenKind.Directive, directive[1..], directive.Length);
                break;
            case '$':
                string function = Match(SystemName())!;
                Require(VerilogLanguage.Functions.Contains(function), function);
                Add(VerilogTokenKind.System, function);
                break;
            default:
                ScanPlainToken();
                break;
        }
    }

    private void ScanPlainToken()
    {
        if (Match(Word()) is string word)
        {
            if (VerilogLanguage.IsRefused(word))
            {
                throw new InputException(Invariant(
                    $"{_fileName}:{_line}: {word} is not allowed; a circuit is made of modules, gates, assign, always, initial, functions and tasks"));
            }

            RequireNotOurs(word);
            Add(VerilogTokenKind.Word, word);
        }
        else if ((Match(Based()) ?? Match(Digits())) is string number)
        {
            Add(VerilogTokenKind.Number, Blanks().Replace(number, ""), number.Length);
        }
        else if (VerilogLanguage.Operators.FirstOrDefault(symbol => string.CompareOrdinal(_text, _offset, symbol, 0, symbol.Length) == 0) is string symbol)
        {
            Add(VerilogTokenKind.Symbol, symbol);
        }
        else if ("()[]{};:,.=+-*/%&|^~!<>?@#".Contains(Current, StringComparison.Ordinal))
        {
            Add(VerilogTokenKind.Symbol, Current.ToString());
        }
        else
        {
            throw CharacterRefusal();
        }
    }

    private void Add(VerilogTokenKind kind, string text, int? length = null)
    {
        _tokens.Add(new VerilogToken(kind, text, _line, _row, IsAdjacent: _tokenEnd == _offset));
        _offset += length ?? text.Length;
        _tokenEnd = _offset;
    }

    /// <summary>A name of ours could lead to the bench, or stand for another name.</summary>
    private void RequireNotOurs(string name) =>
        Require(!name.StartsWith(VerilogToken.EscapedPrefix, StringComparison.Ordinal) && name != CircuitSimulation.Top, $"the name {name}, which is ours,");

    /// <summary>Tools end an escaped identifier at other characters than the standard; where they agree is a space, a tab or the end of a line.</summary>
    private void RequireEndOfEscape(int length)
    {
        _offset += length;
        if (_offset < _text.Length && Current is not (' ' or '\t' or '\n'))
        {
            throw CharacterRefusal();
        }

        _offset -= length;
    }

    /// <summary>A backslash at the end of a line goes on with a macro on the next one; elsewhere it means nothing.</summary>
    private void JoinLines()
    {
        Require(IsInDefinition, "a backslash at the end of a line that defines no macro");
        _offset++;
        SkipLineEnd();
    }

    private void SkipLineEnd()
    {
        _offset++;
        _line++;
        _lineStart = _offset;
    }

    private void SkipLine()
    {
        int end = _text.IndexOf('\n', _offset);
        _offset = end < 0 ? _text.Length : end;

        // Whether a comment swallows the backslash is answered differently.
        Require(_text[_offset - 1] != '\\' || !IsInDefinition, "a comment that ends in a backslash");
    }

    private void SkipBlockComment()
    {
        int end = _text.IndexOf("*/", _offset + 2, StringComparison.Ordinal);
        SkipTo(end < 0 ? throw new InputException(Invariant($"{_fileName}:{_line}: a comment does not end")) : end + 2);
    }

    /// <summary>Attributes tell tools what the language does not; what is left out of them here no tool gets to read.</summary>
    private void SkipAttribute()
    {
        int length = Attribute().Match(_text, _offset).Length;
        Require(length > 0, "an attribute with backslashes, backticks or comments, or without end,");
        SkipTo(_offset + length);
    }

    private void SkipTo(int end)
    {
        Require(!IsInDefinition || _text.IndexOf('\n', _offset, end - _offset) < 0, "a macro with a comment or an attribute of several lines");
        while (_offset < end)
        {
            if (Current == '\n')
            {
                SkipLineEnd();
                _row++;
            }
            else
            {
                _offset++;
            }
        }
    }

    private string? Match(Regex pattern) => pattern.Match(_text, _offset) is { Success: true } match ? match.Value : null;

    private void Require(bool isAllowed, string what)
    {
        if (!isAllowed)
        {
            throw Refusal(what);
        }
    }

    private InputException Refusal(string what) => new(Invariant(
        $"{_fileName}:{_line}: {what} is not allowed; a circuit may use {string.Join(", ", VerilogLanguage.Functions)} and no other system task, and include no file"));

    private InputException StringRefusal()
    {
        int end = _text.IndexOfAny(['"', '\n'], _offset + 1);
        return end < 0 || _text[end] == '\n'
            ? new InputException(Invariant($"{_fileName}:{_line}: a string does not end"))
            : Refusal("a string with other characters than letters, digits, spaces and _ . , : + -");
    }

    private InputException CharacterRefusal() => new(Invariant(
        $"{_fileName}:{_line}:{_offset - _lineStart + 1}: the character U+{(int)Current:X4} is not allowed; a circuit is printable ASCII with spaces, tabs and line feeds, and other letters stand in comments only"));

    // The star of @(*) and of ( * ) opens no attribute.
    [GeneratedRegex(@"\G\(\*(?!\s*\))")]
    private static partial Regex AttributeStart();

    // Up to the first end outside of a string.
    [GeneratedRegex(@"\G\(\*(?:[^""\\`*/(]|\*(?!\))|""[^""\\\n]*""|\((?!\*)|/(?![/*]))*\*\)")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\G""[A-Za-z0-9_ .,:+-]*""")]
    private static partial Regex PlainString();

    [GeneratedRegex(@"\G\\[!-~]+")]
    private static partial Regex EscapedName();

    [GeneratedRegex(@"\G`[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex DirectiveName();

    [GeneratedRegex(@"\G\$[A-Za-z0-9_$]*")]
    private static partial Regex SystemName();

    [GeneratedRegex(@"\G[A-Za-z_][A-Za-z0-9_$]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"\G(?:[0-9][0-9_]*)?[ \t]*'(?:[01xXzZ](?![A-Za-z0-9_])|[sS]?(?:[bB][ \t]*[01xXzZ?_]+|[oO][ \t]*[0-7xXzZ?_]+|[dD][ \t]*[0-9xXzZ?_]+|[hH][ \t]*[0-9a-fA-FxXzZ?_]+))")]
    private static partial Regex Based();

    [GeneratedRegex(@"\G[0-9][0-9_]*(?:\.[0-9][0-9_]*)?(?:[eE][+-]?[0-9]+)?")]
    private static partial Regex Digits();

    [GeneratedRegex(@"[ \t]")]
    private static partial Regex Blanks();
}
