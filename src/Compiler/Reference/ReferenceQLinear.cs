using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Reference;

/// <summary>Poolings, resizing and softmax that ONNX Runtime computes in float32, over the plain loops of <c>Runtime/Reference</c>.</summary>
internal static class ReferenceQLinear
{
    /// <summary>Computes the codes of a node.</summary>
    /// <param name="network">The network.</param>
    /// <param name="node">One of these operations.</param>
    /// <param name="input">Codes of a tensor, computed or constant.</param>
    /// <param name="output">Its result.</param>
    public static void Compute(Network network, GraphNode node, Func<int, sbyte[]> input, sbyte[] output)
    {
        QuantizedGraph graph = network.Graph;
        TensorInfo outputTensor = graph.Tensor(node.Output);
        switch (node)
        {
            case QLinearAveragePool2D pool:
                QLinearAveragePoolReference.Run(
                    pool.Window.ToReference(),
                    new QLinearAverage(
                        Real(pool.InputScaleBits), graph.Tensor(pool.Input).ZeroPoint, Real(pool.ScaleBits), outputTensor.ZeroPoint,
                        pool.CountsPadding, pool.CodeOffset, pool.Clamp.Lower, pool.Clamp.Upper),
                    input(pool.Input), output);
                break;
            case QLinearGlobalAveragePool pool:
                sbyte[] codes = input(pool.Input);
                QLinearGlobalAveragePoolReference.Run(
                    outputTensor.Shape[0], codes.Length / output.Length, outputTensor.Shape[3], graph.Tensor(pool.Input).ZeroPoint,
                    pool.Rescale.ToReference(), outputTensor.ZeroPoint, pool.Clamp.Lower, pool.Clamp.Upper, codes, output);
                break;
            case QLinearResize resize:
                TensorInfo image = graph.Tensor(resize.Input);
                QLinearResizeReference.Run(
                    image.Shape.AsSpan(), Pairs(resize.Rows), Pairs(resize.Columns),
                    code => RealCodes.Dequantize(code, Real(image.ScaleBits), image.ZeroPoint),
                    real => (sbyte)Math.Clamp(
                        (int)RealCodes.QuantizeTiesToEven(real, Real(outputTensor.ScaleBits), outputTensor.ZeroPoint), resize.Clamp.Lower, resize.Clamp.Upper),
                    input(resize.Input), output);
                break;
            case QLinearSoftmax softmax:
                QLinearSoftmaxReference.Run(
                    outputTensor.Shape[^1], network.Parameters[softmax.Exponentials].Float32, Real(softmax.InverseBits),
                    outputTensor.ZeroPoint, softmax.Clamp.Lower, softmax.Clamp.Upper, input(softmax.Input), output);
                break;
            default:
                throw new InvalidOperationException($"no reference for {node.Op}");
        }
    }

    private static WeightedPair[] Pairs(EquatableArray<WeightedSpan> spans) =>
        [.. spans.Select(span => new WeightedPair(span.First, span.Second, Real(span.FirstWeightBits), Real(span.SecondWeightBits)))];

    private static float Real(uint bits) => BitConverter.UInt32BitsToSingle(bits);
}
