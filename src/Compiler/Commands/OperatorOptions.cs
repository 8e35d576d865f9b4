using System.CommandLine;
using System.CommandLine.Parsing;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>--amul</c>, <c>--amul-drop</c>, <c>--aadd</c>, <c>--aadd-drop</c>: the operators of a run, checked while the line is parsed.</summary>
internal sealed class OperatorOptions
{
    private delegate T? Parser<out T>(string text, out string error)
        where T : class;

    private readonly Option<string> _multiplier = CommonOptions.Text("--amul", "OPERATOR", $"Multiplier: {OperatorSpec.MultiplierForms}.");
    private readonly Option<string> _multiplierDrop = CommonOptions.Text("--amul-drop", "N", "Low product bits to drop: --amul trunc:N.");
    private readonly Option<string> _adder = CommonOptions.Text("--aadd", "OPERATOR", $"Adder: {OperatorSpec.List(OperatorSpec.Adders)}.");
    private readonly Option<string> _adderDrop = CommonOptions.Text("--aadd-drop", "N", "Low bits of both addends to drop: --aadd trunc:N.");

    /// <summary>Adds the four options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_multiplier);
        command.Options.Add(_multiplierDrop);
        command.Options.Add(_adder);
        command.Options.Add(_adderDrop);
        command.Validators.Add(result =>
        {
            Multiplier(result, out string multiplierError);
            Adder(result, out string adderError);
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

    /// <summary>The operators asked for; the file of a multiplier is opened here, where the option is known that names it.</summary>
    /// <exception cref="InputException">The multiplier's file or circuit is not valid.</exception>
    public OperatorRequest Read(ParseResult parseResult, OperatorSource files)
    {
        OperatorRequest request = new(Multiplier(parseResult.CommandResult, out _), Adder(parseResult.CommandResult, out _), null);
        return request.Multiplier is MultiplierSpec multiplier && multiplier.Resolve(files, out string error) is null
            ? throw new InputException($"{_multiplier.Name}: {error}")
            : request;
    }

    /// <summary>The multiplier of a text, opened.</summary>
    /// <exception cref="InputException">It is no operator, or its file or circuit is not valid.</exception>
    public static MultiplierSpec Require(string text, OperatorSource files)
    {
        MultiplierSpec? spec = MultiplierSpec.Parse(text, out string error);
        return spec?.Resolve(files, out error) is null ? throw new InputException(error) : spec;
    }

    /// <summary>Files are opened, and circuits simulated, only once the whole line is known to be right.</summary>
    private MultiplierSpec? Multiplier(SymbolResult result, out string error) =>
        Combine<MultiplierSpec>(result, _multiplier, _multiplierDrop, MultiplierSpec.Parse, out error);

    private Adder? Adder(SymbolResult result, out string error) =>
        Combine<Adder>(result, _adder, _adderDrop, OperatorSpec.ParseAdder, out error);

    /// <summary>An operator from its spec, its drop, or both.</summary>
    private static T? Combine<T>(SymbolResult result, Option option, Option dropOption, Parser<T> parse, out string error)
        where T : class
    {
        string? spec = result.TextOf(option);
        string? drop = result.TextOf(dropOption);
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
}
