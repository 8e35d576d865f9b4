using System.CommandLine;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>--pkg</c>, operators and strategies: what every verb needs that plans a model.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string> _package = CommonOptions.Package();
    private readonly OperatorOptions _operators = new();
    private readonly Option<string> _assign = CommonOptions.Text(
        "--assign", "assign.json", "Operators layer by layer instead: { \"default\": { \"multiplier\", \"adder\" }, \"layers\": [ { \"name\", ... } ] }; a name may hold *.");

    private readonly Option<string[]> _strategies = new("--strategy")
    {
        Description = $"How a layer's kernel is written: {KernelStrategies.Expected}; may be repeated.",
        HelpName = "LAYER=NAME",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_package);
        _operators.AddTo(command);
        command.Options.Add(_assign);
        command.Options.Add(_strategies);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_assign) is not null && _operators.IsGiven(result))
            {
                result.AddError("--assign gives every layer its operators: leave out --amul and --aadd");
            }
        });
        _strategies.Validators.Add(result =>
        {
            foreach (string value in result.Tokens.Select(token => token.Value).Where(value => value.IndexOf('=') <= 0))
            {
                result.AddError($"--strategy needs LAYER=NAME, found {Text.Quote(value)}");
            }
        });
    }

    /// <summary>Reads the package and plans it.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="cancellation">Ends the simulation of a circuit.</param>
    /// <param name="className">Class to generate; by default the model's name in Pascal case.</param>
    /// <param name="namespaceName">Its namespace.</param>
    public PlannedModel Read(ParseResult options, CancellationToken cancellation, string? className = null, string namespaceName = PlannedModel.DefaultNamespace)
    {
        Model read = ModelPackage.Read(options.GetRequiredValue(_package));
        OperatorSource source = new(cancellation);
        OperatorPair? operators = _operators.Read(options, source);
        OperatorAssignment assignment = options.GetValue(_assign) is string file
            ? OperatorsReader.Read(JsonReader.Read(file, File.ReadAllText(file)), read.Graph.MacNodes.Select(layer => layer.Name), source.ParseMultiplier)
            : read.Graph.Operators.Override(operators?.Multiplier, operators?.Adder);
        EquatableArray<StrategyRequest> strategies = (options.GetValue(_strategies) ?? []).Select(ToRequest).ToEquatableArray();
        return PlannedModel.Of(read, assignment, className, namespaceName, strategies) with { Notes = source.Notes };
    }

    private static StrategyRequest ToRequest(string value)
    {
        // The last sign, because a layer's name may hold any character and a strategy's name holds none.
        int separator = value.LastIndexOf('=');
        return new StrategyRequest(value[..separator], value[(separator + 1)..]);
    }
}
