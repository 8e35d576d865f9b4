using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>A movement of elements that computes nothing: of codes, of their real numbers, or of constants.</summary>
/// <param name="Shape">Of the result, in the order of the model.</param>
/// <param name="OfCodes">Moves codes to a result of a name.</param>
internal sealed record OnnxMove(int[] Shape, OnnxMove.MoveCodes OfCodes)
{
    /// <summary>Moves codes.</summary>
    /// <param name="codes">Computed or constant.</param>
    /// <param name="name">Of the result; empty where the model does not store it.</param>
    /// <param name="clamp">What a Relu or a Clip leaves of codes that the movement adds.</param>
    public delegate OnnxCodes MoveCodes(OnnxCodes codes, string name, ClampRange clamp);

    /// <summary>Where each element of the result stands in the input; null where the result has elements of its own, or chooses.</summary>
    public Func<int[]>? Sources { get; private init; }

    /// <summary>Whether every element stays where it is.</summary>
    public bool ChangesNothing { get; private init; }

    /// <summary>The axis of the result that an axis of the input has become, or -1.</summary>
    public Func<int, int> AxisOf { get; private init; } = _ => -1;

    /// <summary>The same elements under another shape.</summary>
    public static OnnxMove Reshape(OnnxGraphBuilder graph, int[] input, int[] to) =>
        new(to, (codes, name, _) => graph.Reshape(codes, name, to))
        {
            Sources = () => [.. Enumerable.Range(0, OnnxOrders.Count(to))],
            ChangesNothing = input.SequenceEqual(to),
            AxisOf = axis => KeptAxis(input, to, axis),
        };

    /// <summary>Axes in another order: axis i of the result is axis permutation[i].</summary>
    public static OnnxMove Transpose(OnnxGraphBuilder graph, int[] input, int[] permutation) =>
        new(AxisOrder.Permute(input, permutation), (codes, name, _) => graph.Transpose(codes, name, permutation))
        {
            Sources = new StridedView(
                AxisOrder.Permute(input, permutation), 0, AxisOrder.Permute(StridedView.StridesOf(input), permutation)).Sources,
            AxisOf = axis => Array.IndexOf(permutation, axis),
            ChangesNothing = permutation.SequenceEqual(Enumerable.Range(0, permutation.Length)),
        };

    /// <summary>Elements from some on, in steps: element i of an axis is element <c>begin + i * step</c>.</summary>
    public static OnnxMove Slice(OnnxGraphBuilder graph, int[] input, int[] begin, int[] step, int[] shape) =>
        new(shape, (codes, name, _) => graph.Slice(codes, name, begin, step, shape))
        {
            Sources = () => Sliced(input, begin, step, shape).Sources(),

            // A slice of an axis with several scales would have to take some of them.
            AxisOf = axis => shape[axis] == input[axis] && step[axis] == 1 ? axis : -1,
        };

    /// <summary>Some elements of an axis, in any order.</summary>
    /// <param name="graph">Takes in what moves codes.</param>
    /// <param name="input">Shape of the input.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="indices">Elements of the axis, each from 0 on.</param>
    /// <param name="shape">Of the result: as <paramref name="input"/>, with the axes of the indices in place of the axis.</param>
    public static OnnxMove Gather(OnnxGraphBuilder graph, int[] input, int axis, int[] indices, int[] shape)
    {
        int outerCount = OnnxOrders.Count(input[..axis]);
        int extent = input[axis];
        int inner = OnnxOrders.Count(input[(axis + 1)..]);
        return new(shape, (codes, name, _) => graph.Gather(codes, name, axis, indices, shape))
        {
            Sources = () => (from outer in Enumerable.Range(0, outerCount)
                             from index in indices
                             from i in Enumerable.Range(0, inner)
                             select (((outer * extent) + index) * inner) + i).ToArray(),
            AxisOf = other => other < axis ? other : other > axis ? other + shape.Length - input.Length : -1,
        };
    }

    /// <summary>One movement after the other.</summary>
    public OnnxMove Then(Func<int[], OnnxMove> next)
    {
        OnnxMove second = next(Shape);
        return new(second.Shape, (codes, name, clamp) => second.OfCodes(OfCodes(codes, "", clamp), name, clamp))
        {
            Sources = Sources is { } first && second.Sources is { } last
                ? () =>
                {
                    int[] inner = first();
                    return Array.ConvertAll(last(), source => inner[source]);
                }
                : null,
            AxisOf = axis => AxisOf(axis) is >= 0 and int kept ? second.AxisOf(kept) : -1,
        };
    }

    /// <summary>The movement applied to a constant; null where it has to become codes of the graph first.</summary>
    public OnnxTensor? Of(OnnxTensor constant) => Sources is null
        ? null
        : constant with { Shape = Shape, Data = ConstantElements.Take(constant.Data, constant.Type.Size(), Sources()) };

    private static StridedView Sliced(int[] input, int[] begin, int[] step, int[] shape)
    {
        int[] strides = StridedView.StridesOf(input);
        return new(shape, StridedView.OffsetOf(begin, strides), [.. step.Zip(strides, (count, stride) => count * stride)]);
    }

    /// <summary>An axis that a reshape keeps: as long, with as many elements before it.</summary>
    private static int KeptAxis(int[] input, int[] to, int axis) => Array.FindIndex(
        [.. Enumerable.Range(0, to.Length)], other => to[other] == input[axis] && OnnxOrders.Count(to[..other]) == OnnxOrders.Count(input[..axis]));
}
