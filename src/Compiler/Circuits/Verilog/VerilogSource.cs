using System.Security.Cryptography;
using System.Text;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Verilog;

/// <summary>Verilog from outside as tools may read it: printed anew from tokens that were scanned, never the text of the file.</summary>
/// <remarks>
/// Tools split the same text differently, and each obeys directives and comments of its own. Of the tokens here one stands on a line or has
/// spaces around it, comments and attributes are dropped, macros are carried out, and no escaped identifier is left: all tools read what was scanned.
/// </remarks>
internal sealed class VerilogSource
{
    private VerilogSource(IReadOnlyList<VerilogToken> tokens, string text, string sha256)
    {
        Tokens = tokens;
        Text = text;
        Sha256 = sha256;
    }

    public IReadOnlyList<VerilogToken> Tokens { get; }

    /// <summary>For tools, with every token on the line of the file that it comes from.</summary>
    public string Text { get; }

    /// <summary>Of the file as it was, UTF-8, LF line ends.</summary>
    public string Sha256 { get; }

    /// <summary>Scans a file.</summary>
    /// <param name="fileName">For messages.</param>
    /// <param name="text">Of the file.</param>
    /// <exception cref="InputException">It holds something that is not allowed.</exception>
    public static VerilogSource Read(string fileName, string text)
    {
        text = text.TrimStart('\ufeff').Replace("\r\n", "\n", StringComparison.Ordinal);
        List<VerilogToken> tokens = [.. WithSimpleStars(VerilogPreprocessor.Run(fileName, VerilogScanner.Scan(fileName, text)))];
        RequireOwnScopes(fileName, tokens);
        return new VerilogSource(tokens, Print(tokens), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    /// <summary>This source with another one after it.</summary>
    public VerilogSource Followed(VerilogSource other) => new([.. Tokens, .. other.Tokens], Text + other.Text, Sha256);

    /// <summary>Makes <c>@*</c> of <c>@(*)</c>, which tools may take for the beginning of an attribute.</summary>
    private static IEnumerable<VerilogToken> WithSimpleStars(List<VerilogToken> tokens)
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            yield return tokens[i];
            if (tokens[i].Is("@") && i + 3 < tokens.Count && tokens[i + 1].Is("(") && tokens[i + 2].Is("*") && tokens[i + 3].Is(")"))
            {
                yield return tokens[i + 2];
                i += 3;
            }
        }
    }

    /// <summary>A name with a point after it may lead to the module around the circuit; allowed are the blocks of the module that it stands in.</summary>
    private static void RequireOwnScopes(string fileName, List<VerilogToken> tokens)
    {
        HashSet<string> blocks = new(StringComparer.Ordinal);
        for (int i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Is("module") || tokens[i].Is("macromodule"))
            {
                blocks = BlocksOf(tokens, i);
            }
            else if (tokens[i].Is(".") && HeadBefore(tokens, i) is string head && !blocks.Contains(head))
            {
                throw new InputException(Invariant(
                    $"{fileName}:{tokens[i].Line}: the hierarchical name {Quote(head + ".")} is not allowed; it may begin with a named block of the same module only"));
            }
        }
    }

    /// <summary>Names after <c>begin :</c> up to the end of the module.</summary>
    private static HashSet<string> BlocksOf(List<VerilogToken> tokens, int module)
    {
        HashSet<string> blocks = new(StringComparer.Ordinal);
        for (int i = module + 1; i + 2 < tokens.Count && !tokens[i].Is("endmodule") && !tokens[i].Is("module"); i++)
        {
            if (tokens[i].Is("begin") && tokens[i + 1].Is(":") && tokens[i + 2].IsName)
            {
                blocks.Add(tokens[i + 2].Printed);
            }
        }

        return blocks;
    }

    /// <summary>The name before the first point of a hierarchical name, as <c>a</c> before <c>a[1].b</c>; null before a later point and where a point begins the name of a port.</summary>
    private static string? HeadBefore(List<VerilogToken> tokens, int point)
    {
        int at = point - 1;
        for (int depth = 0; at > 0 && (depth > 0 || tokens[at].Is("]")); at--)
        {
            depth += tokens[at].Is("]") ? 1 : tokens[at].Is("[") ? -1 : 0;
        }

        bool isLater = at > 1 && tokens[at - 1].Is(".") && (tokens[at - 2].IsName || tokens[at - 2].Is("]"));
        return at >= 0 && tokens[at].IsName && !isLater ? tokens[at].Printed : null;
    }

    private static string Print(List<VerilogToken> tokens)
    {
        StringBuilder text = new();
        int line = 1;
        bool isLineStart = true;
        for (int i = 0; i < tokens.Count; i++)
        {
            VerilogToken token = tokens[i];
            bool isAlone = token.Kind == VerilogTokenKind.Directive;
            if (token.Line > line)
            {
                text.Append('\n', token.Line - line);
                (line, isLineStart) = (token.Line, true);
            }
            else if (isAlone && !isLineStart)
            {
                text.Append('\n');
                (line, isLineStart) = (line + 1, true);
            }

            // A cast is one thing with what it casts to; so is the star of @*, which tools know by different rules in parentheses.
            bool isStarOfEvent = token.Is("*") && i > 0 && tokens[i - 1].Is("@");
            text.Append(isLineStart || isStarOfEvent || token.Is("'(") ? "" : " ").Append(token.Printed);
            isLineStart = false;
            if (isAlone)
            {
                text.Append('\n');
                (line, isLineStart) = (line + 1, true);
            }
        }

        return text.Append('\n').ToString();
    }
}
