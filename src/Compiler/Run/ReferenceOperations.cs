using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Run;

/// <summary>Every operation from codes to codes that has no products with weights, over the plain loops of <c>Runtime/Reference</c>.</summary>
internal static class ReferenceOperations
{
    /// <summary>The codes that a node computes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="node">No layer of products, and none of the boundary.</param>
    /// <param name="input">Codes of a tensor, computed or constant.</param>
    public static sbyte[] Compute(Model model, GraphNode node, Func<int, sbyte[]> input)
    {
        TensorInfo outputTensor = model.Graph.Tensor(node.Output);
        sbyte[] output = new sbyte[outputTensor.ElementCount];
        switch (node)
        {
            case Add add:
                AddReference.Run(
                    model.Graph.Tensor(add.First).Shape.AsSpan(), input(add.First), Operand(model, add.First, add.FirstMultiplier, add.Kind),
                    model.Graph.Tensor(add.Second).Shape.AsSpan(), input(add.Second), Operand(model, add.Second, add.SecondMultiplier, add.Kind),
                    new AddResult(
                        outputTensor.ZeroPoint, add.OutputMultiplier.ToReference(add.Kind), add.Clamp.Lower, add.Clamp.Upper),
                    output);
                break;
            case AveragePool2D pool:
                AveragePool2DReference.Run(pool.Window.ToReference(), pool.Clamp.Lower, pool.Clamp.Upper, input(pool.Input), output);
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
            case CopyNode copy:
                Copy(model, copy, input, output);
                break;
            default:
                throw new InvalidOperationException($"no reference for {node.Op}");
        }

        return output;
    }

    private static void Copy(Model model, CopyNode node, Func<int, sbyte[]> input, sbyte[] output)
    {
        if (node.Fill is int code)
        {
            Array.Fill(output, (sbyte)code);
        }

        TensorInfo[] inputs = [.. node.Inputs.Select(model.Graph.Tensor)];
        foreach ((int part, StridedCopy copy) in node.Copies(inputs, model.Graph.Tensor(node.Output)).Index())
        {
            CopyReference.Run(
                copy.Axes.Select(axis => axis.Extent).ToArray(),
                copy.Axes.Select(axis => axis.SourceStride).ToArray(),
                copy.Axes.Select(axis => axis.TargetStride).ToArray(),
                input(inputs[part].Index), copy.SourceOffset, output, copy.TargetOffset);
        }
    }

    private static AddOperand Operand(Model model, int tensor, QuantizedMultiplier multiplier, RequantizationKind kind) =>
        new(model.Graph.Tensor(tensor).ZeroPoint, multiplier.ToReference(kind));
}
