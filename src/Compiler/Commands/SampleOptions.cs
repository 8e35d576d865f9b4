using System.CommandLine;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Commands;

/// <summary>Samples to change a network by, and others that it is not shown: <c>--input --labels</c>, <c>--validate-input --validate-labels</c>.</summary>
/// <param name="needsLabels">Whether the first samples must have labels.</param>
internal sealed class SampleOptions(bool needsLabels)
{
    private readonly Option<string[]> _input = Files("--input", "Samples to learn from as .npy, once for each input of the model, or one .npz with input_0, input_1, ...", isRequired: true);
    private readonly Option<string> _labels = CommonOptions.Text("--labels", "y.npy", "One integer per sample, its class from 0 on.", needsLabels);
    private readonly Option<int> _limit = CommonOptions.Integer("--limit", 1, int.MaxValue, "Use at most so many of the samples to learn from.");
    private readonly Option<string[]> _validateInput = Files("--validate-input", "Samples that are only evaluated on, before and after.", isRequired: false);
    private readonly Option<string> _validateLabels = CommonOptions.Text("--validate-labels", "y.npy", "Their classes.");
    private readonly Option<string> _baseline = CommonOptions.Text(
        "--baseline", "DIR", "Package whose accuracy with exact arithmetic is the measure, where it is not this one: what a tuned package was made from.");

    private readonly Option<bool> _quantize = new("--quantize")
    {
        Description = "For inputs of codes: quantize float32 arrays with the input's scale; take uint8 arrays as pixels, code = pixel - 128.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_input, _labels, _limit, _validateInput, _validateLabels, _baseline, _quantize])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(_validateInput) is null != result.GetResult(_validateLabels) is null)
            {
                result.AddError("--validate-input and --validate-labels go together");
            }
        });
    }

    /// <summary>The samples to learn from, and those to evaluate on, or null.</summary>
    public (LabelledSamples Learned, LabelledSamples? Unseen) Read(ParseResult options, Network network)
    {
        int limit = options.GetValue(_limit);
        return (
            Read(options, network, _input, options.GetValue(_labels), limit == 0 ? int.MaxValue : limit),
            options.GetValue(_validateLabels) is string labels ? Read(options, network, _validateInput, labels, int.MaxValue) : null);
    }

    /// <summary>What the circuits cost before and after, on the samples that have labels.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="before">Network before.</param>
    /// <param name="after">Network after.</param>
    /// <param name="operators">The circuits.</param>
    /// <param name="learned">Samples that were learned from.</param>
    /// <param name="unseen">Others, or null.</param>
    /// <param name="threads">Threads; null is one for each processor.</param>
    /// <param name="cancellation">Ends the work.</param>
    public IReadOnlyList<RecoveryAccuracy> Evaluate(
        ParseResult options, Network before, Network after, OperatorAssignment operators, LabelledSamples learned, LabelledSamples? unseen, int? threads, CancellationToken cancellation)
    {
        Network exact = options.GetValue(_baseline) is string folder ? ModelPackage.Read(folder).Network : before;
        List<RecoveryAccuracy> all = [];
        foreach ((string name, LabelledSamples? samples) in (IEnumerable<(string, LabelledSamples?)>)[("learned from", learned), ("not seen", unseen)])
        {
            if (samples is { Labels: int[] labels })
            {
                all.Add(new RecoveryAccuracy(
                    name, labels.Length, Correct(exact, OperatorAssignment.Exact), Correct(before, operators), Correct(after, operators)));

                int Correct(Network network, OperatorAssignment circuits) => Accuracy.CountCorrect(
                    Accuracy.Classes(ModelRun.Execute(
                        PlannedNetwork.Of(network, circuits), RunSettings.Default with { Threads = threads }, samples.Inputs, dumpTensors: false, progress: null, cancellation).Outputs[0]),
                    labels);
            }
        }

        return all;
    }

    private LabelledSamples Read(ParseResult options, Network network, Option<string[]> files, string? labels, int limit)
    {
        SampleBatch samples = InputReader.Read(
            new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, options.GetValue(files)!, options.GetValue(_quantize), limit);
        return new LabelledSamples(samples, labels is null
            ? null
            : Labels.ReadFile(labels, samples.Count, network.Graph.Tensor(network.Graph.Outputs[0]).ElementCount, samples.Available));
    }

    private static Option<string[]> Files(string name, string description, bool isRequired) =>
        new(name) { Description = description, HelpName = "x.npy", Required = isRequired };
}
