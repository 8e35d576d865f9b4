using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Graph.Ops;

/// <summary>An image resized by weighted means of four pixels, in integers.</summary>
/// <param name="Name">Node name.</param>
/// <param name="Input">Tensor index, NHWC.</param>
/// <param name="Output">Tensor index, NHWC.</param>
public abstract record BilinearNode(string Name, int Input, int Output)
    : GraphNode(Name, EquatableArray.Of(Input), Output)
{
    /// <summary>Fraction bits of the weights along one axis.</summary>
    public abstract int FractionBits { get; }

    /// <summary>Whether halves are rounded up, or away from zero.</summary>
    public abstract bool RoundsHalfUp { get; }

    /// <summary>Where rows or columns of the output lie among those of the input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="output">The output.</param>
    /// <param name="axis">1 for rows, 2 for columns.</param>
    public abstract EquatableArray<ResizeSpan> Spans(TensorInfo input, TensorInfo output, int axis);

    protected sealed override GraphNode WithOperands(Func<int, int> map) => this with { Input = map(Input) };
}
