using System.Text;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Verilog;

internal enum VerilogTokenKind
{
    /// <summary>An identifier or a keyword.</summary>
    Word,

    /// <summary>An escaped identifier; never a keyword.</summary>
    Escaped,

    /// <summary><c>`NAME</c>: a compiler directive or the use of a macro.</summary>
    Directive,

    /// <summary><c>$NAME</c>.</summary>
    System,

    Number,

    /// <summary>A string of letters, digits, spaces and a few signs, with its quotes.</summary>
    String,

    /// <summary>An operator or a bracket.</summary>
    Symbol,
}

/// <summary>The smallest part of Verilog.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">An escaped identifier without its backslash, a directive without its backtick.</param>
/// <param name="Line">Of the file, from 1; of a token from a macro: where the macro is used.</param>
/// <param name="Row">Lines that a backslash joins are one row; directives end with theirs.</param>
/// <param name="IsAdjacent">Whether nothing stands between it and the token before.</param>
internal readonly record struct VerilogToken(VerilogTokenKind Kind, string Text, int Line, int Row, bool IsAdjacent)
{
    /// <summary>Begins the names that stand for escaped identifiers; a source may not use it.</summary>
    public const string EscapedPrefix = "qmac_escaped_";

    public bool IsName => Kind is VerilogTokenKind.Word or VerilogTokenKind.Escaped;

    /// <summary>As tools get it: every tool reads it as this one token. Tools end an escaped identifier at different characters, so none is left.</summary>
    public string Printed => Kind switch
    {
        VerilogTokenKind.Escaped => Unescaped(Text),
        VerilogTokenKind.Directive => "`" + Text,
        _ => Text,
    };

    /// <summary>Whether it is this keyword, operator or bracket, and no escaped identifier that looks like it.</summary>
    public bool Is(string text) => Kind is VerilogTokenKind.Word or VerilogTokenKind.Symbol && Text == text;

    /// <summary><c>\a </c> is <c>a</c>; what could not stand without the backslash gets a name of its own, the same in every file.</summary>
    private static string Unescaped(string text)
    {
        if (VerilogCircuit.IsPlainName(text))
        {
            return text;
        }

        StringBuilder name = new(EscapedPrefix);
        foreach (char c in text)
        {
            _ = char.IsAsciiLetterOrDigit(c) ? name.Append(c) : name.Append(Invariant($"_{(int)c:x2}"));
        }

        return name.ToString();
    }
}
