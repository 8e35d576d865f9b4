using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Checker.Certificate;

/// <summary>The boxes that a region gives the inputs.</summary>
internal static class RegionRule
{
    /// <summary>Beyond any image and any distance of codes, and twice of it still fits 32 bits.</summary>
    private const int MaxExtent = 1 << 28;

    /// <summary>By the tensor where the codes of an input first stand; null where the certificate does not hold what that takes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="region">The region.</param>
    /// <param name="given">What the user gives of the region.</param>
    /// <exception cref="RefusedException">The region says nothing, or what is given is not of it.</exception>
    public static Dictionary<int, CodeBox>? Boxes(QuantizedGraph graph, RegionClaim region, RegionGiven given)
    {
        if (given.Box is not null && region.Kind != "box")
        {
            throw new RefusedException($"a box is given, but the region is {Quote(region.Kind)}");
        }

        switch (region.Kind)
        {
            case "full":
                Require(region);
                return Each(graph, (_, _, _) => Ends.Codes);
            case "pixels":
                Require(region, "code");
                return TextOf(region, "code") == "pixel - 128"
                    ? Each(graph, (_, _, _) => Ends.Codes)
                    : throw new RefusedException("the region pixels is of other codes than pixel - 128");
            case "real":
                Require(region, "lower", "upper");
                (float lower, float upper) = (Real(region, "lower"), Real(region, "upper"));
                return lower <= upper
                    ? Each(graph, (_, tensor, _) => new Ends(Quantized(graph, tensor, lower), Quantized(graph, tensor, upper)))
                    : throw new RefusedException("the region real has no number: its lower end is the greater one");
            case "linf" or "patch":
                Require(region, region.Kind == "linf" ? "eps" : "rectangle", "center_sha256");
                Func<TensorInfo, int, int> radius = Radius(region);
                return given.Samples is null ? null : Around(graph, TextOf(region, "center_sha256"), radius, given.Samples);
            case "box":
                Require(region, "box_sha256");
                return given.Box is null ? null : Of(graph, region, [.. given.Box.Select(box => new CodeBox(box.Low, box.High))], "the box that is given");
            case "data":
                Require(region, "samples", "data_sha256", "box_sha256");
                return given.Samples is null ? null : OfData(graph, region, [.. given.Samples]);
            case "package":
                Require(region);
                IEnumerable<InputCodesBox> held = graph.Reduction?.Inputs ?? throw new RefusedException("the region is that of a reduced package, and the package is none");
                return Each(graph, (_, tensor, i) => held.FirstOrDefault(box => box.Tensor == tensor.Index) is { } box ? new Ends(box[i].Lower, box[i].Upper) : Ends.Codes);
            default:
                throw new RefusedException($"the region {Quote(region.Kind)} is unknown");
        }
    }

    /// <summary>What a certificate does not hold of its region.</summary>
    public static string Needs(RegionClaim region) => region.Kind switch
    {
        "linf" or "patch" => "its centre",
        "data" => "its data set",
        _ => "its box",
    };

    /// <summary>The codes of one sample; every code for real numbers that several nodes quantize.</summary>
    public static Dictionary<int, CodeBox> Point(QuantizedGraph graph, IReadOnlyList<sbyte[]> sample) => Around(graph, sample, (_, _) => 0);

    /// <summary>Why boxes of the inputs cannot be those of a region that the certificate only names; null where they can.</summary>
    public static string? Contradiction(QuantizedGraph graph, RegionClaim region, Dictionary<int, CodeBox> boxes)
    {
        if (IsAmbiguous(graph))
        {
            return null;
        }

        if (region.Kind is not ("linf" or "patch"))
        {
            return IsBoxOf(region, graph.InputCodes.Select(input => boxes[input.Codes.Index])) ? null : "the box of the inputs has another SHA-256 than stated";
        }

        Func<TensorInfo, int, int> radius = Radius(region);
        foreach ((_, TensorInfo tensor) in graph.InputCodes)
        {
            for (int i = 0; i < tensor.ElementCount; i++)
            {
                if (!Enumerable.Range(-128, 256).Any(centre => boxes[tensor.Index][i] == Around(centre, radius(tensor, i))))
                {
                    return Invariant($"element {i} of {Quote(tensor.Name)} is {boxes[tensor.Index][i]}, which is no code and those at most {radius(tensor, i)} away from it");
                }
            }
        }

        return null;
    }

    /// <summary>Real numbers that several nodes quantize have several codes, and a region of elements is about those of none.</summary>
    public static bool IsAmbiguous(QuantizedGraph graph) => graph.InputCodes.GroupBy(input => input.Position).Any(codes => codes.Count() > 1);

    private static Ends Around(long centre, int radius) => new(Math.Max(centre - radius, -128), Math.Min(centre + radius, 127));

    /// <summary>The greatest distance of an element from its centre.</summary>
    private static Func<TensorInfo, int, int> Radius(RegionClaim region)
    {
        if (region.Kind == "linf")
        {
            int epsilon = Integer(region.Parameters["eps"]);
            return (_, _) => epsilon;
        }

        int[] rectangle = region.Parameters["rectangle"] is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(Integer)] : [];
        return rectangle is [int top, int left, int height, int width]
            ? (tensor, element) => Pixel(tensor, element) is (int y, int x) && y >= top && y < top + height && x >= left && x < left + width ? 255 : 0
            : throw new RefusedException("the region patch has no rectangle of four numbers");
    }

    private static (int Row, int Column)? Pixel(TensorInfo tensor, int element)
    {
        if (tensor.Shape.Count != 4)
        {
            return null;
        }

        bool channelsFirst = tensor.Layout == TensorLayout.Nchw;
        int pixel = channelsFirst ? element : element / tensor.Shape[3];
        (int height, int width) = channelsFirst ? (tensor.Shape[2], tensor.Shape[3]) : (tensor.Shape[1], tensor.Shape[2]);
        return (pixel / width % height, pixel % width);
    }

    private static Dictionary<int, CodeBox> Around(
        QuantizedGraph graph, string hash, Func<TensorInfo, int, int> radius, IEnumerable<IReadOnlyList<sbyte[]>> samples)
    {
        IReadOnlyList<sbyte[]> centre = samples.FirstOrDefault(sample => Sha256(sample) == hash)
            ?? throw new RefusedException($"no sample has the SHA-256 that is stated of the centre, {Quote(hash)}");
        return Around(graph, centre, radius);
    }

    private static Dictionary<int, CodeBox> Around(QuantizedGraph graph, IReadOnlyList<sbyte[]> centre, Func<TensorInfo, int, int> radius) =>
        OfElements(graph, (position, tensor, i) => Around(centre[position][i], radius(tensor, i)));

    /// <summary>Codes of each element; every code for real numbers that several nodes quantize.</summary>
    private static Dictionary<int, CodeBox> OfElements(QuantizedGraph graph, Func<int, TensorInfo, int, Ends> codes)
    {
        ILookup<int, int> tensorsOfInput = graph.InputCodes.ToLookup(input => input.Position, input => input.Codes.Index);
        return Each(graph, (position, tensor, i) => tensorsOfInput[position].Count() > 1 ? Ends.Codes : codes(position, tensor, i));
    }

    /// <summary>The boxes of all inputs, in the model's order, which must be those of the region.</summary>
    private static Dictionary<int, CodeBox> Of(QuantizedGraph graph, RegionClaim region, CodeBox[] inputs, string source) => IsBoxOf(region, inputs)
        ? OfElements(graph, (position, _, i) => inputs[position][i])
        : throw new RefusedException($"{source} has another SHA-256 than that of the region");

    private static Dictionary<int, CodeBox> OfData(QuantizedGraph graph, RegionClaim region, IReadOnlyList<sbyte[]>[] samples)
    {
        int stated = Integer(region.Parameters["samples"]);
        return stated == samples.Length && stated > 0
            ? Of(graph, region, Ranges(graph, samples), "the range of each channel in the samples that are given")
            : throw new RefusedException(Invariant($"{samples.Length} samples are given, and the region is of {stated}"));
    }

    private static bool IsBoxOf(RegionClaim region, IEnumerable<CodeBox> inputs) =>
        Sha256(inputs.SelectMany(input => new[] { input.Low, input.High })) == TextOf(region, "box_sha256");

    /// <summary>For each channel of each input all codes from the least to the greatest of all samples.</summary>
    private static CodeBox[] Ranges(QuantizedGraph graph, IReadOnlyList<sbyte[]>[] samples) => [.. graph.Inputs.Select((index, position) =>
    {
        TensorInfo input = graph.Tensor(index);
        int plane = input.Layout == TensorLayout.Nchw ? input.Shape[2] * input.Shape[3] : 1;
        int channels = input.Layout == TensorLayout.Nchw ? input.Shape[1] : input.Shape is [.., int last] ? last : 1;
        Ends[] ranges = [.. Enumerable.Repeat(Ends.None, channels)];
        foreach (sbyte[] codes in samples.Select(sample => sample[position]))
        {
            for (int i = 0; i < codes.Length; i++)
            {
                ref Ends range = ref ranges[i / plane % channels];
                range = range.Join(codes[i]);
            }
        }

        return CodeBox.Of(samples.Select(sample => sample[position].Length).FirstOrDefault(), i => ranges[i / plane % channels]);
    })];

    private static string Sha256(IEnumerable<sbyte[]> codes) =>
        Convert.ToHexStringLower(SHA256.HashData([.. codes.SelectMany(part => MemoryMarshal.AsBytes<sbyte>(part).ToArray())]));

    private static Dictionary<int, CodeBox> Each(QuantizedGraph graph, Func<int, TensorInfo, int, Ends> codes) => graph.InputCodes.ToDictionary(
        input => input.Codes.Index, input => CodeBox.Of(input.Codes.ElementCount, i => codes(input.Position, input.Codes, i)));

    /// <summary>SEMANTICS sections 1 and 7.1; of an input of codes, which are made outside, as TensorFlow Lite has it.</summary>
    private static long Quantized(QuantizedGraph graph, TensorInfo tensor, float real)
    {
        float scale = Rounding.Real(tensor.ScaleBits);
        float steps = graph.Nodes.OfType<Quantize>().FirstOrDefault(node => node.Output == tensor.Index)?.Rounding switch
        {
            QuantizeRounding.HalfToEven => MathF.Round(real / scale, MidpointRounding.ToEven),
            QuantizeRounding.HalfToEvenByReciprocal => MathF.Round(real * (1 / scale), MidpointRounding.ToEven),
            _ => MathF.Round(real / scale, MidpointRounding.AwayFromZero),
        };
        return (long)Math.Clamp((double)steps + tensor.ZeroPoint, -128, 127);
    }

    private static int Integer(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number is >= 0 and <= MaxExtent
        ? number
        : throw new RefusedException("the region has a member that is no number");

    private static float Real(RegionClaim region, string name) =>
        region.Parameters[name] is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out double number) && float.IsFinite((float)number)
            ? (float)number
            : throw new RefusedException($"the region has no number {Quote(name)}");

    private static string TextOf(RegionClaim region, string name) =>
        region.Parameters[name] is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw new RefusedException($"the region has no text {Quote(name)}");

    private static void Require(RegionClaim region, params string[] names)
    {
        if (!region.Parameters.Keys.SequenceEqual(names))
        {
            string found = string.Join(", ", region.Parameters.Keys.Select(Quote));
            throw new RefusedException($"the region {region.Kind} has {(found.Length == 0 ? "no members" : found)} between its kind and its hull");
        }
    }
}
