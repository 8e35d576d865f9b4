using System.Runtime.InteropServices;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using ElementType = QMacVerify.Generators.Graph.ElementType;

namespace QMacVerify.Tests.Shared;

/// <summary>Operations of two tensors, reductions and resized images, as TensorFlow Lite computes them.</summary>
public sealed partial class TinyGraphBuilder
{
    /// <summary>Operands of equal rank; axes of size 1 stretch.</summary>
    public int Add(int first, int second, ClampRange? clamp = null) => AddSum("add", first, second, clamp, RequantizationKind.TfliteDouble, (name, output, kind, m, range) =>
        new Add(name, first, second, output, kind, m[0], m[1], m[2], range));

    public int Sub(int first, int second, RequantizationKind kind) => AddSum("sub", first, second, null, kind, (name, output, rounding, m, range) =>
        new Sub(name, first, second, output, rounding, m[0], m[1], m[2], range));

    public int Mul(int first, int second, RequantizationKind kind)
    {
        int output = AddActivation(Broadcast(first, second), random.NextSByte());
        Rescale rescale = kind == RequantizationKind.OnnxFloat
            ? new Rescale(kind, QuantizedMultiplier.None, NextFactor(0.002f, 0.02f))
            : new Rescale(kind, new QuantizedMultiplier(NextMultiplier(), -5 - random.NextBelow(4)));
        _nodes.Add(new Mul(NextName("mul"), first, second, output, rescale, NextClamp()));
        return output;
    }

    /// <summary>Operands of equal zero points.</summary>
    public int Maximum(int first, int second)
    {
        int output = AddActivation(Broadcast(first, second), _tensors[first].ZeroPoint);
        _nodes.Add(new Maximum(NextName("maximum"), first, second, output));
        return output;
    }

    /// <summary>Operands of equal zero points.</summary>
    public int Minimum(int first, int second)
    {
        int output = AddActivation(Broadcast(first, second), _tensors[first].ZeroPoint);
        _nodes.Add(new Minimum(NextName("minimum"), first, second, output));
        return output;
    }

    public int Prelu(int first, int second, RequantizationKind kind)
    {
        int output = AddActivation(Broadcast(first, second), random.NextSByte());
        _nodes.Add(new Prelu(
            NextName("prelu"), first, second, output, kind,
            new QuantizedMultiplier(NextMultiplier(), random.NextBelow(2)), new QuantizedMultiplier(NextMultiplier(), -4 - random.NextBelow(4))));
        return output;
    }

    /// <summary>Codes of a constant that broadcasts with any tensor of a rank.</summary>
    public int ConstantChannel(int channels, int rank)
    {
        sbyte[] codes = new sbyte[channels];
        random.FillInt8(codes);
        return AddConstant(
            ElementType.Int8, [.. Enumerable.Repeat(1, rank - 1), channels], TensorLayout.Any, MemoryMarshal.AsBytes<sbyte>(codes),
            new TensorQuantization(EquatableArray.Of(0x3d800000u), "0.0625", random.NextSByte(), 0));
    }

    /// <summary>A sum over some axes, which are kept with extent 1.</summary>
    public int ReduceSum(int input, RequantizationKind kind, params int[] axes)
    {
        int output = AddActivation(Reduced(input, axes), random.NextSByte());
        int count = axes.Aggregate(1, (product, axis) => product * _tensors[input].Shape[axis]);
        _nodes.Add(new ReduceSum(
            NextName("sum"), input, output, axes.ToEquatableArray(), "sum", kind,
            new QuantizedMultiplier(NextMultiplier() / (1 + random.NextBelow(3)), -(int)Math.Log2(count))));
        return output;
    }

    public int ReduceMax(int input, params int[] axes)
    {
        int output = AddActivation(Reduced(input, axes), _tensors[input].ZeroPoint);
        _nodes.Add(new ReduceMax(NextName("reduce_max"), input, output, axes.ToEquatableArray()));
        return output;
    }

    public int ReduceMin(int input, params int[] axes)
    {
        int output = AddActivation(Reduced(input, axes), _tensors[input].ZeroPoint);
        _nodes.Add(new ReduceMin(NextName("reduce_min"), input, output, axes.ToEquatableArray()));
        return output;
    }

    /// <summary>Rows and columns in any order.</summary>
    public int ResizeNearest(int input, int height, int width)
    {
        EquatableArray<int> shape = _tensors[input].Shape;
        int output = AddActivation([shape[0], height, width, shape[3]], _tensors[input].ZeroPoint);
        _nodes.Add(new ResizeNearest(
            NextName("nearest"), input, output,
            Enumerable.Range(0, height).Select(_ => random.NextBelow(shape[1])).ToEquatableArray(),
            Enumerable.Range(0, width).Select(_ => random.NextBelow(shape[2])).ToEquatableArray()));
        return output;
    }

    public int ResizeBilinear(int input, int height, int width, RequantizationKind kind, bool alignCorners, bool halfPixelCenters)
    {
        EquatableArray<int> shape = _tensors[input].Shape;
        int output = AddActivation([shape[0], height, width, shape[3]], _tensors[input].ZeroPoint);
        _nodes.Add(new ResizeBilinear(NextName("bilinear"), input, output, kind, alignCorners, halfPixelCenters));
        return output;
    }

    /// <summary>Rows and columns in any order, between which anything may lie; the input becomes uint8.</summary>
    public int ResizeBilinearReal(int input, int height, int width)
    {
        EquatableArray<int> shape = _tensors[Unsigned(input)].Shape;
        int output = Unsigned(AddActivation([shape[0], height, width, shape[3]], _tensors[input].ZeroPoint));
        _nodes.Add(new ResizeBilinearReal(NextName("bilinear_real"), input, output, Spans(height, shape[1]), Spans(width, shape[2])));
        return output;

        EquatableArray<RealSpan> Spans(int count, int extent) => Enumerable.Range(0, count).Select(_ =>
        {
            int first = random.NextBelow(extent);
            int second = random.NextBelow(extent);
            float weight = random.NextBelow(5) / 4f;
            return new RealSpan(first, second, BitConverter.SingleToUInt32Bits(first == second ? -weight : weight * 0.9999f));
        }).ToEquatableArray();
    }

    private int AddSum(
        string stem,
        int first,
        int second,
        ClampRange? clamp,
        RequantizationKind kind,
        Func<string, int, RequantizationKind, QuantizedMultiplier[], ClampRange, GraphNode> create)
    {
        int output = AddActivation(Broadcast(first, second), random.NextSByte());

        // scale / (2 * max(scales)) of either operand, one of them 1/2; the result's scale lies within a factor of two of theirs.
        QuantizedMultiplier half = new(1 << 30, 0);
        QuantizedMultiplier less = new(NextMultiplier(), -random.NextBelow(3));
        bool firstIsGreater = random.NextBelow(2) == 0;
        _nodes.Add(create(
            NextName(stem), output, kind,
            [firstIsGreater ? half : less, firstIsGreater ? less : half, new QuantizedMultiplier(NextMultiplier(), random.NextBelow(2) - 19)],
            clamp ?? NextClamp()));
        return output;
    }

    private int[] Broadcast(int first, int second) => [.. _tensors[first].Shape.Zip(_tensors[second].Shape, Math.Max)];

    private int[] Reduced(int input, int[] axes) => [.. _tensors[input].Shape.Select((extent, axis) => axes.Contains(axis) ? 1 : extent)];
}
