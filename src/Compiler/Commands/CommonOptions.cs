using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Commands;

/// <summary>Options that several verbs have.</summary>
internal static class CommonOptions
{
    private const int MaxThreads = 1024;

    /// <summary><c>--pkg DIR</c>.</summary>
    public static Option<string> Package(bool isRequired = true) => Text("--pkg", "DIR", "Folder of the package, as qmac export writes it.", isRequired);

    /// <summary><c>--out DIR</c>; the verb knows the default.</summary>
    public static Option<string> Out(string description, string helpName = "DIR") => Text("--out", helpName, description);

    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print JSON instead of a table." };

    /// <summary><c>--limit N</c>.</summary>
    public static Option<int> Limit() => Integer("--limit", 1, int.MaxValue, "Use at most so many samples.");

    /// <summary><c>--threads N</c>; what is computed does not depend on it.</summary>
    public static Option<int> Threads(string description) => Integer("--threads", 1, MaxThreads, description);

    /// <summary><c>--quantize</c>, of arrays of samples.</summary>
    public static Option<bool> Quantize() => new("--quantize")
    {
        Description = "For inputs of codes: quantize float32 arrays with the input's scale; take uint8 arrays as pixels, code = pixel - 128.",
    };

    /// <summary>The operator that a command is about.</summary>
    public static Argument<string> OperatorSpec()
    {
        Argument<string> argument = new("SPEC") { HelpName = "SPEC", Description = "A multiplier: exact, trunc:2 and the like, table:FILE[,...] or verilog:FILE[,...]." };
        argument.CompletionSources.Add(context => Suggestions.Multipliers(context.WordToComplete));
        argument.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string value }] && (value.Length == 0 || value[0] == '-'))
            {
                result.AddError($"SPEC needs a value, found {Quote(value)}");
            }
        });
        return argument;
    }

    /// <summary>An option with one value that is a name or a path. What begins with a dash is a forgotten value, not a value.</summary>
    public static Option<string> Text(string name, string helpName, string description, bool required = false)
    {
        Option<string> option = new(name) { Description = description, HelpName = helpName, Required = required };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string value }] && (value.Length == 0 || value[0] == '-'))
            {
                result.AddError($"{name} needs a value, found {Quote(value)}");
            }
        });
        return option;
    }

    /// <summary>An option with a name, which may be given more than once.</summary>
    public static Option<string[]> Names(string name, string description)
    {
        Option<string[]> option = new(name) { Description = description, HelpName = "NAME" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.Length == 0 || token.Value[0] == '-') is { } token)
            {
                result.AddError($"{name} needs a value, found {Quote(token.Value)}");
            }
        });
        return option;
    }

    /// <summary>An option with an integer in a range.</summary>
    public static Option<int> Integer(string name, int min, int max, string description)
    {
        Option<int> option = new(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string value }]
                && (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) || number < min || number > max))
            {
                result.AddError(Invariant($"{name} takes an integer from {min} to {max}, found {Quote(value)}"));
            }
        });
        return option;
    }

    /// <summary><c>--steps N</c>, where a data set is evaluated.</summary>
    public static Option<int> Steps() => Integer("--steps", 1, 1_000_000, "Samples in a row that are one sequence, for models with state.");

    /// <summary><c>--seed N</c>, of the named generator of random values.</summary>
    /// <remarks>Up to 2^63 - 1, so that every reader of the JSON that records it gets the number.</remarks>
    public static Option<ulong> Seed(string description)
    {
        Option<ulong> option = new("--seed")
        {
            Description = description,
            HelpName = "N",
            CustomParser = result => TryParseSeed(result.Tokens, out ulong seed) ? seed : 0,
        };
        option.Validators.Add(result =>
        {
            if (!TryParseSeed(result.Tokens, out _))
            {
                result.AddError(Invariant($"--seed takes an integer from 0 to {long.MaxValue}, found {Quote(result.Tokens[0].Value)}"));
            }
        });
        return option;
    }

    /// <summary>An option with one of a few values.</summary>
    public static Option<string> OneOf(string name, string helpName, string description, params string[] values)
    {
        Option<string> option = new Option<string>(name) { Description = description, HelpName = helpName }.Offering(values);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string value }] && !values.Contains(value, StringComparer.Ordinal))
            {
                string expected = values.Length == 1 ? values[0] : $"{string.Join(", ", values[..^1])} or {values[^1]}";
                result.AddError($"{name} takes {expected}, found {Quote(value)}");
            }
        });
        return option;
    }

    /// <summary>The text that stands behind an option, or null when the option is not given.</summary>
    public static string? TextOf(this SymbolResult result, Option option) =>
        result.GetResult(option)?.Tokens is [{ Value: string value }] ? value : null;

    /// <summary>Whether an option stands on the command line.</summary>
    public static bool IsGiven(this SymbolResult result, Option option) => result.GetResult(option) is { Implicit: false };

    /// <summary>The same once the line is read.</summary>
    public static bool IsGiven(this ParseResult options, Option option) => options.CommandResult.IsGiven(option);

    /// <summary>The value of an option, or null when the option is not given.</summary>
    public static T? Given<T>(this ParseResult options, Option<T> option)
        where T : struct => options.IsGiven(option) ? options.GetValue(option) : null;

    private static bool TryParseSeed(IReadOnlyList<Token> tokens, out ulong seed)
    {
        seed = 0;
        return tokens is [{ Value: string value }]
            && ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out seed) && seed <= long.MaxValue;
    }
}
