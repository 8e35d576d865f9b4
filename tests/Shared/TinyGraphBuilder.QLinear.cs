using System.Runtime.InteropServices;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Tests.Shared;

/// <summary>Operations that ONNX Runtime computes in float32.</summary>
public sealed partial class TinyGraphBuilder
{
    /// <summary>Operands of equal rank; axes of size 1 stretch.</summary>
    public int QLinearAdd(int first, int second)
    {
        int output = AddActivation([.. _tensors[first].Shape.Zip(_tensors[second].Shape, Math.Max)], random.NextSByte());
        _nodes.Add(new QLinearAdd(
            NextName("qlinear_add"), first, second, output, NextFactor(0.1f, 1.5f), NextFactor(0.1f, 1.5f), Bits(random.NextBelow(400) - 200.3f),
            random.NextBelow(2) == 0, NextOffset(), NextClamp()));
        return output;
    }

    /// <summary>Operands of equal rank; axes of size 1 stretch.</summary>
    public int QLinearMultiply(int first, int second)
    {
        int output = AddActivation([.. _tensors[first].Shape.Zip(_tensors[second].Shape, Math.Max)], random.NextSByte());
        _nodes.Add(new QLinearMultiply(NextName("qlinear_mul"), first, second, output, NextFactor(0.002f, 0.02f), NextOffset(), NextClamp()));
        return output;
    }

    public int QLinearAveragePool2D(int input, TinyWindow window)
    {
        WindowGeometry geometry = Window(input, window);
        int output = AddActivation([.. geometry.OutputShape(geometry.InChannels)], random.NextSByte());
        _nodes.Add(new QLinearAveragePool2D(
            NextName("qlinear_average_pool"), input, output, geometry, random.NextBelow(2) == 0,
            NextFactor(0.01f, 0.02f), NextFactor(0.005f, 0.02f), NextOffset(), NextClamp()));
        return output;
    }

    public int QLinearGlobalAveragePool(int input)
    {
        int[] shape = [.. _tensors[input].Shape];
        int output = AddActivation([shape[0], 1, 1, shape[3]], random.NextSByte());
        float factor = 1f / (shape[1] * shape[2]);
        _nodes.Add(new QLinearGlobalAveragePool(NextName("qlinear_global_average_pool"), input, output, NextFactor(factor / 2, factor * 2), NextClamp()));
        return output;
    }

    /// <summary>Rows and columns in any order, with weights that add up to 1 or less.</summary>
    public int QLinearResize(int input, int height, int width)
    {
        EquatableArray<int> shape = _tensors[input].Shape;
        int output = AddActivation([shape[0], height, width, shape[3]], random.NextSByte());
        _nodes.Add(new QLinearResize(NextName("qlinear_resize"), input, output, Spans(height, shape[1]), Spans(width, shape[2]), NextClamp()));
        return output;

        EquatableArray<WeightedSpan> Spans(int count, int extent) => Enumerable.Range(0, count).Select(_ =>
        {
            float weight = random.NextBelow(1001) / 1000f;
            return new WeightedSpan(random.NextBelow(extent), random.NextBelow(extent), Bits(weight), Bits(1 - weight));
        }).ToEquatableArray();
    }

    /// <summary>Over the last axis; a code of the input is worth 1/64 to 1/4.</summary>
    public int QLinearSoftmax(int input)
    {
        double scale = 1.0 / (4 + random.NextBelow(60));
        float[] exponentials = [.. Enumerable.Range(0, 256).Select(d => (float)(8388607 * Math.Exp(-d * scale)))];
        int table = AddConstant(ElementType.Float32, [exponentials.Length], TensorLayout.Any, MemoryMarshal.AsBytes<float>(exponentials), null);
        int output = AddActivation([.. _tensors[input].Shape], sbyte.MinValue);
        _nodes.Add(new QLinearSoftmax(NextName("qlinear_softmax"), input, table, output, Bits(128 + random.NextBelow(256)), NextClamp()));
        return output;
    }

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private uint NextFactor(float lower, float upper) => Bits(lower + ((upper - lower) * random.NextBelow(1 << 20) / (1 << 20)));

    private int NextOffset() => 128 * random.NextBelow(2);
}
