using System.CommandLine;
using System.CommandLine.Parsing;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Divergence;
using QMacVerify.Compiler.Evaluation.LayerErrors;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Commands;

/// <summary><c>qmac compare</c>: how far an approximate run is from the exact one, which layers that comes from, or where a run parts from another runtime's dump.</summary>
internal sealed class CompareCommand
{
    public const string ReportFile = "diff_report.json";
    public const string DivergenceFile = "divergence_report.json";
    public const string LayersFile = "layer_errors.json";
    private const int MaxBatch = 1_000_000;

    private readonly Option<string> _baseline = CommonOptions.Text("--baseline", "DIR", "Folder of the exact run.");
    private readonly Option<string> _approx = CommonOptions.Text("--approx", "DIR", "Folder of the approximate run.");
    private readonly Option<string> _labels = CommonOptions.Text("--labels", "y.npy", "One integer per sample, its class from 0 on: report top-1 accuracy of both.");
    private readonly Option<string> _against = CommonOptions.Text(
        "--against", "tensors.npz", "Instead: every tensor of one sample as another runtime has it, by tensor name, by our keys, or in order.");

    private readonly ModelOptions _model = new(plansKernels: false, isRequired: false);
    private readonly InputOptions _input = new(MaxBatch);
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
            "Compare two runs code by code; or a package on approximate operators with itself on exact ones, layer by layer: the error made there, and the error that arrived; or a run with another runtime's tensors.",
            "qmac compare --pkg export/cnn_small --amul trunc:4 --random-input --batch 8")
        { options._baseline, options._approx, options._labels, options._against };
        options._model.AddTo(command);
        options._input.AddTo(command, isRequired: false);
        command.Options.Add(options._output);
        command.Options.Add(options._json);
        command.Validators.Add(options.Validate);
        command.SetRun((parsed, console, cancellation) =>
            parsed.GetValue(options._against) is string dump ? options.Against(dump, parsed, console, cancellation)
            : options._model.IsGiven(parsed.CommandResult) ? options.Layers(parsed, console, cancellation)
            : options.Runs(parsed, console));
        return command;
    }

    private void Validate(CommandResult result)
    {
        bool isAgainst = result.GetResult(_against) is not null;
        bool namesPackage = _model.IsGiven(result);
        Option[] ofRuns = [_baseline, _approx, _labels];
        if (isAgainst || namesPackage || _model.HasOperators(result)
            ? !namesPackage || ofRuns.Any(option => result.GetResult(option) is not null)
            : _input.IsGiven(result))
        {
            result.AddError("--pkg, and --against with it, takes the operators and input of a run; two runs take --baseline and --approx");
        }
        else if (namesPackage && !isAgainst && !_input.IsGiven(result))
        {
            result.AddError("--pkg needs samples: --input x.npy or --random-input; or --against tensors.npz");
        }
        else if (!namesPackage && (result.GetResult(_baseline) is null || result.GetResult(_approx) is null))
        {
            result.AddError("Give --baseline DIR and --approx DIR, or --pkg DIR and --input x.npy or --against tensors.npz");
        }
    }

    private int Runs(ParseResult options, TextWriter console)
    {
        RunComparison comparison = RunComparison.Of(
            options.GetValue(_baseline)!, options.GetValue(_approx)!, options.GetValue(_labels));
        Write(options, comparison.Baseline.Model, ReportFile, comparison.ToJson());
        console.Show(options.GetValue(_json), comparison.ToJson, comparison.ToText);
        return ExitCodes.Done;
    }

    private int Against(string dump, ParseResult options, TextWriter console, CancellationToken cancellation)
    {
        PlannedPackage planned = _model.Read(options, cancellation);
        DivergenceReport report = DivergenceSearch.Run(
            planned, NpzArchive.ReadFile(dump), _input.IsGiven(options) ? _input.Read(options, planned.Network) : null, cancellation);
        Write(options, report.Model, DivergenceFile, report.ToJson());
        console.Show(options.GetValue(_json), report.ToJson, report.ToText);
        return report.First is null ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private int Layers(ParseResult options, TextWriter console, CancellationToken cancellation)
    {
        PlannedPackage planned = _model.Read(options, cancellation);
        SampleBatch samples = _input.Read(options, planned.Network);
        FewCodes.Warn(options.InvocationConfiguration.Error, planned.Network.Graph, samples);
        NetworkErrors errors = RunProgress.Show("compare", samples.Count, step =>
            NetworkErrors.Of(planned.Network, planned.Plan.Operators, samples, BuildCache.OfUser(), step, cancellation));
        LayerErrorReport report = new(planned.Network.Graph.Name, planned.Identity, errors);
        Write(options, report.Model, LayersFile, report.ToJson());
        console.Show(options.GetValue(_json), report.ToJson, report.ToText);
        return ExitCodes.Done;
    }

    private void Write(ParseResult options, string model, string file, string text) => AtomicFile.WriteAllText(
        Path.Combine(options.GetValue(_output) ?? DefaultFolder.Of(Path.Combine("results", "compare"), model), file), text);
}
