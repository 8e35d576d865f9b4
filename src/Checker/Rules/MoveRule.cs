using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker.Rules;

/// <summary>Operations that only move codes.</summary>
internal static class MoveRule
{
    /// <summary>By element of the result, which input it comes from and which element that is there; null for padding. Itself null for other operations.</summary>
    public static Func<int, (int Input, int Element)?>? SourceOf(Network network, GraphNode node)
    {
        TensorInfo output = network.Graph.Tensor(node.Output);
        return node switch
        {
            Reshape => element => (0, element),
            View view => element => (0, Source(view, output, element)),
            Pad pad => element => Source(pad, network.Graph.Tensor(pad.Input), output, element),
            Concat concat => Source(concat, [.. concat.Parts.Select(part => network.Graph.Tensor(part).ElementCount / concat.Outer)]),
            ResizeNearest resize => element => (0, Source(resize, network.Graph.Tensor(resize.Input), element)),
            _ => null,
        };
    }

    private static int Source(View view, TensorInfo output, int element)
    {
        int source = view.Offset;
        for (int axis = output.Shape.Count - 1; axis >= 0; axis--)
        {
            (element, int coordinate) = Math.DivRem(element, output.Shape[axis]);
            source += coordinate * view.Strides[axis];
        }

        return source;
    }

    private static (int Input, int Element)? Source(Pad pad, TensorInfo input, TensorInfo output, int element)
    {
        (int source, int stride, bool isInside) = (0, 1, true);
        for (int axis = output.Shape.Count - 1; axis >= 0; axis--)
        {
            (element, int coordinate) = Math.DivRem(element, output.Shape[axis]);
            coordinate -= pad.Before[axis];
            isInside &= coordinate >= 0 && coordinate < input.Shape[axis];
            source += coordinate * stride;
            stride *= input.Shape[axis];
        }

        return isInside ? (0, source) : null;
    }

    /// <summary>Each part gives <see cref="Concat.Outer"/> stretches in turn.</summary>
    private static Func<int, (int Input, int Element)?> Source(Concat concat, int[] lengths)
    {
        (int, int)[] stretch = [.. lengths.SelectMany((length, part) => Enumerable.Range(0, length).Select(i => (part, i)))];
        return element =>
        {
            (int outer, int rest) = Math.DivRem(element, stretch.Length);
            (int part, int i) = stretch[rest];
            return (part, (outer * lengths[part]) + i);
        };
    }

    private static int Source(ResizeNearest resize, TensorInfo input, int element)
    {
        (int pixel, int channel) = Math.DivRem(element, input.Shape[3]);
        (int row, int column) = Math.DivRem(pixel, resize.Columns.Count);
        (int batch, row) = Math.DivRem(row, resize.Rows.Count);
        return (((((batch * input.Shape[1]) + resize.Rows[row]) * input.Shape[2]) + resize.Columns[column]) * input.Shape[3]) + channel;
    }
}
