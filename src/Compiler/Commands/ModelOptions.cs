using System.CommandLine;
using System.CommandLine.Parsing;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>--pkg</c>, operators and strategies: what every verb needs that plans a model.</summary>
/// <param name="plansKernels">Whether kernels are wanted, whose strategies can be chosen.</param>
/// <param name="isRequired">Whether the package must be given.</param>
internal sealed class ModelOptions(bool plansKernels = true, bool isRequired = true)
{
    private readonly Option<string> _package = CommonOptions.Package(isRequired);
    private readonly OperatorOptions _operators = new(hasLayers: true);
    private readonly Option<string> _assign = CommonOptions.Text(
        "--assign", "assign.json", "Operators layer by layer: { \"default\": { \"multiplier\", \"adder\" }, \"layers\": [ { \"name\", ... } ] }; a name may hold * and ?; what is left out is that of --amul and --aadd, else the package's.");

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
        if (plansKernels)
        {
            command.Options.Add(_strategies);
        }

        _strategies.OfferingOfLayers([.. KernelStrategies.Names]);
        _strategies.Validators.Add(result =>
        {
            foreach (string value in result.Tokens.Select(token => token.Value).Where(value => StrategyRequest.Parse(value) is null))
            {
                result.AddError($"--strategy needs LAYER=NAME, found {Text.Quote(value)}");
            }
        });
    }

    /// <summary>Whether a package is given.</summary>
    public bool IsGiven(CommandResult result) => result.GetResult(_package) is not null;

    /// <summary>Whether operators are given.</summary>
    public bool HasOperators(CommandResult result) => _operators.IsGiven(result) || result.GetResult(_assign) is not null;

    /// <summary>The folder of a package that is made of the one that was read.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="output"><c>--out</c>.</param>
    /// <param name="parent">Where it goes by default.</param>
    /// <param name="planned">The package that was read.</param>
    /// <param name="what">What is done to it, for messages, for example <c>tuned</c>.</param>
    /// <exception cref="InputException">It is that of the package itself.</exception>
    public string FolderOfChanged(ParseResult options, Option<string> output, string parent, PlannedPackage planned, string what)
    {
        string folder = options.GetValue(output) ?? DefaultFolder.Of(parent, planned.Network.Graph.Name);
        return FullPath(folder) == FullPath(options.GetRequiredValue(_package))
            ? throw new InputException($"--out is the package itself, {folder}; the {what} one goes into another folder")
            : folder;

        static string FullPath(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }

    /// <summary>Reads the package and plans it.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="cancellation">Ends the simulation of a circuit.</param>
    /// <param name="className">Class to generate; by default the model's name in Pascal case.</param>
    /// <param name="namespaceName">Its namespace.</param>
    /// <param name="change">What becomes of the package before it is compiled; null leaves it as it is.</param>
    public PlannedPackage Read(
        ParseResult options,
        CancellationToken cancellation,
        string? className = null,
        string namespaceName = PlannedNetwork.DefaultNamespace,
        Func<PlannedPackage, Package>? change = null)
    {
        Package read = ModelPackage.Read(options.GetRequiredValue(_package));
        OperatorSource files = new(cancellation);
        OperatorRequest operators = _operators.Read(options, files);
        if (options.GetValue(_assign) is string file)
        {
            operators = operators with { Assign = OperatorOptions.ReadAssign(file) };
        }

        EquatableArray<StrategyRequest> strategies = (options.GetValue(_strategies) ?? []).Select(text => StrategyRequest.Parse(text)!).ToEquatableArray();
        PlanRequest request = new(className, namespaceName, operators, strategies);
        PlannedPackage planned = PlannedPackage.Of(read, request, files);
        if (change is null)
        {
            return planned;
        }

        // A reduced package has the operators that were asked for; an assignment may name layers that it has no longer.
        Package changed = change(planned);
        bool hasOperators = changed.Network.Graph.Reduction?.Operators == OperatorRecord.Of(changed.Network.Graph.Operators);
        return PlannedPackage.Of(changed, hasOperators ? request with { Operators = OperatorRequest.OfPackage } : request, files);
    }
}
