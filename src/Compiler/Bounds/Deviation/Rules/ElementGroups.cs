using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>The input elements that each output element of a pool, a reduction or a resized image is made of.</summary>
internal static class ElementGroups
{
    /// <summary>By output element, positions in the input.</summary>
    /// <param name="network">The network.</param>
    /// <param name="node">One of the operations named.</param>
    public static int[][] Of(Network network, GraphNode node)
    {
        TensorInfo input = network.Graph.Tensor(node.Inputs[0]);
        TensorInfo output = network.Graph.Tensor(node.Output);
        return node switch
        {
            Pool2D pool => OfPool(pool, output.ElementCount),
            Reduce reduce => OfAxes(input.Shape, reduce.Axes.Contains, output.ElementCount),
            QLinearGlobalAveragePool => OfAxes(input.Shape, axis => axis is 1 or 2, output.ElementCount),
            BilinearNode resize => OfResize(resize, input, output),
            _ => throw new NotSupportedException($"Operation {node.Op} has no groups of elements."),
        };
    }

    private static int[][] OfPool(Pool2D pool, int outputs)
    {
        int channels = pool.Window.InChannels;
        int[] pixels = new int[pool.Window.Elements];
        int[][] groups = new int[outputs][];
        for (int output = 0; output < outputs; output++)
        {
            pool.Window.PixelsAt(output / channels, pixels);
            groups[output] = [.. pixels.Where(pixel => pixel != WindowGeometry.Absent).Select(pixel => (pixel * channels) + (output % channels))];
        }

        return groups;
    }

    private static int[][] OfAxes(EquatableArray<int> shape, Func<int, bool> isReduced, int outputs)
    {
        List<int>[] groups = [.. Enumerable.Range(0, outputs).Select(_ => new List<int>())];
        int count = shape.Aggregate(1, (product, extent) => product * extent);
        for (int element = 0; element < count; element++)
        {
            int output = 0;
            int stride = 1;
            int rest = element;
            for (int axis = shape.Count - 1; axis >= 0; rest /= shape[axis], axis--)
            {
                if (!isReduced(axis))
                {
                    output += rest % shape[axis] * stride;
                    stride *= shape[axis];
                }
            }

            groups[output].Add(element);
        }

        return [.. groups.Select(group => group.ToArray())];
    }

    private static int[][] OfResize(BilinearNode node, TensorInfo input, TensorInfo output)
    {
        int[][] rows = [.. node.Spans(input, output, 1).Select(Pixels)];
        int[][] columns = [.. node.Spans(input, output, 2).Select(Pixels)];
        int channels = input.Shape[3];
        int[][] groups = new int[output.ElementCount][];
        for (int element = 0; element < groups.Length; element++)
        {
            int pixel = element / channels;
            int column = pixel % columns.Length;
            int row = pixel / columns.Length % rows.Length;
            int image = pixel / columns.Length / rows.Length;
            groups[element] =
            [
                .. rows[row].SelectMany(y => columns[column].Select(x =>
                    (((((image * input.Shape[1]) + y) * input.Shape[2]) + x) * channels) + (element % channels))),
            ];
        }

        return groups;

        static int[] Pixels(ResizeSpan span) => span.First == span.Second || span.SecondWeight == 0 ? [span.First]
            : span.FirstWeight == 0 ? [span.Second]
            : [span.First, span.Second];
    }
}
