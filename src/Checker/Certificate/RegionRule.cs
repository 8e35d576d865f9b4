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
    private static readonly Ends AllCodes = new(-128, 127);

    /// <summary>By the tensor where the codes of an input first stand; null where the file does not hold what that takes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="region">The region.</param>
    /// <param name="samples">Codes of the inputs of samples, one of which is the centre of a ball.</param>
    /// <exception cref="RefusedException">The region says nothing, or no sample is its centre.</exception>
    public static Dictionary<int, CodeBox>? Boxes(QuantizedGraph graph, RegionClaim region, IEnumerable<IReadOnlyList<sbyte[]>>? samples)
    {
        switch (region.Kind)
        {
            case "full":
                Require(region);
                return Each(graph, (_, tensor) => CodeBox.Uniform(tensor.ElementCount, AllCodes));
            case "pixels":
                Require(region, "code");
                return region.Parameters["code"].ToString() == "pixel - 128"
                    ? Each(graph, (_, tensor) => CodeBox.Uniform(tensor.ElementCount, AllCodes))
                    : throw new RefusedException("the region pixels is of other codes than pixel - 128");
            case "real":
                Require(region, "lower", "upper");
                (float lower, float upper) = (Real(region, "lower"), Real(region, "upper"));
                if (lower > upper)
                {
                    throw new RefusedException("the region real has no number: its lower end is the greater one");
                }

                return Each(graph, (_, tensor) => CodeBox.Uniform(
                    tensor.ElementCount, new Ends(Quantized(graph, tensor, lower), Quantized(graph, tensor, upper))));
            case "linf":
                Require(region, "eps", "center_sha256");
                return samples is null ? null : Ball(graph, region, samples);
            default:
                return null;
        }
    }

    /// <summary>Whether a box is one of the codes at most eps away from some centre; that it is the centre of the file needs the centre.</summary>
    public static bool IsBall(CodeBox box, int epsilon) => Enumerable.Range(0, box.Count).All(i =>
        Enumerable.Range(-128, 256).Any(centre => box[i] == Around(centre, epsilon)));

    /// <summary>Radius of a ball.</summary>
    public static int Epsilon(RegionClaim region) =>
        region.Parameters["eps"] is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int epsilon) && epsilon is >= 0 and <= 255
            ? epsilon
            : throw new RefusedException("the region has no eps from 0 to 255");

    private static Ends Around(long centre, int epsilon) => new(Math.Max(centre - epsilon, -128), Math.Min(centre + epsilon, 127));

    private static Dictionary<int, CodeBox> Ball(QuantizedGraph graph, RegionClaim region, IEnumerable<IReadOnlyList<sbyte[]>> samples)
    {
        int epsilon = Epsilon(region);
        string hash = region.Parameters["center_sha256"].ToString();
        IReadOnlyList<sbyte[]> centre = samples.FirstOrDefault(sample => HashOf(sample) == hash)
            ?? throw new RefusedException($"no sample has the SHA-256 that is stated of the centre, {Escape(hash)}");

        // Real numbers that several nodes quantize have several codes, and the ball is about those of none.
        ILookup<int, int> tensorsOfInput = graph.InputCodes.ToLookup(input => input.Position, input => input.Codes.Index);
        return Each(graph, (position, tensor) => tensorsOfInput[position].Count() > 1
            ? CodeBox.Uniform(tensor.ElementCount, AllCodes)
            : CodeBox.Of(tensor.ElementCount, i => Around(centre[position][i], epsilon)));
    }

    /// <summary>Of the codes of all inputs, one after another.</summary>
    private static string HashOf(IEnumerable<sbyte[]> codes) =>
        Convert.ToHexStringLower(SHA256.HashData([.. codes.SelectMany(input => MemoryMarshal.AsBytes<sbyte>(input).ToArray())]));

    private static Dictionary<int, CodeBox> Each(QuantizedGraph graph, Func<int, TensorInfo, CodeBox> box) =>
        graph.InputCodes.ToDictionary(input => input.Codes.Index, input => box(input.Position, input.Codes));

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

    private static float Real(RegionClaim region, string name) =>
        region.Parameters[name] is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out double number) && float.IsFinite((float)number)
            ? (float)number
            : throw new RefusedException($"the region has no number {Quote(name)}");

    private static void Require(RegionClaim region, params string[] names)
    {
        if (!region.Parameters.Keys.SequenceEqual(names))
        {
            throw new RefusedException($"the region {region.Kind} has the members {string.Join(", ", region.Parameters.Keys.Select(Quote).DefaultIfEmpty("none"))} before its hull");
        }
    }
}
