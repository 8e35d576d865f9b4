using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Tests.Shared;

/// <summary>Operations that XNNPACK computes in its own way.</summary>
public sealed partial class TinyGraphBuilder
{
    /// <summary>A sum or a difference, of any scales that XNNPACK takes; shapes broadcast.</summary>
    public int XnnpackAdd(int first, int second)
    {
        int output = AddActivation(Broadcast(first, second), random.NextSByte());
        int greater = (1 << 20) + random.NextBelow(1 << 20);
        int other = (1 << 20) >> random.NextBelow(8);
        int sign = 1 - (2 * random.NextBelow(2));
        (int a, int b) = random.NextBelow(2) == 0 ? (greater, other) : (other, greater);

        // Mostly scales close to each other; now and then all that there may be.
        int shift = random.NextBelow(3) == 0 ? Generators.Graph.Ops.XnnpackAdd.MinShift + random.NextBelow(18) : 19 + random.NextBelow(4);
        _nodes.Add(new XnnpackAdd(NextName("xnnpack_add"), first, second, output, a, sign * b, shift, NextClamp()));
        return output;
    }

    /// <summary>A mean of some axes, which are kept with extent 1, times a number around 1.</summary>
    public int XnnpackReduceSum(int input, params int[] axes)
    {
        int output = AddActivation(Reduced(input, axes), random.NextSByte());
        int count = axes.Aggregate(1, (product, axis) => product * _tensors[input].Shape[axis]);
        float factor = 1f / count;
        _nodes.Add(new XnnpackReduceSum(
            NextName("xnnpack_mean"), input, output, axes.ToEquatableArray(), "mean", NextFactor(factor / 2, factor * 2), Bits(random.NextBelow(400) - 200.3f)));
        return output;
    }

    /// <summary>Rows and columns in any order, weights from none to all.</summary>
    public int XnnpackResizeBilinear(int input, int height, int width)
    {
        EquatableArray<int> shape = _tensors[input].Shape;
        int output = AddActivation([shape[0], height, width, shape[3]], _tensors[input].ZeroPoint);
        _nodes.Add(new XnnpackResizeBilinear(NextName("xnnpack_bilinear"), input, output, Spans(height, shape[1]), Spans(width, shape[2])));
        return output;

        EquatableArray<ResizeSpan> Spans(int count, int extent) => Enumerable.Range(0, count)
            .Select(_ => Generators.Graph.Ops.XnnpackResizeBilinear.Span(
                random.NextBelow(extent), random.NextBelow(extent), random.NextBelow(Generators.Graph.Ops.XnnpackResizeBilinear.One + 1)))
            .ToEquatableArray();
    }
}
