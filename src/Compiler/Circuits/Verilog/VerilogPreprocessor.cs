using System.Text.RegularExpressions;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Circuits.Verilog;

/// <summary>Carries out macros and conditions, so that no tool does it in its own way; no macro is predefined.</summary>
internal sealed partial class VerilogPreprocessor
{
    /// <summary>Of all macros together: one that uses another twice doubles it with every step.</summary>
    private const int MaxExpanded = 1 << 20;

    private const int MaxDepth = 64;

    private readonly string _fileName;
    private readonly Dictionary<string, VerilogMacro> _macros = new(StringComparer.Ordinal);
    private readonly Stack<Condition> _conditions = [];
    private readonly List<VerilogToken> _result = [];
    private int _expanded;

    private VerilogPreprocessor(string fileName) => _fileName = fileName;

    private bool IsActive => !_conditions.TryPeek(out Condition? condition) || condition.IsActive;

    /// <summary>The tokens that are left: without macros, and without directives but those that tools have to read.</summary>
    /// <exception cref="InputException">A directive is not as it has to be.</exception>
    public static List<VerilogToken> Run(string fileName, List<VerilogToken> tokens)
    {
        VerilogPreprocessor preprocessor = new(fileName);
        preprocessor.Run(tokens);
        return preprocessor._result;
    }

    private void Run(List<VerilogToken> tokens)
    {
        for (int i = 0; i < tokens.Count;)
        {
            VerilogToken token = tokens[i];
            if (token.Kind == VerilogTokenKind.Directive && VerilogLanguage.IsDirective(token.Text))
            {
                int start = i++;
                while (HasArgument(token.Text, i - start - 1) && i < tokens.Count && tokens[i].Row == token.Row)
                {
                    i++;
                }

                Obey(token, tokens[(start + 1)..i]);
            }
            else if (token.Kind == VerilogTokenKind.Directive && IsActive)
            {
                i = Expand(tokens, i, depth: 0, _result);
            }
            else
            {
                if (IsActive)
                {
                    _result.Add(token);
                }

                i++;
            }
        }

        if (_conditions.TryPeek(out Condition? open))
        {
            throw Error(open.Line, "`ifdef or `ifndef without `endif");
        }
    }

    /// <summary>Whether a directive takes one more token of its row after so many.</summary>
    private static bool HasArgument(string directive, int taken) => directive switch
    {
        "define" or "timescale" => true,
        "undef" or "ifdef" or "ifndef" or "elsif" or "default_nettype" => taken < 1,
        _ => false,
    };

    private void Obey(VerilogToken directive, List<VerilogToken> arguments)
    {
        switch (directive.Text)
        {
            case "ifdef" or "ifndef":
                bool holds = _macros.ContainsKey(NameOf(directive, arguments)) == (directive.Text == "ifdef");
                _conditions.Push(new Condition(directive.Line, IsActive, IsActive && holds, IsActive && holds, false));
                break;
            case "elsif" or "else" or "endif":
                ObeyBranch(directive, arguments);
                break;
            case "define":
                Define(directive, arguments);
                break;
            case "undef":
                if (NameOf(directive, arguments) is string name && IsActive)
                {
                    _macros.Remove(name);
                }

                break;
            case "timescale" or "default_nettype" or "resetall" when IsActive:
                PassOn(directive, arguments);
                break;
            default:
                // Marks of cells say nothing about what a circuit computes; and what stands in a branch that is left out says nothing at all.
                break;
        }
    }

    private void ObeyBranch(VerilogToken directive, List<VerilogToken> arguments)
    {
        if (!_conditions.TryPop(out Condition? condition) || (condition.WasElse && directive.Text != "endif"))
        {
            throw Error(directive.Line, $"`{directive.Text} without `ifdef");
        }

        if (directive.Text != "endif")
        {
            bool holds = condition.IsReachable && !condition.WasTaken && (directive.Text == "else" || _macros.ContainsKey(NameOf(directive, arguments)));
            _conditions.Push(condition with { IsActive = holds, WasTaken = condition.WasTaken || holds, WasElse = directive.Text == "else" });
        }
    }

    private void Define(VerilogToken directive, List<VerilogToken> tokens)
    {
        string name = NameOf(directive, tokens);
        if (VerilogLanguage.IsDirective(name))
        {
            throw Error(directive.Line, $"a macro called {name}, like a directive, is not allowed");
        }

        int body = 1;
        List<string>? parameters = null;
        if (tokens.Count > 1 && tokens[1].Is("(") && tokens[1].IsAdjacent)
        {
            int close = tokens.FindIndex(token => token.Is(")"));
            List<VerilogToken> list = close < 0 ? [] : tokens[2..close];
            if (close < 0 || list.Where((token, i) => i % 2 == 0 ? token.Kind != VerilogTokenKind.Word : !token.Is(",")).Any() || list.Count % 2 == 0)
            {
                throw Error(directive.Line, $"the parameters of the macro {name} are not names between commas");
            }

            parameters = [.. list.Where((_, i) => i % 2 == 0).Select(token => token.Text)];
            body = close + 1;
        }

        if (tokens[body..].FirstOrDefault(token => token.Kind == VerilogTokenKind.Directive && VerilogLanguage.IsDirective(token.Text)) is { Line: > 0 } inner)
        {
            throw Error(inner.Line, $"`{inner.Text} in a macro is not allowed");
        }

        if (IsActive)
        {
            _macros[name] = new VerilogMacro(parameters, tokens[body..]);
        }
    }

    /// <summary>Puts what a macro stands for into a list, and returns where to go on.</summary>
    private int Expand(List<VerilogToken> tokens, int at, int depth, List<VerilogToken> result)
    {
        VerilogToken use = tokens[at];
        if (!_macros.TryGetValue(use.Text, out VerilogMacro? macro))
        {
            throw Error(use.Line, $"`{use.Text} is not allowed: it is no macro of this file, and none of the directives that a circuit may use");
        }

        if (depth == MaxDepth)
        {
            throw Error(use.Line, $"the macro {use.Text} uses itself");
        }

        List<List<VerilogToken>> arguments = [];
        int next = at + 1;
        if (macro.Parameters is not null)
        {
            next = TakeArguments(tokens, next, arguments);
            if (arguments.Count != macro.Parameters.Count)
            {
                throw Error(use.Line, Invariant($"the macro {use.Text} takes {macro.Parameters.Count} arguments in parentheses, not {arguments.Count}"));
            }
        }

        List<VerilogToken> expanded = [.. macro.With(arguments, use).Take(MaxExpanded)];
        _expanded += 1 + expanded.Count;
        if (_expanded > MaxExpanded)
        {
            throw Error(use.Line, $"the macro {use.Text} makes the file too long");
        }

        for (int i = 0; i < expanded.Count;)
        {
            if (expanded[i].Kind == VerilogTokenKind.Directive)
            {
                i = Expand(expanded, i, depth + 1, result);
            }
            else
            {
                result.Add(expanded[i++]);
            }
        }

        return next;
    }

    /// <summary>What stands between parentheses, split at the outer commas; nothing where there are no parentheses.</summary>
    private static int TakeArguments(List<VerilogToken> tokens, int at, List<List<VerilogToken>> arguments)
    {
        int depth = 0;
        for (int i = at; i < tokens.Count; i++)
        {
            VerilogToken token = tokens[i];
            depth += token.Is("(") || token.Is("[") || token.Is("{") || token.Is("'{") || token.Is("'(") ? 1 : token.Is(")") || token.Is("]") || token.Is("}") ? -1 : 0;
            if (i == at)
            {
                if (!token.Is("("))
                {
                    return at;
                }

                arguments.Add([]);
            }
            else if (depth == 0)
            {
                return i + 1;
            }
            else if (depth == 1 && token.Is(","))
            {
                arguments.Add([]);
            }
            else
            {
                arguments[^1].Add(token);
            }
        }

        arguments.Clear();
        return tokens.Count;
    }

    /// <summary>A directive that every tool reads alike, as one token on a line of its own.</summary>
    private void PassOn(VerilogToken directive, List<VerilogToken> arguments)
    {
        string text = string.Concat(arguments.Select(token => token.Printed));
        bool isRight = directive.Text switch
        {
            "timescale" => Timescale().IsMatch(text),
            "default_nettype" => text is "none" or "wire" or "tri" or "wand" or "wor" or "triand" or "trior" or "tri0" or "tri1" or "uwire",
            _ => true,
        };
        if (!isRight)
        {
            throw Error(directive.Line, $"`{directive.Text} {Quote(text)} is not as it has to be");
        }

        _result.Add(directive with { Text = text.Length == 0 ? directive.Text : $"{directive.Text} {text}" });
    }

    private string NameOf(VerilogToken directive, List<VerilogToken> arguments) =>
        arguments is [{ Kind: VerilogTokenKind.Word }, ..] ? arguments[0].Text : throw Error(directive.Line, $"`{directive.Text} without a name");

    private InputException Error(int line, string message) => new(Invariant($"{_fileName}:{line}: {message}"));

    [GeneratedRegex(@"\A10{0,2}[munpf]?s/10{0,2}[munpf]?s\z")]
    private static partial Regex Timescale();

    /// <summary>A condition that is open.</summary>
    /// <param name="Line">Where it began.</param>
    /// <param name="IsReachable">Whether what is around it is not left out.</param>
    /// <param name="IsActive">Whether the present branch is not left out.</param>
    /// <param name="WasTaken">Whether it or a branch before it is not left out.</param>
    /// <param name="WasElse">Whether the last branch has begun.</param>
    private sealed record Condition(int Line, bool IsReachable, bool IsActive, bool WasTaken, bool WasElse);
}
