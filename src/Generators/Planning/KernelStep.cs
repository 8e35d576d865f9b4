using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>One kernel of the compiled model.</summary>
/// <param name="Node">The operation.</param>
/// <param name="Identifier">Name of the kernel's method, unique in the class.</param>
/// <param name="Inputs">The operation's tensors, in its order.</param>
/// <param name="Output">The tensor that it computes.</param>
public record KernelStep(GraphNode Node, string Identifier, EquatableArray<TensorInfo> Inputs, TensorInfo Output);

/// <summary>A kernel of multiply-accumulate operations, all numbers decided.</summary>
/// <param name="Layer">The operation.</param>
/// <param name="Identifier">Name of the kernel's method.</param>
/// <param name="Inputs">Activations, weights, bias.</param>
/// <param name="Output">The tensor that it computes.</param>
/// <param name="NodeIndex">Position among the nodes of the graph: the <c>index</c> of constraints files.</param>
/// <param name="Operators">The circuits.</param>
/// <param name="Weights">In the order of the geometry.</param>
/// <param name="Start">
/// Value of each channel's accumulator before its first product. Bias and zero point correction, or the bias alone where
/// <paramref name="CorrectsByPosition"/>.
/// </param>
/// <param name="WeightZeroPoints">One per output channel; empty where all are 0.</param>
/// <param name="CorrectedZeroPoint">Zero point of the activations that the start value corrects for; 0 where operands are centred.</param>
/// <param name="CorrectsByPosition">Padding is skipped, so that the zero point correction depends on the taps present.</param>
/// <param name="Bound">Of every prefix, for any activations.</param>
/// <param name="OmitsZeroWeights">Leaving out a zero weight's product changes nothing: checked for these operators.</param>
/// <param name="Strategy">How the kernel is written.</param>
/// <param name="StrategyReason">Why, as a clause.</param>
public sealed record MacStep(
    MacNode Layer,
    string Identifier,
    EquatableArray<TensorInfo> Inputs,
    TensorInfo Output,
    int NodeIndex,
    OperatorPair Operators,
    EquatableArray<sbyte> Weights,
    EquatableArray<int> Start,
    EquatableArray<int> WeightZeroPoints,
    int CorrectedZeroPoint,
    bool CorrectsByPosition,
    Interval Bound,
    bool OmitsZeroWeights,
    KernelStrategy Strategy,
    string StrategyReason)
    : KernelStep(Layer, Identifier, Inputs, Output)
{
    public MacGeometry Geometry => Layer.Geometry;

    public TensorInfo Input => Inputs[0];

    /// <summary>Whether the result has its channels first: accumulators of an ONNX model.</summary>
    public bool HasChannelsFirst => Output.Layout == TensorLayout.Nchw;

    /// <summary>Elements of the copy with padding that an unrolled kernel reads; 0 where it reads the input itself.</summary>
    public int ScratchElements => Strategy == KernelStrategy.Unrolled && Geometry.Window.TouchesPadding ? (int)PaddedWindow.Of(Geometry.Window).Elements : 0;
}

/// <summary>Extents of an image with the padding that windows reach, and no row or column that none reaches.</summary>
public sealed record PaddedWindow(int Batches, int Height, int Width, int Channels)
{
    /// <summary>In 64 bits: explicit padding may be far larger than the image.</summary>
    public long Elements => (long)Batches * Channels * Height * Width;

    public static PaddedWindow Of(WindowGeometry window) => new(
        window.Batches,
        window.LastRow + window.PadTop + 1,
        window.LastColumn + window.PadLeft + 1,
        window.InChannels);
}
