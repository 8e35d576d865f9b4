using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Run;

/// <summary>The operations that ONNX Runtime computes in float32, over the plain loops of <c>Runtime/Reference</c>.</summary>
internal static class ReferenceQLinear
{
    /// <summary>Computes the codes of a node.</summary>
    /// <param name="model">The model.</param>
    /// <param name="node">One of these operations.</param>
    /// <param name="input">Codes of a tensor, computed or constant.</param>
    /// <param name="output">Its result.</param>
    public static void Compute(Model model, GraphNode node, Func<int, sbyte[]> input, sbyte[] output)
    {
        QuantizedGraph graph = model.Graph;
        TensorInfo outputTensor = graph.Tensor(node.Output);
        switch (node)
        {
            case QLinearAdd add:
                QLinearAddReference.Run(
                    graph.Tensor(add.First).Shape.AsSpan(), input(add.First), graph.Tensor(add.Second).Shape.AsSpan(), input(add.Second),
                    new QLinearAddFactors(
                        Real(add.FirstFactorBits), Real(add.SecondFactorBits), Real(add.ConstantBits),
                        add.IsSwapped, add.CodeOffset, add.Clamp.Lower, add.Clamp.Upper),
                    output);
                break;
            case QLinearMultiply multiply:
                QLinearMultiplyReference.Run(
                    graph.Tensor(multiply.First).Shape.AsSpan(), input(multiply.First),
                    graph.Tensor(multiply.Second).Shape.AsSpan(), input(multiply.Second),
                    new QLinearMultiplyFactors(
                        Real(multiply.FactorBits), graph.Tensor(multiply.First).ZeroPoint, graph.Tensor(multiply.Second).ZeroPoint,
                        outputTensor.ZeroPoint, multiply.CodeOffset, multiply.Clamp.Lower, multiply.Clamp.Upper),
                    output);
                break;
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
            case QLinearSoftmax softmax:
                QLinearSoftmaxReference.Run(
                    outputTensor.Shape[^1], model.Parameters[softmax.Exponentials].Float32, Real(softmax.InverseBits),
                    outputTensor.ZeroPoint, softmax.Clamp.Lower, softmax.Clamp.Upper, input(softmax.Input), output);
                break;
            default:
                throw new InvalidOperationException($"no reference for {node.Op}");
        }
    }

    private static float Real(uint bits) => BitConverter.UInt32BitsToSingle(bits);
}
