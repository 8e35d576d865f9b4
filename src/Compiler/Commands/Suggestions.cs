using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using QMacVerify.Compiler.Files;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.Commands;

/// <summary>What a shell may offer for a word that is being typed: <c>qmac [suggest:POSITION] LINE</c>, as System.CommandLine's directive has it.</summary>
/// <remarks>
/// By the directive's protocol and not by the directive, which a root command alone has: see <see cref="Program"/>. Whatever goes
/// wrong, nothing is offered and nothing is said.
/// </remarks>
internal static partial class Suggestions
{
    private const int MostGraphBytes = 1 << 26;

    /// <summary>Whether a shell asks.</summary>
    public static bool AreAsked(string[] args) => args is [string directive, _] && Directive().IsMatch(directive);

    /// <summary>Prints the words that may stand at the end of a line, one on each line, in ordinal order.</summary>
    /// <param name="root">All commands.</param>
    /// <param name="args">The directive, with the number of characters of the line that are before the cursor, and the line.</param>
    /// <param name="output">Gets them.</param>
    public static void Print(Command root, string[] args, TextWriter output)
    {
        string line = args[1];
        bool hasPosition = int.TryParse(Directive().Match(args[0]).Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int position);
        foreach (string word in Of(root, line, hasPosition ? Math.Min(position, line.Length) : line.Length))
        {
            output.WriteLine(word);
        }
    }

    /// <summary>Offers fixed words.</summary>
    public static T Offering<T>(this T option, params string[] words)
        where T : Option
    {
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>Offers the layers of the package that the line names.</summary>
    /// <param name="option">Takes a name.</param>
    /// <param name="ofProducts">Whether layers without products are left out.</param>
    /// <param name="separator">Stands between several names; null where there is one.</param>
    /// <param name="others">Words that the option takes, too.</param>
    public static T OfferingLayers<T>(this T option, bool ofProducts = true, char? separator = null, params string[] others)
        where T : Option
    {
        option.CompletionSources.Add(context =>
        {
            string start = separator is char c ? context.WordToComplete[..(context.WordToComplete.LastIndexOf(c) + 1)] : "";
            return others.Concat(LayersOf(context, ofProducts)).Select(name => start + name);
        });
        return option;
    }

    /// <summary>Offers <c>LAYER=WORD</c>.</summary>
    public static T OfferingOfLayers<T>(this T option, params string[] words)
        where T : Option
    {
        option.CompletionSources.Add(context => IsValueOf(option, context) ? AfterLayer(context, _ => words) : []);
        return option;
    }

    /// <summary>Offers multipliers.</summary>
    /// <param name="option">Takes specs.</param>
    /// <param name="ofLayers">Whether <c>LAYER=SPEC</c> is one.</param>
    public static T OfferingMultipliers<T>(this T option, bool ofLayers = false)
        where T : Option => Offering(option, ofLayers, Multipliers);

    /// <summary>Offers adders.</summary>
    /// <inheritdoc cref="OfferingMultipliers"/>
    public static T OfferingAdders<T>(this T option, bool ofLayers = false)
        where T : Option => Offering(option, ofLayers, Adders);

    /// <summary>Multipliers that a word may become: their names, and once a name stands there, its parameters.</summary>
    public static IEnumerable<string> Multipliers(string word) =>
        Specs(OperatorSpec.Multipliers, word, multiplier => multiplier.Spec).Concat([$"{MultiplierFileSpec.Table}:", $"{MultiplierFileSpec.Verilog}:"]);

    private static T Offering<T>(T option, bool ofLayers, Func<string, IEnumerable<string>> operators)
        where T : Option
    {
        option.CompletionSources.Add(context => !IsValueOf(option, context) ? []
            : ofLayers ? operators(context.WordToComplete).Concat(AfterLayer(context, operators))
            : operators(context.WordToComplete));
        return option;
    }

    private static IEnumerable<string> Adders(string word) => Specs(OperatorSpec.Adders, word, adder => adder.Spec);

    private static IEnumerable<string> Specs<T>(IReadOnlyList<OperatorForm<T>> forms, string word, Func<T, string> spec)
        where T : class =>
        forms.SelectMany(form =>
            form.Parameters.Count == 0 ? [form.Name]
            : word.StartsWith($"{form.Name}:", StringComparison.Ordinal) ? form.All.Select(spec)
            : [$"{form.Name}:"]);

    /// <summary>The layers with <c>=</c> behind them; behind a name with one, what may follow it.</summary>
    private static IEnumerable<string> AfterLayer(CompletionContext context, Func<string, IEnumerable<string>> after) =>
        context.WordToComplete.IndexOf('=', StringComparison.Ordinal) is int at and > 0
            ? after(context.WordToComplete[(at + 1)..]).Select(word => $"{context.WordToComplete[..(at + 1)]}{word}")
            : LayersOf(context, ofProducts: true).Select(name => name + "=");

    private static string[] Of(Command root, string line, int position)
    {
#pragma warning disable CA1031 // A message would stand in the line that is being typed.
        try
        {
            // Of the quotes the library knows the double ones, and those in pairs.
            line = line.Replace('\'', '"');
            Match typed = TypedWord().Match(line[..position]);
            if (!typed.Success)
            {
                return [];
            }

            string word = typed.Groups["word"].Value;
            int quotes = typed.Groups["quote"].Length;
            ParseResult parsed = root.Parse(line.Remove(typed.Index, quotes), new ParserConfiguration { ResponseFileTokenReplacer = null });
            return
            [
                .. Words(parsed, word, position - quotes)
                    .Where(text => text.StartsWith(word, StringComparison.Ordinal) && IsSafe(text[word.Length..], quotes > 0))
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception)
        {
            return [];
        }
#pragma warning restore CA1031
    }

    /// <summary>What the library offers, but for the values of flags; and options, which it does not offer behind a flag or an option that may be repeated.</summary>
    private static IEnumerable<string> Words(ParseResult parsed, string word, int position)
    {
        string[] words = [.. Texts(parsed.GetCompletions(position)).Where(text => text is not ("True" or "False"))];
        if (!word.StartsWith('-') && (word.Length > 0 || words.Length > 0 || IsValueMissing(parsed)))
        {
            return words;
        }

        Command command = parsed.CommandResult.Command;
        IEnumerable<string> given = command.Options
            .Where(option => option.Name != word && option.Arity.MaximumNumberOfValues <= 1 && parsed.GetResult(option) is { Implicit: false })
            .Select(option => option.Name);
        return words.Concat(Texts(command.GetCompletions(parsed.GetCompletionContext())).Where(text => text.StartsWith('-')).Except(given));
    }

    private static IEnumerable<string> Texts(IEnumerable<CompletionItem> items) => items.Select(item => item.InsertText ?? item.Label);

    /// <summary>Whether the line ends in an option that takes a value.</summary>
    private static bool IsValueMissing(ParseResult parsed) =>
        parsed.Tokens is [.., { Type: TokenType.Option, Value: string name }] && parsed.GetResult(name) is OptionResult { Option.Arity.MinimumNumberOfValues: > 0 };

    /// <summary>Whether a shell takes what is added to a word as it is: names of layers come from model files.</summary>
    private static bool IsSafe(string added, bool isQuoted) =>
        added.Length == 0 || ShellWord.Of(added) == added || (isQuoted && !added.Any(c => c is '"' or '\'' or '`' or '$' or '\\' or '!' || Text.IsHidden(c)));

    /// <summary>Whether the word at the cursor is a value of an option: the next one after its name, or any if it takes several.</summary>
    private static bool IsValueOf(Option option, CompletionContext context)
    {
        IReadOnlyList<Token> tokens = context.ParseResult.Tokens;
        int before = context.WordToComplete.Length > 0 ? tokens.Count - 2 : tokens.Count - 1;
        return option.AllowMultipleArgumentsPerToken || (before >= 0 && tokens[before].Type == TokenType.Option);
    }

    private static IEnumerable<string> LayersOf(CompletionContext context, bool ofProducts)
    {
        if (context.ParseResult.GetResult("--pkg")?.Tokens is not [{ Value: string folder }])
        {
            return [];
        }

        // The names and nothing else: a whole package takes time to read.
        JsonValue graph = BoundedFile.ReadJson(Path.Combine(folder, PackageTexts.GraphFile), MostGraphBytes);
        return graph.List("nodes").Where(node => !ofProducts || OpTable.ProductNames.Contains(node.Text("op"))).Select(node => node.Text("name"));
    }

    [GeneratedRegex(@"\A\[suggest(?::(\d{1,9}))?\]\z")]
    private static partial Regex Directive();

    /// <summary>What stands behind the last space, or behind a quote there.</summary>
    [GeneratedRegex(@"(?<![^\s])(?<quote>""?)(?<word>[^\s""]*)\z")]
    private static partial Regex TypedWord();
}
