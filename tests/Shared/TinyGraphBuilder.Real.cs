using System.Runtime.InteropServices;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Tests.Shared;

/// <summary>Operations that islands of real numbers become, and what is no codes.</summary>
public sealed partial class TinyGraphBuilder
{
    /// <summary>Sums over some axes, which are kept with extent 1: accumulators.</summary>
    public int ReduceTotal(int input, params int[] axes)
    {
        int output = AddTensor(ElementType.Int32, Reduced(input, axes), null);
        _nodes.Add(new ReduceTotal(NextName("total"), input, output, axes.ToEquatableArray()));
        return output;
    }

    /// <summary>Random steps of sums, or of the real results of a layer, which must give accumulators: of all channels, or of each one.</summary>
    public int LayerFunction(int accumulators)
    {
        int channels = _nodes[^1] is ReduceTotal ? 1 : ChannelsOf(accumulators);
        int rows = random.NextBelow(2) == 0 ? 1 : channels;
        int count = 1 + random.NextBelow(40);
        float[] breaks = [.. Enumerable.Range(0, rows).SelectMany(_ => Enumerable.Range(0, count).Select(_ => (random.NextBelow(4001) - 2000) / 512f).Order())];
        breaks[^1] = random.NextBelow(2) == 0 ? float.PositiveInfinity : breaks[^1];
        sbyte[] codes = new sbyte[rows * (count + 1)];
        random.FillInt8(codes);
        int output = AddActivation([.. _tensors[accumulators].Shape], random.NextSByte());
        _nodes.Add(new LayerFunction(
            NextName("layer_function"), accumulators,
            AddReals(channels, () => random.NextBelow(1000) / 1e6f), AddReals(channels, () => (random.NextBelow(2001) - 1000) / 1000f),
            AddConstant(ElementType.Float32, [rows, count], TensorLayout.Any, MemoryMarshal.AsBytes<float>(breaks), null),
            AddConstant(ElementType.Int8, [rows, count + 1], TensorLayout.Any, MemoryMarshal.AsBytes<sbyte>(codes), null),
            output, "steps"));
        return output;
    }

    /// <summary>The real results of a layer, which must give accumulators, with the channels last or after the batches; must be an output.</summary>
    public int LayerResult(int accumulators, bool channelsFirst)
    {
        int[] shape = [.. _tensors[accumulators].Shape];
        int channels = shape[^1];
        int output = AddTensor(ElementType.Float32, channelsFirst ? [shape[0], channels, .. shape[1..^1]] : shape, null);
        _nodes.Add(new LayerResult(
            NextName("layer_result"), accumulators, AddReals(channels, () => random.NextBelow(1000) / 1e6f),
            AddReals(channels, () => (random.NextBelow(2001) - 1000) / 1000f), output, channelsFirst));
        return output;
    }

    /// <summary>A random real function of a code, or one for each element of an axis; must be an output.</summary>
    public int LookupReal(int input, int axis)
    {
        int[] shape = [.. _tensors[input].Shape];
        int rows = random.NextBelow(2) == 0 ? 1 : shape[axis];
        float[] table = [.. Enumerable.Range(0, rows * Generators.Graph.Ops.Lookup.Entries).Select(_ => (random.NextBelow(2001) - 1000) / 7f)];
        int output = AddTensor(ElementType.Float32, shape, null);
        _nodes.Add(new LookupReal(
            NextName("lookup_real"), input, AddConstant(ElementType.Float32, [rows, Generators.Graph.Ops.Lookup.Entries], TensorLayout.Any, MemoryMarshal.AsBytes<float>(table), null),
            output, axis, "numbers"));
        return output;
    }

    /// <summary>A softmax of the last axis as real numbers; must be an output.</summary>
    public int SoftmaxReal(int input)
    {
        int[] shape = [.. _tensors[input].Shape];
        int output = AddTensor(ElementType.Float32, shape, null);
        _nodes.Add(new SoftmaxReal(NextName("softmax_real"), input, output, shape[^1]));
        return output;
    }

    private int AddReals(int count, Func<float> next)
    {
        float[] values = [.. Enumerable.Range(0, count).Select(_ => next())];
        return AddConstant(ElementType.Float32, [count], TensorLayout.Any, MemoryMarshal.AsBytes<float>(values), null);
    }

    /// <summary>A random function of two codes.</summary>
    public int PairLookup(int first, int second)
    {
        const int entries = Generators.Graph.Ops.PairLookup.Entries;
        sbyte[] table = new sbyte[entries * entries];
        random.FillInt8(table);
        int output = AddActivation(Broadcast(first, second), random.NextSByte());
        _nodes.Add(new PairLookup(
            NextName("pair_lookup"), first, second, AddConstant(ElementType.Int8, [entries, entries], TensorLayout.Any, MemoryMarshal.AsBytes<sbyte>(table), null),
            output, "scramble"));
        return output;
    }

    /// <summary>Of the greatest or the least code along an axis, which is dropped; must be an output.</summary>
    public int ArgMax(int input, int axis)
    {
        int output = AddTensor(ElementType.Int32, [.. _tensors[input].Shape.Where((_, other) => other != axis)], null);
        _nodes.Add(new ArgMax(NextName("arg_max"), input, output, axis, random.NextBelow(2) == 0, random.NextBelow(2) == 0));
        return output;
    }
}
