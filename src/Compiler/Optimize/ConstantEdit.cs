using System.Runtime.InteropServices;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Optimize;

/// <summary>The constants of a network while a pass changes some: each change is of one reader, whoever else reads the constant.</summary>
internal sealed class ConstantEdit
{
    private readonly Network _network;
    private readonly Dictionary<int, TensorInfo> _tensors;
    private readonly Dictionary<int, ParameterArray> _arrays;
    private readonly Dictionary<int, int> _readers;
    private int _next;

    public ConstantEdit(Network network)
    {
        _network = network;
        _tensors = network.Graph.Tensors.Where(tensor => tensor.IsConstant).ToDictionary(tensor => tensor.Index);
        _arrays = network.Parameters.Tensors.ToDictionary(index => index, index => network.Parameters[index]);
        _readers = network.Graph.Nodes.SelectMany(node => node.Inputs)
            .Concat(network.Graph.States.Select(state => state.Initial))
            .GroupBy(tensor => tensor).ToDictionary(group => group.Key, group => group.Count());
        _next = network.Graph.Tensors[^1].Index + 1;
    }

    /// <summary>Some elements along axes of a constant, and of what its quantization has for them.</summary>
    /// <param name="tensor">The constant.</param>
    /// <param name="axes">Axes, with the elements that stay.</param>
    /// <returns>Index of the tensor that has them.</returns>
    public int Slice(int tensor, params (int Axis, int[] Elements)[] axes)
    {
        TensorInfo info = _network.Graph.Tensor(tensor);
        ParameterArray values = _network.Parameters[tensor];
        foreach ((int axis, int[] elements) in axes)
        {
            values = values.Select(axis, elements);
            info = info with { Shape = values.Shape, Quantization = info.Quantization?.Select(axis, elements) };
        }

        return values.Shape == _network.Parameters[tensor].Shape ? tensor : Put(info, values);
    }

    /// <summary>Some elements along the first axis of a constant, and of those of each group others along another one, as many in each.</summary>
    /// <param name="tensor">The constant.</param>
    /// <param name="axis">The other axis.</param>
    /// <param name="groups">Elements along the first axis, and those along the other one.</param>
    /// <returns>Index of the tensor that has them.</returns>
    public int SliceGroups(int tensor, int axis, IReadOnlyList<(int[] First, int[] Other)> groups)
    {
        TensorInfo info = _network.Graph.Tensor(tensor);
        int[] all = [.. groups.SelectMany(group => group.First)];
        ParameterArray[] parts = [.. groups.Select(group => _network.Parameters[tensor].Select(0, group.First).Select(axis, group.Other))];
        ParameterArray values = new(
            info.Type, parts[0].Shape.Select((extent, other) => other == 0 ? all.Length : extent).ToEquatableArray(), [.. parts.SelectMany(part => part.Data)]);
        return values.Shape == _network.Parameters[tensor].Shape ? tensor : Put(info with { Shape = values.Shape, Quantization = info.Quantization?.Select(0, all) }, values);
    }

    /// <summary>Other values of a constant.</summary>
    /// <returns>Index of the tensor that has them.</returns>
    public int Replace(int tensor, sbyte[] codes)
    {
        TensorInfo info = _network.Graph.Tensor(tensor);
        return Put(info, new ParameterArray(info.Type, info.Shape, MemoryMarshal.AsBytes<sbyte>(codes).ToArray()));
    }

    /// <summary>Other biases of a layer, which may have had none.</summary>
    /// <returns>Index of the tensor that has them.</returns>
    public int Bias(MacNode layer, int[] bias)
    {
        EquatableArray<int> shape = EquatableArray.Of(bias.Length);
        TensorInfo info = layer.Bias >= 0
            ? _network.Graph.Tensor(layer.Bias) with { Shape = shape }
            : new TensorInfo(_next, $"{layer.Name}/bias", ElementType.Int32, shape, TensorLayout.O, IsConstant: true, Quantization: null);
        return Put(
            info with { Quantization = null },
            new ParameterArray(ElementType.Int32, shape, MemoryMarshal.AsBytes<int>(bias).ToArray()));
    }

    /// <summary>The network with these constants.</summary>
    /// <param name="computed">Its other tensors.</param>
    /// <param name="nodes">Its nodes.</param>
    public Network Apply(IEnumerable<TensorInfo> computed, EquatableArray<GraphNode> nodes) => new(
        _network.Graph with { Tensors = computed.Concat(_tensors.Values).OrderBy(tensor => tensor.Index).ToEquatableArray(), Nodes = nodes },
        new ParameterSet(_arrays));

    private int Put(TensorInfo info, ParameterArray values)
    {
        int index = _readers.GetValueOrDefault(info.Index) == 1 ? info.Index : _next++;
        _tensors[index] = info with { Index = index };
        _arrays[index] = values;
        return index;
    }
}

/// <summary>Some of the elements that something has along an axis.</summary>
internal static class Selections
{
    /// <summary>The elements of an array.</summary>
    public static ParameterArray Select(this ParameterArray array, int axis, int[] elements)
    {
        int outer = array.Shape.Take(axis).Aggregate(1, (product, extent) => product * extent);
        int inner = array.Data.Length / outer / array.Shape[axis];
        byte[] data = new byte[outer * elements.Length * inner];
        for (int i = 0; i < outer; i++)
        {
            for (int k = 0; k < elements.Length; k++)
            {
                array.Data.AsSpan(((i * array.Shape[axis]) + elements[k]) * inner, inner).CopyTo(data.AsSpan(((i * elements.Length) + k) * inner));
            }
        }

        return new ParameterArray(array.Type, array.Shape.Select((extent, other) => other == axis ? elements.Length : extent).ToEquatableArray(), data);
    }

    /// <summary>The scales and zero points, where they belong to the axis.</summary>
    public static TensorQuantization Select(this TensorQuantization quantization, int axis, int[] elements)
    {
        if (!quantization.IsPerChannel || quantization.Axis != axis)
        {
            return quantization;
        }

        EquatableArray<uint> scales = elements.Select(element => quantization.ScaleBits[element]).ToEquatableArray();
        return scales.Count == 1
            ? new TensorQuantization(scales, Decimal(scales[0]), quantization.ZeroPointOf(elements[0]), 0)
            : quantization with
            {
                ScaleBits = scales,
                ZeroPoints = quantization.ZeroPoints.Count == 0 ? quantization.ZeroPoints : elements.Select(quantization.ZeroPointOf).ToEquatableArray(),
            };
    }

    /// <summary>The factors of some output channels.</summary>
    public static ChannelRequantization Select(this ChannelRequantization requantization, int[] channels) =>
        !requantization.IsPerChannel ? requantization
        : requantization.Kind == RequantizationKind.OnnxFloat
            ? ChannelRequantization.OnnxFloat(channels.Select(channel => requantization.FactorBits[channel]).ToEquatableArray(), requantization.Clamp)
            : requantization with { Multipliers = channels.Select(channel => requantization.Multipliers[channel]).ToEquatableArray() };
}
