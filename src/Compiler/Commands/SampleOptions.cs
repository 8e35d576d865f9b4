using System.CommandLine;
using QMacVerify.Compiler.Data;
using QMacVerify.Compiler.Packages;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Tuning;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using ElementType = QMacVerify.Generators.Graph.ElementType;

namespace QMacVerify.Compiler.Commands;

/// <summary>Samples to change a network by, and others that it is not shown: parts of <c>--data</c>, or <c>--input --labels</c> and <c>--validate-input --validate-labels</c>.</summary>
/// <param name="needsLabels">Whether the first samples must have labels.</param>
internal sealed class SampleOptions(bool needsLabels)
{
    private readonly DataOptions _data = new();
    private readonly Option<string> _validateSplit = CommonOptions.Text("--validate-split", "NAME", "The part of the data set that is only evaluated on, before and after; with --split.");
    private readonly Option<string[]> _input = Files("--input", "Instead of --data: samples to learn from as .npy, once for each input of the model, or one .npz with input_0, input_1, ...");
    private readonly Option<string> _labels = CommonOptions.Text("--labels", "y.npy", "Labels of arrays, one integer per sample, its class from 0 on.");
    private readonly Option<int> _limit = CommonOptions.Integer("--limit", 1, int.MaxValue, "Use at most so many of the samples to learn from.");
    private readonly Option<string[]> _validateInput = Files("--validate-input", "Samples that are only evaluated on, before and after.");
    private readonly Option<string> _validateLabels = CommonOptions.Text("--validate-labels", "y.npy", "Their classes.");
    private readonly Option<string> _baseline = CommonOptions.Text(
        "--baseline", "DIR", "Package whose accuracy with exact arithmetic is the measure, where it is not this one: what a tuned package was made from.");

    private readonly Option<bool> _quantize = CommonOptions.Quantize();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _data.AddTo(command);
        foreach (Option option in (Option[])[_validateSplit, _input, _labels, _limit, _validateInput, _validateLabels, _baseline, _quantize])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(_validateInput) is null != result.GetResult(_validateLabels) is null)
            {
                result.AddError("--validate-input and --validate-labels go together");
            }

            if (_data.IsGiven(result) == result.GetResult(_input) is not null)
            {
                result.AddError("Give the samples to learn from: --data SPEC, or --input x.npy");
            }
            else if (_data.IsGiven(result) ? result.GetResult(_validateInput) is not null || result.GetValue(_quantize) : result.GetResult(_validateSplit) is not null)
            {
                result.AddError("--validate-split goes with --data, --validate-input and --quantize go with --input");
            }

            if (result.GetResult(_validateSplit) is not null && !_data.HasSplit(result))
            {
                result.AddError("--validate-split goes with --split: one part is learned from, the other evaluated on");
            }
        });
    }

    /// <summary>The samples to learn from, those to evaluate on, and the measure: whatever is wrong with them shows before the work.</summary>
    /// <exception cref="InputException">They cannot be read, or have no labels and need them, or the measure is of another model.</exception>
    public RecoverySamples Read(ParseResult options, Network network, CancellationToken cancellation)
    {
        int limit = options.Given(_limit) ?? int.MaxValue;
        string? labels = options.GetValue(_labels);
        (LabelledSamples Learned, LabelledSamples? Unseen) samples = _data.IsGiven(options)
            ? (Of(_data.Read(options, network, cancellation, limit, labels)),
                options.GetValue(_validateSplit) is string split ? Of(_data.Read(options, network, cancellation, labelsFile: labels, split: split)) : null)
            : (Read(options, network, _input, labels, limit),
                options.GetValue(_validateLabels) is string others ? Read(options, network, _validateInput, others, int.MaxValue) : null);
        return needsLabels && samples.Learned.Labels is null
            ? throw new InputException("samples without labels: give --labels y.npy, or a data set that has them")
            : new RecoverySamples(samples.Learned, samples.Unseen, options.GetValue(_baseline) is string folder ? BaselineOf(folder, network) : network);

        static LabelledSamples Of(DataSet data) => new(data.Samples, data.Labels);
    }

    private static Network BaselineOf(string folder, Network network)
    {
        Network baseline = ModelPackage.Read(folder).Network;
        return Inputs(baseline.Graph).SequenceEqual(Inputs(network.Graph)) && Classes(baseline) == Classes(network)
            ? baseline
            : throw new InputException($"--baseline {folder} has other inputs or classes than the package; give the one that the package was made from");

        static IEnumerable<(ElementType, EquatableArray<int>, uint, int)> Inputs(QuantizedGraph graph) =>
            graph.Inputs.Select(graph.Tensor).Select(input => (input.ModelType, input.Shape, input.ScaleBits, input.ModelZeroPoint));
    }

    private static int Classes(Network network) => network.Graph.Tensor(network.Graph.Outputs[0]).ElementCount;

    private LabelledSamples Read(ParseResult options, Network network, Option<string[]> files, string? labels, int limit)
    {
        SampleBatch samples = InputReader.Read(
            new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, options.GetValue(files)!, options.GetValue(_quantize), limit);
        return new LabelledSamples(samples, labels is null
            ? null
            : Labels.ReadFile(labels, samples.Count, Classes(network), samples.Available));
    }

    private static Option<string[]> Files(string name, string description) => new(name) { Description = description, HelpName = "x.npy" };
}
