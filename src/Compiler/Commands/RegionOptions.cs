using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Commands;

/// <summary>The inputs that bounds hold for: <c>--region</c>, and what some regions take beside their name.</summary>
/// <param name="takesData">Whether samples of the data set are for something else, too, by what else is given; null where they never are.</param>
internal sealed class RegionOptions(Func<CommandResult, bool>? takesData = null)
{
    private const string RealPrefix = "real:";
    private const string PatchPrefix = "patch:";

    private readonly Option<string> _region = CommonOptions.Text(
        "--region",
        "full|pixels|real:LO:HI|data|box|linf|patch:Y:X:H:W",
        "Inputs that the bounds hold for: all codes (default; those that a reduced package holds for); bytes as --quantize takes them, code = pixel - 128; real numbers from LO to HI through the input's quantizer; the range of each channel in the samples of --data; the boxes of --box; a ball of codes around --center; or any codes in a rectangle of it.").Offering("full", "pixels", RealPrefix, "data", "box", "linf", PatchPrefix);

    private readonly Option<int> _sample = CommonOptions.Integer("--sample", 0, int.MaxValue, "Which sample of --center is meant, from 0 on, where it has several.");
    private readonly Option<int> _epsilon = CommonOptions.Integer("--eps", 0, 255, "Radius of the ball, in codes.");
    private readonly Option<string> _box = CommonOptions.Text("--box", "box.npz", "Boxes: lower_0, upper_0, ... of integer codes, for each channel or element; or one .npy with both along a first axis.");
    private readonly DataOptions _data = new();
    private readonly Option<string> _centre = CommonOptions.Text("--center", "x.npy", "Centre of the ball or picture around the rectangle: one sample, or one .npz with input_0, ...");

    /// <summary>The options that name samples.</summary>
    public IReadOnlyList<Option> Samples => [_centre, _data.Data];

    /// <summary>The data set.</summary>
    public DataOptions Data => _data;

    private Option[] All => [_region, _centre, _sample, _epsilon, _box];

    /// <summary>Whether one of the options is given.</summary>
    public bool IsGiven(CommandResult result) => All.Append(_data.Data).Any(result.IsGiven);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Options.Add(option);
        }

        _data.AddTo(command);
        _region.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: string value }])
            {
                Parse(value, out string error);
                if (error.Length > 0)
                {
                    result.AddError(error);
                }
            }
        });
        command.Validators.Add(result =>
        {
            string kind = (result.TextOf(_region) ?? "full").Split(':')[0];
            (Option[] needed, Option[] allowed, string words) = kind switch
            {
                "linf" => ((Option[])[_centre, _epsilon], (Option[])[_sample], "takes --center x.npy and --eps N"),
                "patch" => ([_centre], [_sample], "takes --center x.npy"),
                "box" => ([_box], [], "takes --box box.npz"),
                "data" => ([_data.Data], [], "takes --data SPEC"),
                _ => ([], [], "takes no other option"),
            };
            allowed = takesData?.Invoke(result) == true ? [.. allowed, _data.Data] : allowed;
            Option? other = new Option[] { _centre, _sample, _epsilon, _box, _data.Data }.FirstOrDefault(option => result.IsGiven(option) && !needed.Contains(option) && !allowed.Contains(option));
            if (other is not null || !needed.All(result.IsGiven))
            {
                result.AddError($"--region {kind} {words}{(other is null ? "" : $", found {other.Name}")}");
            }
        });
    }

    /// <summary>Adds <c>--quantize</c>, for commands that take no samples but those of the region.</summary>
    public Option<bool> AddQuantizeTo(Command command)
    {
        Option<bool> quantize = new("--quantize") { Description = "Quantize --center as qmac run quantizes samples; --data is quantized as its data.json says." };
        command.Options.Add(quantize);
        command.Validators.Add(result =>
        {
            if (result.IsGiven(quantize) && !Samples.Any(result.IsGiven))
            {
                result.AddError("--quantize goes with --center or --data");
            }
        });
        return quantize;
    }

    /// <summary>The region that is asked for.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="network">The network.</param>
    /// <param name="quantize">Whether its centre is quantized.</param>
    /// <param name="cancellation">Ends the reading of a data set.</param>
    /// <exception cref="InputException">The region does not fit the network.</exception>
    public InputRegion Read(ParseResult options, Network network, bool quantize, CancellationToken cancellation)
    {
        if (options.GetValue(_region) is not string text)
        {
            return PackageRegion.Of(network.Graph);
        }

        TensorInfo? real = network.Graph.Inputs.Select(network.Graph.Tensor).FirstOrDefault(input => input.Type == Generators.Graph.ElementType.Float32);
        switch (text.Split(':')[0])
        {
            case "linf":
                return InputRegion.Linf(Centres(options, network, quantize), options.GetValue(_epsilon));
            case "patch":
                return PatchOf(text, Centres(options, network, quantize), network.Graph);
            case "data":
                return DataRegion.Of(network.Graph, _data.Read(options, network, cancellation));
            case "box":
                return real is null
                    ? BoxFile.Read(options.GetValue(_box)!, network.Graph)
                    : throw new InputException($"--region box: input {Quote(real.Name)} takes float32, and a box is of codes; give the range of its values, for example --region real:-1:1");
            case "pixels" when real is not null:
                throw new InputException($"--region pixels: input {Quote(real.Name)} takes float32, which bytes are not; give the range of its values, for example --region real:0:255");
            default:
                return Parse(text, out _)!;
        }
    }

    private static InputRegion PatchOf(string text, IReadOnlyList<sbyte[]> centres, QuantizedGraph graph)
    {
        PatchRectangle patch = ParsePatch(text)!;
        TensorInfo? other = graph.Inputs.Select(graph.Tensor).FirstOrDefault(input => !patch.LiesIn(input));
        return other is null
            ? InputRegion.Patch(centres, patch)
            : throw new InputException($"--region {text}: input {Quote(other.Name)} has the shape [{string.Join(", ", other.Shape)}]; the rectangle must lie in it");
    }

    private sbyte[][] Centres(ParseResult options, Network network, bool quantize)
    {
        string file = options.GetValue(_centre)!;
        SampleBatch samples = InputReader.Read(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, [file], quantize);
        return InputCodes.Centres(network.Graph, samples, Sample(options, file, samples.Count));
    }

    private int Sample(ParseResult options, string file, int count)
    {
        bool isGiven = options.IsGiven(_sample);
        int sample = options.GetValue(_sample);
        return (isGiven || count == 1) && sample < count
            ? sample
            : throw new InputException(Invariant($"{Quote(Path.GetFileName(file))} has {count} samples, and one is the centre: give --sample K, from 0 to {count - 1}"));
    }

    /// <summary>A region by its name; null for one that takes more than that.</summary>
    private static InputRegion? Parse(string text, out string error)
    {
        error = "";
        switch (text)
        {
            case "full":
                return InputRegion.Full;
            case "pixels":
                return InputRegion.Pixels;
            case "linf" or "box" or "data":
                return null;
        }

        if (text.StartsWith(PatchPrefix, StringComparison.Ordinal))
        {
            error = ParsePatch(text) is null ? $"--region {PatchPrefix}Y:X:H:W takes the first row and column and the height and width of a rectangle, found {Quote(text)}" : "";
            return null;
        }

        if (!text.StartsWith(RealPrefix, StringComparison.Ordinal))
        {
            error = $"--region takes full, pixels, data, box, linf, {PatchPrefix}Y:X:H:W or {RealPrefix}LO:HI, found {Quote(text)}";
            return null;
        }

        if (text[RealPrefix.Length..].Split(':') is [string low, string high]
            && TryParse(low, out float lower) && TryParse(high, out float upper) && lower <= upper)
        {
            return InputRegion.Real(lower, upper);
        }

        error = $"--region {RealPrefix}LO:HI takes two finite numbers, the lower first, found {Quote(text)}";
        return null;
    }

    private static PatchRectangle? ParsePatch(string text)
    {
        int[] numbers =
        [
            .. text[PatchPrefix.Length..].Split(':')
                .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1),
        ];
        return numbers is [>= 0, >= 0, > 0, > 0] ? new PatchRectangle(numbers[0], numbers[1], numbers[2], numbers[3]) : null;
    }

    private static bool TryParse(string text, out float number) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && float.IsFinite(number);
}
