using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>A movement of elements that computes nothing: of codes, which become nodes, or of constants, at import.</summary>
/// <param name="Shape">Of the result.</param>
internal abstract record TfliteMove(int[] Shape)
{
    /// <summary>Where each element of the result stands in the input.</summary>
    public abstract int[] Sources();

    /// <summary>The nodes that move codes.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="input">Tensor of the codes.</param>
    /// <param name="output">Tensor of the result.</param>
    public abstract IEnumerable<GraphNode> Nodes(TfliteNode node, TensorInfo input, TensorInfo output);
}

/// <summary>Elements in steps, perhaps with more axes than the result: <c>view</c>, and <c>reshape</c> where there are more.</summary>
/// <param name="View">Which elements.</param>
/// <param name="Shape">Of the result, with as many elements.</param>
internal sealed record StridedMove(StridedView View, int[] Shape) : TfliteMove(Shape)
{
    /// <summary>A view that is the result.</summary>
    public StridedMove(StridedView view)
        : this(view, view.Shape)
    {
    }

    public override int[] Sources() => View.Sources();

    public override IEnumerable<GraphNode> Nodes(TfliteNode node, TensorInfo input, TensorInfo output)
    {
        EquatableArray<int> strides = new(View.Strides);
        if (View.Shape.AsSpan().SequenceEqual(Shape))
        {
            return [new View(node.Name, input.Index, output.Index, node.Function, View.Offset, strides)];
        }

        int moved = node.Intermediate(View.Shape, output).Index;
        return
        [
            new View(node.FurtherName(), input.Index, moved, node.Function, View.Offset, strides),
            new Reshape(node.Name, moved, output.Index),
        ];
    }
}

/// <summary>Some elements of axes, in any order: rows of images of one column, axis after axis (<c>resize_nearest</c>, which names rows).</summary>
/// <param name="Input">Shape of the input.</param>
/// <param name="Axes">Axes, each with the elements of it that the result has.</param>
/// <param name="Shape">Of the result.</param>
internal sealed record GatherMove(int[] Input, IReadOnlyList<(int Axis, int[] Indices)> Axes, int[] Shape) : TfliteMove(Shape)
{
    public override int[] Sources()
    {
        int[] strides = StridedView.StridesOf(Input);
        int[] sources = [0];
        for (int axis = 0; axis < Input.Length; axis++)
        {
            int[] indices = Axes.Where(each => each.Axis == axis).Select(each => each.Indices).FirstOrDefault() ?? [.. Enumerable.Range(0, Input[axis])];
            int stride = strides[axis];
            sources = [.. from source in sources from index in indices select source + (index * stride)];
        }

        return sources;
    }

    public override IEnumerable<GraphNode> Nodes(TfliteNode node, TensorInfo input, TensorInfo output)
    {
        int[] shape = [.. Input];
        int current = input.Index;
        foreach ((int axis, int[] indices) in Axes)
        {
            int outer = shape[..axis].Aggregate(1, (product, extent) => product * extent);
            int inner = shape[(axis + 1)..].Aggregate(1, (product, extent) => product * extent);
            int image = node.Intermediate([outer, shape[axis], 1, inner], output).Index;
            yield return new Reshape(node.FurtherName(), current, image);
            current = node.Intermediate([outer, indices.Length, 1, inner], output).Index;
            yield return new ResizeNearest(node.FurtherName(), image, current, new EquatableArray<int>(indices), EquatableArray.Of(0));
            shape[axis] = indices.Length;
        }

        yield return new Reshape(node.Name, current, output.Index);
    }
}
