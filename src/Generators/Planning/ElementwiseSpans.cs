using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>An axis of the result of an operation on two tensors.</summary>
/// <param name="Extent">How often it is stepped along.</param>
/// <param name="FirstStride">From an element of the first tensor to the next; 0 where it is broadcast.</param>
/// <param name="SecondStride">The same of the second.</param>
public sealed record ElementwiseAxis(int Extent, int FirstStride, int SecondStride);

/// <summary>The loops of an operation on two tensors, as few as there can be: axes that both tensors go along without a gap are one.</summary>
/// <param name="Axes">Outer to inner, at least one.</param>
public sealed record ElementwiseSpans(EquatableArray<ElementwiseAxis> Axes)
{
    /// <summary>The innermost axis. Strides along it are 1, or 0 of a tensor that is broadcast.</summary>
    public ElementwiseAxis Inner => Axes[Axes.Count - 1];

    /// <summary>The loops over a result that two tensors broadcast to.</summary>
    public static ElementwiseSpans Of(TensorInfo first, TensorInfo second, TensorInfo output)
    {
        List<ElementwiseAxis> axes = [];
        int firstStep = 1;
        int secondStep = 1;
        for (int fromLast = 1; fromLast <= output.Shape.Count; fromLast++)
        {
            int firstExtent = ExtentOf(first, fromLast);
            int secondExtent = ExtentOf(second, fromLast);
            ElementwiseAxis axis = new(
                output.Shape[output.Shape.Count - fromLast], firstExtent == 1 ? 0 : firstStep, secondExtent == 1 ? 0 : secondStep);
            firstStep *= firstExtent;
            secondStep *= secondExtent;
            if (axis.Extent > 1)
            {
                axes.Insert(0, axis);
            }

            if (axes.Count > 1 && axes[0] is var outer && axes[1] is var inner
                && outer.FirstStride == inner.FirstStride * inner.Extent && outer.SecondStride == inner.SecondStride * inner.Extent)
            {
                axes[1] = inner with { Extent = inner.Extent * outer.Extent };
                axes.RemoveAt(0);
            }
        }

        return new ElementwiseSpans((axes.Count == 0 ? [new ElementwiseAxis(1, 0, 0)] : axes).ToEquatableArray());
    }

    private static int ExtentOf(TensorInfo tensor, int fromLast) => fromLast > tensor.Shape.Count ? 1 : tensor.Shape[tensor.Shape.Count - fromLast];
}
