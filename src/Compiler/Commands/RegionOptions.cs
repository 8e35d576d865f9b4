using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Commands;

/// <summary>The inputs that bounds hold for: <c>--region</c>, and for a ball <c>--center</c>, <c>--sample</c> and <c>--eps</c>.</summary>
internal sealed class RegionOptions
{
    private const string RealPrefix = "real:";

    private readonly Option<string> _region = CommonOptions.Text(
        "--region",
        "full|pixels|linf|real:LO:HI",
        "Inputs that the bounds hold for: all codes (default); bytes as --quantize takes them, code = pixel - 128; a ball of codes; or real numbers from LO to HI through the input's quantizer.");

    private readonly Option<int> _sample = CommonOptions.Integer("--sample", 0, int.MaxValue, "Which sample of --center is meant, from 0 on, where it has several.");
    private readonly Option<int> _epsilon = CommonOptions.Integer("--eps", 0, 255, "Radius of the ball, in codes.");

    /// <summary>The file of the centre.</summary>
    public Option<string> Centre { get; } = CommonOptions.Text("--center", "x.npy", "Centre of the ball: one sample, or one .npz with input_0, ...");

    /// <summary><c>--quantize</c> for commands that take no samples but a centre.</summary>
    public static Option<bool> Quantize() => new("--quantize")
    {
        Description = "For inputs of codes: quantize a float32 centre with the input's scale; take a uint8 one as pixels, code = pixel - 128.",
    };

    /// <summary>Whether one of the options is given.</summary>
    public bool IsGiven(SymbolResult result) => ((Option[])[_region, Centre, _sample, _epsilon]).Any(option => result.GetResult(option) is { Implicit: false });

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_region, Centre, _sample, _epsilon])
        {
            command.Options.Add(option);
        }

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
            bool isBall = result.TextOf(_region) == "linf";
            bool hasCentre = result.GetResult(Centre) is { Implicit: false };
            if (isBall != hasCentre || isBall != result.GetResult(_epsilon) is { Implicit: false } || (!isBall && result.GetResult(_sample) is { Implicit: false }))
            {
                result.AddError("--region linf takes --center x.npy and --eps N; other regions take neither");
            }
        });
    }

    /// <summary>The region that is asked for.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="network">The network.</param>
    /// <param name="quantize">Whether the centre is quantized as samples are.</param>
    /// <exception cref="InputException">The region does not fit the network.</exception>
    public InputRegion Read(ParseResult options, Network network, bool quantize)
    {
        if (options.GetValue(Centre) is string file)
        {
            SampleBatch samples = InputReader.Read(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, [file], quantize);
            return InputRegion.Linf(InputCodes.Centres(network.Graph, samples, Sample(options, file, samples.Count)), options.GetValue(_epsilon));
        }

        InputRegion region = options.GetValue(_region) is string text ? Parse(text, out _)! : PackageRegion.Of(network.Graph);
        TensorInfo? real = network.Graph.Inputs.Select(network.Graph.Tensor).FirstOrDefault(input => input.Type == Generators.Graph.ElementType.Float32);
        return region != InputRegion.Pixels || real is null
            ? region
            : throw new InputException($"--region pixels: input {Quote(real.Name)} takes float32, which bytes are not; give the range of its values, for example --region real:0:255");
    }

    private int Sample(ParseResult options, string file, int count)
    {
        bool isGiven = options.GetResult(_sample) is { Implicit: false };
        int sample = options.GetValue(_sample);
        return (isGiven || count == 1) && sample < count
            ? sample
            : throw new InputException(Invariant($"{Quote(Path.GetFileName(file))} has {count} samples, and one is the centre: give --sample K, from 0 to {count - 1}"));
    }

    /// <summary>A region by its name; null for a ball, which takes more than that.</summary>
    private static InputRegion? Parse(string text, out string error)
    {
        error = "";
        switch (text)
        {
            case "full":
                return InputRegion.Full;
            case "pixels":
                return InputRegion.Pixels;
            case "linf":
                return null;
        }

        if (!text.StartsWith(RealPrefix, StringComparison.Ordinal))
        {
            error = $"--region takes full, pixels, linf or {RealPrefix}LO:HI, found {Quote(text)}";
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

    private static bool TryParse(string text, out float number) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && float.IsFinite(number);
}
