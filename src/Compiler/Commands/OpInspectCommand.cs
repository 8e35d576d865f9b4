using System.CommandLine;
using System.CommandLine.Parsing;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Contract;
using QMacVerify.Compiler.Evaluation.Operands;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Reporting.Pictures;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac op inspect</c>: the contract of a multiplier, measured on all 65,536 pairs, and its errors on the operands of a network.</summary>
internal sealed class OpInspectCommand
{
    private const int MaxBatch = 1_000_000;

    private readonly Argument<string> _spec = CommonOptions.OperatorSpec();
    private readonly Option<string> _svg = CommonOptions.Text("--svg", "FILE", "Also write a picture: where the errors are, and how often.");
    private readonly Option<string> _package = CommonOptions.Text("--pkg", "DIR", "Also its errors on the operands that occur in each layer of this package, for the samples that are given.");
    private readonly InputOptions _input = new(MaxBatch);
    private readonly Option<bool> _json = CommonOptions.Json();

    private OpInspectCommand()
    {
    }

    public static VerbCommand Create()
    {
        OpInspectCommand options = new();
        VerbCommand command = new(
            "inspect",
            "Show the contract of a multiplier: error figures, zeros, monotony, ranges, closed form, rank, hash; with --pkg its errors where it would work.",
            "qmac op inspect table:mul8u_125K.npy,unsigned --pkg export/net --input x.npy")
        { options._spec, options._svg, options._package };
        options._input.AddTo(command, isRequired: false);
        command.Options.Add(options._json);
        command.Validators.Add(options.Validate);
        command.SetRun(options.Run);
        return command;
    }

    private void Validate(CommandResult result)
    {
        if ((result.GetResult(_package) is not null) != _input.IsGiven(result))
        {
            result.AddError("Give --pkg DIR and its samples, --input x.npy, or none of them");
        }
    }

    private int Run(ParseResult options, TextWriter console, CancellationToken cancellation)
    {
        ResolvedMultiplier resolved = OperatorResolver.Multiplier(options.GetValue(_spec)!, cancellation);
        OperandErrorReport? operands = options.GetValue(_package) is string folder ? OnNetwork(resolved, folder, options, cancellation) : null;
        OperatorContract contract = OperatorContract.Of(resolved);
        if (options.GetValue(_svg) is string file)
        {
            AtomicFile.WriteAllText(file, ErrorPicture.Of(contract));
        }

        console.Show(
            options.GetValue(_json),
            () => OperatorContractReport.ToJson(contract, operands),
            () => OperatorContractReport.ToText(contract) + (operands is null ? "" : $"\n{operands.ToText()}"));
        return ExitCodes.Done;
    }

    /// <summary>Activations are those of the exact network, or where it was reduced for other operators, with those.</summary>
    private OperandErrorReport OnNetwork(ResolvedMultiplier resolved, string folder, ParseResult options, CancellationToken cancellation)
    {
        Package package = ModelPackage.Read(folder);
        SampleBatch samples = _input.Read(options, package.Network);
        OperatorAssignment operators = package.Network.Graph.Reduction is null ? OperatorAssignment.Exact : package.Network.Graph.Operators;
        NetworkOperands operands = RunProgress.Show(
            "count", samples.Count, step => NetworkOperands.Of(package.Network, operators, samples, BuildCache.OfUser(), step, cancellation));
        return OperandErrorReport.Of(resolved, package.Network, package.Identity.Sha256, operands);
    }
}
