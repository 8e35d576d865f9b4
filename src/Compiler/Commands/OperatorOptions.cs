using System.CommandLine;
using System.CommandLine.Parsing;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Files;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>--amul</c>, <c>--amul-drop</c>, <c>--aadd</c>, <c>--aadd-drop</c>: the operators of a run, checked while the line is parsed.</summary>
internal sealed class OperatorOptions
{
    private const int MaxAssignBytes = 1 << 24;

    private readonly bool _hasLayers;
    private readonly Option<string[]> _multiplier;
    private readonly Option<string[]> _adder;
    private readonly Option<string> _multiplierDrop = CommonOptions.Text("--amul-drop", "N", "Low product bits to drop: --amul trunc:N.");
    private readonly Option<string> _adderDrop = CommonOptions.Text("--aadd-drop", "N", "Low bits of both addends to drop: --aadd trunc:N.");

    /// <param name="hasLayers">Whether there is a network, whose layers may be named.</param>
    public OperatorOptions(bool hasLayers = false)
    {
        _hasLayers = hasLayers;
        string layers = hasLayers ? " LAYER=OPERATOR is about layers by name, in which * stands for any text and ? for a character: repeat it, the last that fits a layer counts; for example" : "";
        _multiplier = CommonOptions.Names("--amul", $"Multiplier: {OperatorSpec.MultiplierForms}.{(hasLayers ? $"{layers} --amul trunc:2 --amul 'conv2d_9=exact'." : "")}");
        _adder = CommonOptions.Names("--aadd", $"Adder: {OperatorSpec.List(OperatorSpec.Adders)}.{(hasLayers ? $"{layers} --aadd 'conv2d_*=loa:4'." : "")}");
        _multiplier.OfferingMultipliers(hasLayers);
        _adder.OfferingAdders(hasLayers);
        _multiplier.HelpName = _adder.HelpName = hasLayers ? "[LAYER=]OPERATOR" : "OPERATOR";
    }

    private delegate T? Parser<out T>(string text, out string error)
        where T : class;

    /// <summary>Adds the four options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_multiplier);
        command.Options.Add(_multiplierDrop);
        command.Options.Add(_adder);
        command.Options.Add(_adderDrop);
        command.Validators.Add(result =>
        {
            Multipliers(result, out string multiplierError);
            Adders(result, out string adderError);
            foreach (string error in (string[])[multiplierError, adderError])
            {
                if (error.Length > 0)
                {
                    result.AddError(error);
                }
            }
        });
    }

    /// <summary>Whether one of the four options is given.</summary>
    public bool IsGiven(SymbolResult result) =>
        ((Option[])[_multiplier, _multiplierDrop, _adder, _adderDrop]).Any(option => result.GetResult(option) is not null);

    /// <summary>The operators asked for; the files of multipliers are opened here, where the option is known that names them.</summary>
    /// <exception cref="InputException">A multiplier's file or circuit is not valid.</exception>
    public OperatorRequest Read(ParseResult parseResult, OperatorSource files)
    {
        Asked<MultiplierSpec> multipliers = Multipliers(parseResult.CommandResult, out _);
        Asked<Adder> adders = Adders(parseResult.CommandResult, out _);
        foreach (MultiplierSpec multiplier in multipliers.Layers.Select(layer => layer.Operator).Prepend(multipliers.Everywhere).OfType<MultiplierSpec>())
        {
            if (multiplier.Resolve(files, out string error) is null)
            {
                throw new InputException($"{_multiplier.Name}: {error}");
            }
        }

        return new OperatorRequest(multipliers.Everywhere, adders.Everywhere, null)
        {
            Layers = multipliers.Layers.Select(layer => new LayerRequest(layer.Pattern, layer.Operator, null))
                .Concat(adders.Layers.Select(layer => new LayerRequest(layer.Pattern, null, layer.Operator)))
                .ToEquatableArray(),
        };
    }

    /// <summary>The file of <c>--assign</c>.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static TextFile ReadAssign(string path) => new(path, BoundedFile.ReadText(path, MaxAssignBytes));

    /// <summary>The multiplier of a text, opened.</summary>
    /// <exception cref="InputException">It is no operator, or its file or circuit is not valid.</exception>
    public static MultiplierSpec Require(string text, OperatorSource files)
    {
        MultiplierSpec? spec = MultiplierSpec.Parse(text, out string error);
        return spec?.Resolve(files, out error) is null ? throw new InputException(error) : spec;
    }

    /// <summary>Files are opened, and circuits simulated, only once the whole line is known to be right.</summary>
    private Asked<MultiplierSpec> Multipliers(SymbolResult result, out string error) =>
        Read<MultiplierSpec>(result, _multiplier, _multiplierDrop, MultiplierSpec.Parse, OperatorSpec.MultiplierNames, out error);

    private Asked<Adder> Adders(SymbolResult result, out string error) =>
        Read<Adder>(result, _adder, _adderDrop, OperatorSpec.ParseAdder, OperatorSpec.AdderNames, out error);

    private Asked<T> Read<T>(SymbolResult result, Option option, Option dropOption, Parser<T> parse, IReadOnlyList<string> names, out string error)
        where T : class
    {
        List<string> specs = [];
        List<(string Pattern, T Operator)> layers = [];
        foreach (string text in result.GetResult(option)?.Tokens.Select(token => token.Value) ?? [])
        {
            if (SplitLayer(text, names) is not (string pattern, string spec))
            {
                specs.Add(text);
            }
            else if (!_hasLayers)
            {
                error = $"{option.Name} {text} is about layer {Text.Quote(pattern)}, and there are no layers here: give {option.Name} {spec}";
                return Asked<T>.Nothing;
            }
            else if (parse(spec, out string problem) is T operation)
            {
                layers.Add((pattern, operation));
            }
            else
            {
                error = $"{option.Name} {text}: {problem}";
                return Asked<T>.Nothing;
            }
        }

        if (specs.Count > 1)
        {
            error = $"{option.Name} {specs[0]} and {option.Name} {specs[1]} are both for all layers; give one of them{(_hasLayers ? $", and {option.Name} LAYER={specs[1]} for some" : "")}";
            return Asked<T>.Nothing;
        }

        return new Asked<T>(Combine(specs.Count > 0 ? specs[0] : null, option, result.TextOf(dropOption), dropOption, parse, out error), layers);
    }

    /// <summary>Splits <c>LAYER=OPERATOR</c>. Options of operators have <c>=</c>, too, and so may the names of layers: what follows the right one begins like an operator.</summary>
    /// <returns>Null where no layer is named.</returns>
    private static (string Pattern, string Spec)? SplitLayer(string text, IReadOnlyList<string> operators)
    {
        bool IsOperator(string spec) => operators.Contains(spec.Split(':')[0]);
        int[] equals = IsOperator(text) ? [] : [.. Enumerable.Range(1, Math.Max(0, text.Length - 1)).Where(i => text[i] == '=')];
        int at = Array.FindIndex(equals, i => IsOperator(text[(i + 1)..]));
        return at >= 0 ? (text[..equals[at]], text[(equals[at] + 1)..])
            : equals is [int first, ..] && !text[..first].Contains(':', StringComparison.Ordinal) ? (text[..first], text[(first + 1)..])
            : null;
    }

    /// <summary>An operator from its spec, its drop, or both.</summary>
    private static T? Combine<T>(string? spec, Option option, string? drop, Option dropOption, Parser<T> parse, out string error)
        where T : class
    {
        error = "";
        if (spec is null && drop is null)
        {
            return null;
        }

        if (spec == "trunc" && drop is null)
        {
            error = $"{option.Name} trunc needs the number of dropped bits, for example {option.Name} trunc:2 or {dropOption.Name} 2";
            return null;
        }

        T? fromDrop = drop is null ? null : parse($"trunc:{drop}", out error);
        T? operation = spec is null or "trunc" || error.Length > 0 ? fromDrop : parse(spec, out error);
        if (error.Length > 0)
        {
            error = $"{(drop is null ? option.Name : dropOption.Name)}: {error}";
            return null;
        }

        if (fromDrop is not null && !fromDrop.Equals(operation))
        {
            error = $"{option.Name} {spec} and {dropOption.Name} {drop} contradict each other; give one of them";
            return null;
        }

        return operation;
    }

    /// <summary>What an option asks for: an operator of all layers or none, and layers in the order of the line.</summary>
    private sealed record Asked<T>(T? Everywhere, IReadOnlyList<(string Pattern, T Operator)> Layers)
        where T : class
    {
        public static Asked<T> Nothing { get; } = new(null, []);
    }
}
