using System.CommandLine;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Files;
using QMacVerify.Compiler.Sweep;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Commands;

/// <summary>Which circuits and layers are swept: <c>--multipliers</c>, <c>--circuits</c>, <c>--adders</c>, <c>--layers</c>.</summary>
/// <param name="hasAddersAndLayers">Whether there are the last two; else additions are exact.</param>
internal sealed class SweepOptions(bool hasAddersAndLayers = true)
{
    private const int MaxListBytes = 1 << 20;

    private readonly Option<string[]> _multipliers = CommonOptions.Names("--multipliers", $"Multipliers: {OperatorSpec.MultiplierForms}.").OfferingMultipliers();
    private readonly Option<string> _circuits = CommonOptions.Text("--circuits", "list.txt", "More multipliers, one on each line; # begins a comment.");
    private readonly Option<string[]> _adders = CommonOptions.Names("--adders", $"Adders, each with each multiplier: {OperatorSpec.List(OperatorSpec.Adders)}; exact by default.").OfferingAdders();
    private readonly Option<string[]> _layers = CommonOptions.Names(
        "--layers", "Sets of layers that get the circuits: all (default), each for one at a time, or names joined by +, in which * stands for any text and ? for a character.").OfferingLayers(separator: '+', others: [SweepPlan.AllLayers, SweepPlan.EachLayer]);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option<string[]> option in hasAddersAndLayers ? (Option<string[]>[])[_multipliers, _adders, _layers] : [_multipliers])
        {
            option.AllowMultipleArgumentsPerToken = true;
            command.Options.Add(option);
        }

        _multipliers.HelpName = "SPEC";
        _adders.HelpName = "SPEC";
        _layers.HelpName = "SET";
        command.Options.Add(_circuits);
    }

    /// <summary>The plan.</summary>
    /// <exception cref="InputException">A circuit or a set is not valid.</exception>
    public SweepPlan Plan(ParseResult options, QuantizedGraph graph, CancellationToken cancellation) =>
        SweepPlan.Of(graph, Circuits(options, cancellation), options.GetValue(_layers) is { Length: > 0 } sets ? sets : [SweepPlan.AllLayers]);

    /// <summary>Each multiplier with each adder.</summary>
    /// <exception cref="InputException">One is not valid, or none is given.</exception>
    private NamedPair[] Circuits(ParseResult options, CancellationToken cancellation)
    {
        string[] adderSpecs = options.GetValue(_adders) is { Length: > 0 } given ? given : [OperatorPair.Exact.Adder.Spec];
        (string Spec, Adder Adder)[] adders = [.. adderSpecs.Distinct().Select(spec => (spec, OperatorSpec.ParseAdder(spec, out string error) ?? throw new InputException($"--adders: {error}")))];
        return
        [
            .. Multipliers(options)
                .Select(spec => (Spec: spec, OperatorResolver.Multiplier(spec, cancellation).Multiplier))
                .SelectMany(multiplier => adders.Select(adder => new NamedPair(multiplier.Spec, adder.Spec, new OperatorPair(multiplier.Multiplier, adder.Adder)))),
        ];
    }

    /// <summary>The specs of the multipliers, each once.</summary>
    /// <exception cref="InputException">None is given.</exception>
    public IReadOnlyList<string> Multipliers(ParseResult options)
    {
        string[] specs = [.. options.GetValue(_multipliers) ?? [], .. Listed(options.GetValue(_circuits))];
        return specs.Length > 0 ? [.. specs.Distinct()]
            : options.GetValue(_adders) is { Length: > 0 } ? [OperatorPair.Exact.Multiplier.Spec]
            : throw new InputException($"there is nothing to {(hasAddersAndLayers ? "sweep: give --multipliers, --circuits or --adders" : "choose from: give --multipliers or --circuits")}");
    }

    private static string[] Listed(string? path)
    {
        if (path is null)
        {
            return [];
        }

        string[] specs =
        [
            .. BoundedFile.ReadText(path, MaxListBytes).ReplaceLineEndings("\n").Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.Length > 0 && line[0] != '#'),
        ];
        return specs.Length > 0 ? specs : throw new InputException($"{path} lists no circuits");
    }
}
