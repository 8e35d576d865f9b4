using System.CommandLine;
using System.CommandLine.Parsing;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Cost;
using QMacVerify.Compiler.Evaluation.Costs;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac op cost</c>: size and depth of a multiplier's circuit beside the exact one, by itself or, with the adders of its sums, over a network.</summary>
internal sealed class OpCostCommand
{
    private readonly Argument<string> _spec = CommonOptions.OperatorSpec();
    private readonly CostOptions _costs = new();
    private readonly Option<string> _package = CommonOptions.Text("--pkg", "DIR", "Also the products of this package times what each and its addition cost, and the bits that accumulators provably need.");
    private readonly Option<string> _assign = CommonOptions.Text("--assign", "assign.json", "With --pkg, instead of SPEC: operators layer by layer.");
    private readonly Option<bool> _json = CommonOptions.Json();

    private OpCostCommand()
    {
    }

    public static VerbCommand Create()
    {
        OpCostCommand options = new();
        options._spec.Arity = ArgumentArity.ZeroOrOne;
        VerbCommand command = new(
            "cost",
            "Count with yosys what a multiplier takes beside the exact one: generic gates, area of a cell library, lookup tables of an FPGA; or over a network.",
            "qmac op cost trunc:4 --target ice40 --pkg export/cnn_small")
        { options._spec };
        options._costs.AddTo(command);
        foreach (Option option in (Option[])[options._package, options._assign, options._json])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(options.Validate);
        command.SetRun((parsed, console, cancellation) => parsed.GetValue(options._package) is string folder
            ? options.OfNetwork(folder, parsed, console, cancellation)
            : options.OfOperator(parsed, console, cancellation));
        return command;
    }

    private void Validate(CommandResult result)
    {
        bool hasSpec = result.GetResult(_spec)?.Tokens is { Count: > 0 };
        bool hasAssignment = result.GetResult(_assign) is not null;
        bool hasPackage = result.GetResult(_package) is not null;
        if (hasAssignment && (!hasPackage || hasSpec))
        {
            result.AddError("--assign goes with --pkg and gives every layer its operators: leave out SPEC");
        }
        else if (!hasSpec && !hasAssignment)
        {
            result.AddError("Give SPEC, or --pkg DIR and --assign assign.json");
        }
    }

    private int OfOperator(ParseResult options, TextWriter console, CancellationToken cancellation)
    {
        OperatorCosts costs = _costs.Read(options, cancellation);
        string text = options.GetValue(_spec)!;
        OperatorCost cost = OperatorCost.Of(text, OperatorResolver.Multiplier(text, cancellation), costs);
        console.Show(options.GetValue(_json), () => OperatorCostReport.ToJson(cost), () => OperatorCostReport.ToText(cost));
        return ExitCodes.Done;
    }

    private int OfNetwork(string folder, ParseResult options, TextWriter console, CancellationToken cancellation)
    {
        OperatorCosts costs = _costs.Read(options, cancellation);
        OperatorSource files = new(cancellation);
        MultiplierSpec? spec = options.GetValue(_spec) is string text ? OperatorOptions.Require(text, files) : null;
        TextFile? assign = options.GetValue(_assign) is string file ? OperatorOptions.ReadAssign(file) : null;
        PlannedPackage planned = PlannedPackage.Of(
            ModelPackage.Read(folder),
            new PlanRequest(null, PlannedNetwork.DefaultNamespace, new OperatorRequest(spec, null, assign), EquatableArray<StrategyRequest>.Empty),
            files);
        NetworkCost cost = NetworkCost.Of(planned, costs, multiplier => spec is null ? multiplier.Spec : options.GetValue(_spec)!);
        console.Show(options.GetValue(_json), () => NetworkCostReport.ToJson(cost, planned), () => NetworkCostReport.ToText(cost));
        return ExitCodes.Done;
    }
}
