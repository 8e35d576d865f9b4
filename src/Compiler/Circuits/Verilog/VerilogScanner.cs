using System.Text.RegularExpressions;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Verilog;

/// <summary>A word or a character of Verilog.</summary>
/// <param name="Text">An escaped identifier without its backslash.</param>
/// <param name="IsName">Whether it is an identifier or a keyword.</param>
internal readonly record struct VerilogToken(string Text, bool IsName);

/// <summary>Splits Verilog from outside into tokens, and refuses what could reach beyond the simulation.</summary>
/// <remarks>
/// A simulator runs with the rights of the user, and its system tasks write files, read them and start programs. Allowed are
/// four system functions that compute and the directives below; whatever could paste a forbidden name together is refused too.
/// </remarks>
/// <param name="fileName">For messages.</param>
/// <param name="text">The source.</param>
internal sealed partial class VerilogScanner(string fileName, string text)
{
    private static readonly string[] AllowedFunctions = ["$signed", "$unsigned", "$clog2", "$bits"];

    private static readonly string[] AllowedDirectives =
    [
        "timescale", "default_nettype", "resetall", "celldefine", "endcelldefine", "undef", "ifdef", "ifndef", "elsif", "else", "endif",
    ];

    /// <summary>Words that bring in other packages, and C functions by way of DPI.</summary>
    private static readonly string[] ForbiddenWords = ["import", "export", "bind", "config", "library"];

    private readonly List<VerilogToken> _tokens = [];
    private readonly HashSet<string> _macros = new(StringComparer.Ordinal);
    private int _offset;
    private int _line = 1;

    private char Current => _offset < text.Length ? text[_offset] : '\0';

    private char Next => _offset + 1 < text.Length ? text[_offset + 1] : '\0';

    /// <summary>All tokens; comments, strings and the names of directives are left out.</summary>
    /// <exception cref="InputException">The source holds something that is not allowed; its line is named.</exception>
    public static List<VerilogToken> Scan(string fileName, string text) => new VerilogScanner(fileName, text).Scan();

    private List<VerilogToken> Scan()
    {
        while (_offset < text.Length)
        {
            ScanToken();
        }

        return _tokens;
    }

    private void ScanToken()
    {
        char c = Current;
        if (char.IsWhiteSpace(c))
        {
            Advance();
        }
        else if (c == '/' && Next == '/')
        {
            SkipLine();
        }
        else if (c == '/' && Next == '*')
        {
            SkipBlockComment();
        }
        else if (c == '"')
        {
            SkipString();
        }
        else if (c == '\\')
        {
            Advance();
            _tokens.Add(new VerilogToken(TakeWhile(other => !char.IsWhiteSpace(other)), IsName: true));
        }
        else if (c == '`')
        {
            ScanDirective();
        }
        else if (c == '$')
        {
            RequireAllowedFunction(TakeWhile(IsNamePart));
        }
        else if (char.IsAsciiLetter(c) || c == '_')
        {
            string name = TakeWhile(IsNamePart);
            RequireAllowedWord(name);
            _tokens.Add(new VerilogToken(name, IsName: true));
        }
        else if (char.IsAsciiDigit(c) || (c == '\'' && Based().IsMatch(text, _offset)))
        {
            // Digits of a based number may look like a name: 8'hfa.
            int start = _offset;
            SkipMatch(Based().IsMatch(text, _offset) ? Based() : Digits());
            _tokens.Add(new VerilogToken(text[start.._offset], IsName: false));
        }
        else
        {
            Advance();
            _tokens.Add(new VerilogToken(c.ToString(), IsName: false));
        }
    }

    private void ScanDirective()
    {
        Advance();
        string name = TakeWhile(IsNamePart);
        if (name == "define")
        {
            string definition = TakeDefinition();
            RequireAllowedDefinition(definition);
            _macros.Add(Word().Match(definition).Value);
        }
        else
        {
            RequireAllowedDirective(name);
        }
    }

    /// <summary>The text of a macro is scanned where it is defined: what quotes and pasting would make of it is not known.</summary>
    private void RequireAllowedDefinition(string definition)
    {
        if (MacroPaste().IsMatch(definition))
        {
            throw Refusal("a macro with quotes, backslashes or ``");
        }

        foreach (Match match in Directive().Matches(definition))
        {
            RequireAllowedDirective(match.Groups[1].Value);
        }

        foreach (Match match in SystemName().Matches(definition))
        {
            RequireAllowedFunction(match.Value);
        }

        foreach (Match match in Word().Matches(definition))
        {
            RequireAllowedWord(match.Value);
        }
    }

    private void RequireAllowedDirective(string name)
    {
        if (!AllowedDirectives.Contains(name) && !_macros.Contains(name))
        {
            throw Refusal($"`{name}");
        }
    }

    /// <summary>To the end of the line, and of those that a backslash joins to it.</summary>
    private string TakeDefinition()
    {
        int start = _offset;
        while (_offset < text.Length && Current != '\n')
        {
            // A backslash takes the line feed with it.
            if (Continuation().IsMatch(text, _offset))
            {
                SkipMatch(Continuation());
            }
            else
            {
                Advance();
            }
        }

        return JoinedLines().Replace(LineComment().Replace(text[start.._offset], ""), " ");
    }

    private void RequireAllowedFunction(string name)
    {
        if (!AllowedFunctions.Contains(name))
        {
            throw Refusal(name);
        }
    }

    private void RequireAllowedWord(string word)
    {
        if (ForbiddenWords.Contains(word))
        {
            throw Refusal(word);
        }
    }

    private InputException Refusal(string what) => new(Invariant(
        $"{fileName}:{_line}: {what} is not allowed; a circuit may use {string.Join(", ", AllowedFunctions)} and no other system task, and include no file"));

    private void SkipLine()
    {
        while (_offset < text.Length && Current != '\n')
        {
            Advance();
        }
    }

    private void SkipBlockComment()
    {
        int end = text.IndexOf("*/", _offset + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new InputException(Invariant($"{fileName}:{_line}: a comment does not end"));
        }

        while (_offset < end + 2)
        {
            Advance();
        }
    }

    private void SkipString()
    {
        Advance();
        while (Current != '"')
        {
            if (Current is '\n' or '\0')
            {
                throw new InputException(Invariant($"{fileName}:{_line}: a string does not end"));
            }

            if (Current == '\\')
            {
                Advance();
            }

            Advance();
        }

        Advance();
    }

    private void SkipMatch(Regex pattern)
    {
        int end = _offset + pattern.Match(text, _offset).Length;
        while (_offset < end)
        {
            Advance();
        }
    }

    private string TakeWhile(Func<char, bool> belongs)
    {
        int start = _offset;
        while (_offset < text.Length && belongs(text[_offset]))
        {
            Advance();
        }

        return text[start.._offset];
    }

    private void Advance()
    {
        if (Current == '\n')
        {
            _line++;
        }

        _offset++;
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$';

    [GeneratedRegex(@"\G[0-9_]*[ \t]*'[sS]?[bBoOdDhH][ \t]*[0-9a-fA-FxXzZ?_]+")]
    private static partial Regex Based();

    [GeneratedRegex(@"\G[0-9][0-9_.]*(?:[eE][+-]?[0-9]+)?")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\G\\\r?\n")]
    private static partial Regex Continuation();

    [GeneratedRegex(@"\\\r?\n")]
    private static partial Regex JoinedLines();

    [GeneratedRegex(@"`([A-Za-z0-9_$]*)")]
    private static partial Regex Directive();

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex LineComment();

    [GeneratedRegex(@"""|\\|``")]
    private static partial Regex MacroPaste();

    [GeneratedRegex(@"(?<![A-Za-z0-9_$])\$[A-Za-z0-9_$]*")]
    private static partial Regex SystemName();

    [GeneratedRegex(@"(?<![A-Za-z0-9_$'])[A-Za-z_][A-Za-z0-9_$]*")]
    private static partial Regex Word();
}
