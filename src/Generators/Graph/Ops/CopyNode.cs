using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>One axis of a strided copy.</summary>
/// <param name="Extent">Elements along it.</param>
/// <param name="SourceStride">Step in the source; may be negative.</param>
/// <param name="TargetStride">Step in the target.</param>
public readonly record struct CopyAxis(int Extent, int SourceStride, int TargetStride);

/// <summary>A block of an input that goes into a block of the output.</summary>
/// <param name="SourceOffset">Of the block's first element.</param>
/// <param name="TargetOffset">Likewise.</param>
/// <param name="Axes">Outermost first; axes of one element are left out, and axes that continue each other are one.</param>
public sealed record StridedCopy(int SourceOffset, int TargetOffset, EquatableArray<CopyAxis> Axes)
{
    /// <summary>Whether the innermost axis is a stretch of memory on both sides.</summary>
    public bool EndsInRow => Axes.Count > 0 && Axes[Axes.Count - 1] is { SourceStride: 1, TargetStride: 1 };

    internal static StridedCopy Of(int sourceOffset, int targetOffset, IEnumerable<CopyAxis> axes)
    {
        List<CopyAxis> merged = [];
        foreach (CopyAxis axis in axes.Where(axis => axis.Extent != 1))
        {
            if (merged.Count > 0
                && merged[merged.Count - 1] is CopyAxis outer
                && outer.SourceStride == (long)axis.Extent * axis.SourceStride
                && outer.TargetStride == (long)axis.Extent * axis.TargetStride)
            {
                merged[merged.Count - 1] = axis with { Extent = outer.Extent * axis.Extent };
            }
            else
            {
                merged.Add(axis);
            }
        }

        return new StridedCopy(sourceOffset, targetOffset, merged.ToEquatableArray());
    }

    /// <summary>Steps of the axes of an array in C order.</summary>
    internal static int[] Strides(EquatableArray<int> shape)
    {
        int[] strides = new int[shape.Count];
        int stride = 1;
        for (int axis = shape.Count - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return strides;
    }
}

/// <summary>An operation that moves codes and changes none: transposing, slicing, padding, joining.</summary>
public abstract record CopyNode(string Name, EquatableArray<int> Inputs, int Output) : GraphNode(Name, Inputs, Output)
{
    /// <summary>The code of elements that no input reaches, or null where there are none.</summary>
    public virtual int? Fill => null;

    /// <summary>The blocks that are copied, one for each input.</summary>
    /// <param name="inputs">Tensors of <see cref="GraphNode.Inputs"/>.</param>
    /// <param name="output">The result.</param>
    public abstract EquatableArray<StridedCopy> Copies(IReadOnlyList<TensorInfo> inputs, TensorInfo output);
}
