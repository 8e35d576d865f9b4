using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime;

namespace QMacVerify.Tests.Shared;

/// <summary>Random models of operations without products, mostly large enough for vectors, the same for the same seed.</summary>
public static class TinyWideGraphs
{
    /// <summary>Every operation on two tensors; in some models one of them is broadcast along some axes.</summary>
    public static Network Elementwise(int seed)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"elementwise_{seed}", random);
        int[] shape = [1 + random.NextBelow(2), 1 + random.NextBelow(4), 1 + random.NextBelow(5), 14 + random.NextBelow(40)];
        int axes = seed % 3 == 0 ? random.NextBelow(16) : 0;
        int zeroPoint = random.NextBelow(4) == 0 ? -128 : random.NextSByte();
        int first = builder.Input(shape, zeroPoint);
        int second = builder.Input([.. shape.Select((extent, axis) => ((axes >> axis) & 1) == 0 ? extent : 1)], zeroPoint);
        if (seed % 2 == 0)
        {
            (first, second) = (second, first);
        }

        RequantizationKind kind = seed % 4 < 2 ? RequantizationKind.TfliteDouble : RequantizationKind.TfliteSingle;
        return builder.Build(
        [
            builder.Add(first, second),
            builder.Add(first, second, new ClampRange(zeroPoint, sbyte.MaxValue)),
            builder.Sub(first, second, kind),
            builder.Mul(first, second, kind),
            builder.Maximum(first, second),
            builder.Minimum(first, second),
            builder.Prelu(first, second, kind),
            builder.Prelu(first, builder.ConstantChannel(shape[3], rank: 4), kind),
            builder.QLinearAdd(first, second),
            builder.QLinearMultiply(first, second),
            builder.XnnpackAdd(first, second),
            builder.XnnpackAdd(second, first),
            builder.Mul(first, second, RequantizationKind.OnnxFloat),
        ]);
    }

    /// <summary>Poolings, reductions and functions of one code, each an output of its own.</summary>
    public static Network Channels(int seed)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"channels_{seed}", random);
        RequantizationKind kind = seed % 2 == 0 ? RequantizationKind.TfliteDouble : RequantizationKind.TfliteSingle;
        bool isLarge = seed % 5 == 0;
        int real = builder.QuantizedInput(
            [1 + random.NextBelow(2), (isLarge ? 15 : 3) + random.NextBelow(5), (isLarge ? 15 : 3) + random.NextBelow(5), 14 + random.NextBelow(40)], (QuantizeRounding)((seed + 1) % 3));
        TinyWindow window = isLarge
            ? new TinyWindow(15, 15 + random.NextBelow(4)) { Padding = Padding.Same }
            : new TinyWindow(1 + random.NextBelow(3), 1 + random.NextBelow(3)) { StrideY = 1 + random.NextBelow(2), Padding = random.NextBelow(2) == 0 ? Padding.Same : Padding.Valid };
        return builder.Build(
        [
            builder.AveragePool2D(real, window),
            builder.AveragePool2D(real, window, tiesUp: true),
            builder.MaxPool2D(real, window),
            builder.QLinearAveragePool2D(real, window),
            builder.QLinearGlobalAveragePool(real),
            builder.ReduceSum(real, kind, 1, 2),
            builder.ReduceSum(real, kind, 0),
            builder.ReduceSum(real, kind, 3),
            builder.ReduceSum(real, kind, 1, 3),
            builder.ReduceMax(real, 1),
            builder.ReduceMax(real, 3),
            builder.ReduceMin(real, 2, 3),
            builder.ResizeBilinear(real, 1 + random.NextBelow(9), 1 + random.NextBelow(9), kind, alignCorners: seed % 3 == 1, halfPixelCenters: seed % 3 == 2),
            builder.ReduceMin(real, 0, 2),
            builder.Lookup(real),
            builder.Dequantize(real),
            builder.XnnpackReduceSum(real, 1, 2),
            builder.XnnpackReduceSum(real, 0),
        ]);
    }

    /// <summary>Axes in other orders, among them planes to pixels and back, and rows with a border.</summary>
    public static Network Copies(int seed)
    {
        SplitMix64 random = new((ulong)seed);
        TinyGraphBuilder builder = new($"copies_{seed}", random);
        int planes = builder.Input([1 + random.NextBelow(3), seed % 3 == 0 ? 3 : 1 + random.NextBelow(40), 1 + random.NextBelow(9), 1 + random.NextBelow(30)]);
        int matrix = builder.Input([10 + random.NextBelow(30), 10 + random.NextBelow(30)]);
        return builder.Build(
        [
            builder.Transpose(planes, 0, 2, 3, 1),
            builder.Transpose(planes, 0, 3, 1, 2),
            builder.Transpose(planes, 3, 2, 1, 0),
            builder.Transpose(planes, 2, 0, 3, 1),
            builder.Transpose(matrix, 1, 0),
            builder.Pad(matrix),
            builder.Pad(builder.Input([1 + random.NextBelow(2), 1 + random.NextBelow(4), 1 + random.NextBelow(5), 30 + random.NextBelow(20)])),
        ]);
    }

    /// <summary>Operations on all pairs of codes, in the order of the codes of the first operand.</summary>
    public static Network ElementwisePairs(int seed)
    {
        TinyGraphBuilder builder = new($"pairs_{seed}", new SplitMix64((ulong)seed));
        int first = builder.Input([256, 256]);
        int second = builder.Input([256, 256]);
        RequantizationKind kind = seed % 2 == 0 ? RequantizationKind.TfliteDouble : RequantizationKind.TfliteSingle;
        return builder.Build(
        [
            builder.Add(first, second),
            builder.Add(first, second, ClampRange.Full),
            builder.Sub(first, second, kind),
            builder.Mul(first, second, kind),
            builder.Prelu(first, second, kind),
            builder.QLinearAdd(first, second),
            builder.QLinearMultiply(first, second),
            builder.XnnpackAdd(first, second),
            builder.Mul(first, second, RequantizationKind.OnnxFloat),
        ]);
    }
}
