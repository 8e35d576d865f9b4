using System.Runtime.InteropServices;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using ElementType = QMacVerify.Generators.Graph.ElementType;

namespace QMacVerify.Compiler.Cosim.Faults;

/// <summary>
/// A network for faults that the layers of another one do not show: padding, a zero point, two blocks of lanes, a bias and a factor for
/// each channel, both pools, and a sum of unlike scales.
/// </summary>
internal static class FaultNetwork
{
    public const string Name = "test network";

    private const int Height = 3;
    private const int Width = 4;
    private const int InChannels = 2;
    private const int Channels = EngineSpec.Lanes + 2;
    private const int OutChannels = 3;
    private const int ZeroPoint = 5;

    /// <summary>Such that sums of 18 random products spread over the codes.</summary>
    private const int Shift = -9;

    /// <param name="kind">How its layers are requantized.</param>
    public static Network Of(RequantizationKind kind)
    {
        SplitMix64 random = new(3);
        TensorQuantization activations = new(EquatableArray.Of(0x3d800000u), "0.0625", ZeroPoint, 0);
        TensorQuantization weights = new(EquatableArray.Of(0x3c000000u), "0.0078125", 0, 0);
        WindowGeometry padded = new(1, Height, Width, InChannels, 3, 3, 1, 1, 1, 1, Padding.Same);
        WindowGeometry pool = new(1, Height, Width, Channels, 2, 2, 1, 1, 1, 1, Padding.Same);
        WindowGeometry pointwise = new(1, Height, Width, Channels, 1, 1, 1, 1, 1, 1, Padding.Same);
        TensorInfo[] tensors =
        [
            new(0, "input", ElementType.Int8, EquatableArray.Of(1, Height, Width, InChannels), TensorLayout.Nhwc, false, activations),
            new(1, "padded weights", ElementType.Int8, EquatableArray.Of(Channels, 3, 3, InChannels), TensorLayout.Ohwi, true, weights),
            new(2, "padded bias", ElementType.Int32, EquatableArray.Of(Channels), TensorLayout.O, true, null),
            new(3, "middle", ElementType.Int8, EquatableArray.Of(1, Height, Width, Channels), TensorLayout.Nhwc, false, activations),
            new(4, "pointwise weights", ElementType.Int8, EquatableArray.Of(OutChannels, 1, 1, Channels), TensorLayout.Ohwi, true, weights),
            new(5, "pointwise bias", ElementType.Int32, EquatableArray.Of(OutChannels), TensorLayout.O, true, null),
            new(6, "output", ElementType.Int8, EquatableArray.Of(1, Height, Width, OutChannels), TensorLayout.Nhwc, false, activations),
            new(7, "greatest", ElementType.Int8, EquatableArray.Of(1, Height, Width, Channels), TensorLayout.Nhwc, false, activations),
            new(8, "averages", ElementType.Int8, EquatableArray.Of(1, Height, Width, Channels), TensorLayout.Nhwc, false, activations),
            new(9, "sums", ElementType.Int8, EquatableArray.Of(1, Height, Width, Channels), TensorLayout.Nhwc, false, activations),
        ];
        return new Network(
            new QuantizedGraph(
                Name,
                new ModelSource("test", new string('0', 64)),
                tensors.ToEquatableArray(),
                EquatableArray.Of(0),
                EquatableArray.Of(6),
                EquatableArray.Of<GraphNode>(
                    new Conv2D("padded", 0, 1, 2, 3, new MacGeometry(padded, Channels, 1, TensorLayout.Ohwi), Requantization(kind, Channels, random)),
                    new MaxPool2D("maximum", 3, 7, pool, ClampRange.Full),
                    new AveragePool2D("average", 3, 8, pool, ClampRange.Full),
                    new Add("sum", 7, 8, 9, SumKind(kind), new QuantizedMultiplier(1 << 30, 0), new QuantizedMultiplier(3 << 29, -1), new QuantizedMultiplier(1 << 30, -19), ClampRange.Full),
                    new Conv2D("pointwise", 9, 4, 5, 6, new MacGeometry(pointwise, OutChannels, 1, TensorLayout.Ohwi), Requantization(kind, OutChannels, random))),
                GraphSemantics.Default,
                OperatorAssignment.Exact),
            new ParameterSet(tensors.Where(tensor => tensor.IsConstant).ToDictionary(tensor => tensor.Index, tensor => new ParameterArray(tensor.Type, tensor.Shape, Values(tensor, random)))));
    }

    /// <summary>Sums are requantized in fixed point always.</summary>
    private static RequantizationKind SumKind(RequantizationKind kind) => kind == RequantizationKind.OnnxFloat ? RequantizationKind.TfliteDouble : kind;

    private static byte[] Values(TensorInfo tensor, SplitMix64 random)
    {
        if (tensor.Type == ElementType.Int32)
        {
            return MemoryMarshal.AsBytes<int>([.. Enumerable.Range(0, tensor.ElementCount).Select(_ => 100 * random.NextSByte())]).ToArray();
        }

        sbyte[] codes = new sbyte[tensor.ElementCount];
        random.FillInt8(codes);
        return MemoryMarshal.AsBytes<sbyte>(codes).ToArray();
    }

    private static ChannelRequantization Requantization(RequantizationKind kind, int channels, SplitMix64 random)
    {
        QuantizedMultiplier[] multipliers = [.. Enumerable.Range(0, channels).Select(_ => new QuantizedMultiplier((1 << 30) + (int)(random.NextUInt64() >> 34), Shift))];
        return kind == RequantizationKind.OnnxFloat
            ? ChannelRequantization.OnnxFloat(
                multipliers.Select(factor => BitConverter.SingleToUInt32Bits(MathF.ScaleB(factor.Multiplier, Shift - 31))).ToEquatableArray(), ClampRange.Full)
            : new ChannelRequantization(kind, multipliers.ToEquatableArray(), ClampRange.Full);
    }
}
