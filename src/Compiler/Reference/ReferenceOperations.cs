using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Reference;

/// <summary>Every operation from codes to codes that has no products with weights, over the plain loops of <c>Runtime/Reference</c>.</summary>
internal static class ReferenceOperations
{
    /// <summary>The codes that a node computes.</summary>
    /// <param name="network">The network.</param>
    /// <param name="node">No layer of products, and none of the boundary.</param>
    /// <param name="input">Codes of a tensor, computed or constant.</param>
    public static sbyte[] Compute(Network network, GraphNode node, Func<int, sbyte[]> input)
    {
        TensorInfo outputTensor = network.Graph.Tensor(node.Output);
        sbyte[] output = new sbyte[outputTensor.ElementCount];
        switch (node)
        {
            case ElementwiseNode elementwise:
                ElementwiseReference.Run(
                    network.Graph.Tensor(elementwise.First).Shape.AsSpan(), input(elementwise.First),
                    network.Graph.Tensor(elementwise.Second).Shape.AsSpan(), input(elementwise.Second),
                    ElementwiseCode.Of(network, elementwise), output);
                break;
            case AveragePool2D pool:
                AveragePool2DReference.Run(
                    pool.Window.ToReference(), pool.Clamp.Lower, pool.Clamp.Upper, input(pool.Input), output, pool.TiesUp);
                break;
            case MaxPool2D pool:
                MaxPool2DReference.Run(pool.Window.ToReference(), pool.Clamp.Lower, pool.Clamp.Upper, input(pool.Input), output);
                break;
            case Reshape reshape:
                input(reshape.Input).CopyTo(output, 0);
                break;
            case Softmax softmax:
                SoftmaxReference.Run(
                    outputTensor.Shape[^1], softmax.InputMultiplier.ToReference(softmax.Kind), softmax.MinDifference, input(softmax.Input), output);
                break;
            case Lookup lookup:
                LookupReference.Run(input(lookup.Table), input(lookup.Input), output);
                break;
            case Reduce reduce:
                Reduce(network, reduce, input(reduce.Input), output);
                break;
            case ResizeNearest resize:
                TensorInfo image = network.Graph.Tensor(resize.Input);
                ResizeReference.Nearest(
                    image.Shape[0], image.Shape[1], image.Shape[2], image.Shape[3],
                    resize.Rows.AsSpan(), resize.Columns.AsSpan(), input(resize.Input), output);
                break;
            case BilinearNode resize:
                TensorInfo source = network.Graph.Tensor(resize.Input);
                ResizeReference.Bilinear(
                    source.Shape[0], source.Shape[1], source.Shape[2], source.Shape[3],
                    Spans(resize, source, outputTensor, 1), Spans(resize, source, outputTensor, 2),
                    resize.FractionBits, resize.RoundsHalfUp, input(resize.Input), output);
                break;
            case ResizeBilinearReal resize:
                TensorInfo pixels = network.Graph.Tensor(resize.Input);
                ResizeReference.BilinearReal(
                    pixels.Shape[0], pixels.Shape[1], pixels.Shape[2], pixels.Shape[3], RealSpans(resize.Rows), RealSpans(resize.Columns), input(resize.Input), output);
                break;
            case CopyNode copy:
                Copy(network, copy, input, output);
                break;
            default:
                ReferenceQLinear.Compute(network, node, input, output);
                break;
        }

        return output;
    }

    /// <summary>The sums that a node computes of codes.</summary>
    public static int[] Totals(Network network, ReduceTotal node, ReadOnlySpan<sbyte> input)
    {
        TensorInfo tensor = network.Graph.Tensor(node.Input);
        int[] totals = new int[network.Graph.Tensor(node.Output).ElementCount];
        ReduceReference.Accumulate(
            tensor.Shape.AsSpan(), node.Axes.AsSpan(), input, StartOf(node, tensor), (acc, code) => acc + code, totals);
        return totals;
    }

    private static void Copy(Network network, CopyNode node, Func<int, sbyte[]> input, sbyte[] output)
    {
        if (node.Fill is int code)
        {
            Array.Fill(output, (sbyte)code);
        }

        TensorInfo[] inputs = [.. node.Inputs.Select(network.Graph.Tensor)];
        foreach ((int part, StridedCopy copy) in node.Copies(inputs, network.Graph.Tensor(node.Output)).Index())
        {
            CopyReference.Run(
                copy.Axes.Select(axis => axis.Extent).ToArray(),
                copy.Axes.Select(axis => axis.SourceStride).ToArray(),
                copy.Axes.Select(axis => axis.TargetStride).ToArray(),
                input(inputs[part].Index), copy.SourceOffset, output, copy.TargetOffset);
        }
    }

    /// <summary>What a reduction begins with.</summary>
    internal static int StartOf(Reduce node, TensorInfo input) => node switch
    {
        ReduceMax => sbyte.MinValue,
        ReduceMin => sbyte.MaxValue,
        XnnpackReduceSum => 0,
        _ => -input.ZeroPoint * node.CountOf(input),
    };

    /// <summary>The code of what a reduction comes to.</summary>
    internal static sbyte CodeOf(Network network, Reduce node, int acc) => node switch
    {
        ReduceSum sum => sum.Multiplier.ToReference(sum.Kind).Requantize(acc, network.Graph.Tensor(node.Output).ZeroPoint),
        XnnpackReduceSum sum => XnnpackArithmetic.Reduce(
            acc, BitConverter.UInt32BitsToSingle(sum.FactorBits), BitConverter.UInt32BitsToSingle(sum.ConstantBits)),
        _ => (sbyte)acc,
    };

    private static void Reduce(Network network, Reduce node, sbyte[] input, sbyte[] output)
    {
        TensorInfo tensor = network.Graph.Tensor(node.Input);
        Func<int, int, int> accumulate = node switch
        {
            ReduceMax => Math.Max,
            ReduceMin => Math.Min,
            _ => (acc, code) => acc + code,
        };
        ReduceReference.Run(
            tensor.Shape.AsSpan(), node.Axes.AsSpan(), input, StartOf(node, tensor), accumulate, acc => CodeOf(network, node, acc), output);
    }

    private static (int First, int Second, float Weight)[] RealSpans(EquatableArray<RealSpan> spans) =>
        [.. spans.Select(span => (span.First, span.Second, BitConverter.UInt32BitsToSingle(span.WeightBits)))];

    private static (int First, int Second, int FirstWeight, int SecondWeight)[] Spans(BilinearNode node, TensorInfo input, TensorInfo output, int axis) =>
        [.. node.Spans(input, output, axis).Select(span => (span.First, span.Second, span.FirstWeight, span.SecondWeight))];
}
