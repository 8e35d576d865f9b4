using System.CommandLine;
using System.CommandLine.Parsing;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Divergence;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac compare</c>: how far an approximate run is from the exact one, or where a run parts from another runtime's dump.</summary>
internal sealed class CompareCommand
{
    public const string ReportFile = "diff_report.json";
    public const string DivergenceFile = "divergence_report.json";

    private readonly Option<string> _baseline = CommonOptions.Text("--baseline", "DIR", "Folder of the exact run.");
    private readonly Option<string> _approx = CommonOptions.Text("--approx", "DIR", "Folder of the approximate run.");
    private readonly Option<string> _labels = CommonOptions.Text("--labels", "y.npy", "One integer per sample, its class from 0 on: report top-1 accuracy of both.");
    private readonly Option<string> _against = CommonOptions.Text(
        "--against", "tensors.npz", "Instead: every tensor of one sample as another runtime has it, by tensor name, by our keys, or in order.");

    private readonly Option<string> _package = CommonOptions.Text("--pkg", "DIR", "With --against: folder of the package.");
    private readonly OperatorOptions _operators = new();
    private readonly InputOptions _input = new(maxBatch: 1);
    private readonly Option<string> _output = CommonOptions.Out("Folder of the report; by default results/compare/MODEL.");
    private readonly Option<bool> _json = CommonOptions.Json();

    private CompareCommand()
    {
    }

    public static Command Create()
    {
        CompareCommand options = new();
        VerbCommand command = new(
            "compare",
            "Compare two runs code by code, or a run with another runtime's tensors: where they part, and why.",
            "qmac compare --baseline results/baseline/cnn_small --approx results/approx/cnn_small")
        { options._baseline, options._approx, options._labels, options._against, options._package };
        options._operators.AddTo(command);
        options._input.AddTo(command, isRequired: false);
        command.Options.Add(options._output);
        command.Options.Add(options._json);
        command.Validators.Add(options.Validate);
        command.SetRun((parsed, console, cancellation) =>
            parsed.GetValue(options._against) is string dump ? options.Against(dump, parsed, console, cancellation) : options.Runs(parsed, console));
        return command;
    }

    private void Validate(CommandResult result)
    {
        bool isAgainst = result.GetResult(_against) is not null;
        bool namesPackage = result.GetResult(_package) is not null;
        Option[] ofRuns = [_baseline, _approx, _labels];
        if (isAgainst ? !namesPackage || ofRuns.Any(option => result.GetResult(option) is not null) : namesPackage || _operators.IsGiven(result))
        {
            result.AddError("--against takes --pkg and the operators and input of a run; two runs take --baseline and --approx");
        }
        else if (!isAgainst && (result.GetResult(_baseline) is null || result.GetResult(_approx) is null))
        {
            result.AddError("Give --baseline DIR and --approx DIR, or --pkg DIR and --against tensors.npz");
        }
    }

    private int Runs(ParseResult options, TextWriter console)
    {
        RunComparison comparison = RunComparison.Of(
            options.GetValue(_baseline)!, options.GetValue(_approx)!, options.GetValue(_labels));
        Write(options, comparison.Baseline.Model, ReportFile, comparison.ToJson());
        console.Write(options.GetValue(_json) ? comparison.ToJson() : comparison.ToText());
        return ExitCodes.Done;
    }

    private int Against(string dump, ParseResult options, TextWriter console, CancellationToken cancellation)
    {
        OperatorSource files = new(cancellation);
        Package package = ModelPackage.Read(options.GetValue(_package)!);
        PlanRequest request = new(null, PlannedNetwork.DefaultNamespace, _operators.Read(options, files), EquatableArray<StrategyRequest>.Empty);
        PlannedNetwork planned = PlannedPackage.Of(package, request, files);
        DivergenceReport report = DivergenceSearch.Run(
            planned, NpzArchive.ReadFile(dump), _input.IsGiven(options) ? _input.Read(options, planned.Network) : null, cancellation);
        Write(options, report.Model, DivergenceFile, report.ToJson());
        console.Write(options.GetValue(_json) ? report.ToJson() : report.ToText());
        return report.First is null ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private void Write(ParseResult options, string model, string file, string text) => AtomicFile.WriteAllText(
        Path.Combine(options.GetValue(_output) ?? DefaultFolder.Of(Path.Combine("results", "compare"), model), file), text);
}
