using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints an operation on two tensors: one loop for equal shapes, a loop per axis for broadcast ones.</summary>
internal abstract class ElementwiseEmitter : KernelEmitter<OperationKernel>
{
    protected sealed override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        TensorInfo first = kernel.Inputs[0];
        TensorInfo second = kernel.Inputs[1];
        w.Documentation("summary", $"{SourceWriter.EscapeDocumentation(kernel.Node.Name)}: {kernel.Node.Op}, {first.Signature} and {second.Signature} to {kernel.Output.Signature}.");
        w.Documentation(
            "remarks",
            Remark(kernel),
            Invariant($"Zero points {first.ZeroPoint} and {second.ZeroPoint}; output scale {kernel.Output.Quantization?.ScaleText}, zero point {kernel.Output.ZeroPoint}."));
    }

    protected sealed override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        TensorInfo first = kernel.Inputs[0];
        TensorInfo second = kernel.Inputs[1];
        if (first.IsConstant || second.IsConstant)
        {
            w.Line($"ReadOnlySpan<sbyte> {(first.IsConstant ? "first" : "second")} = {kernel.Identifier}Values;");
        }

        if (first.Shape == second.Shape)
        {
            using (w.Block($"for (int i = 0; i < {kernel.Output.ElementCount}; i++)"))
            {
                EmitElement(kernel, "first[i]", "second[i]", "output[i]", w);
            }
        }
        else
        {
            w.Line("int outputIndex = 0;");
            EmitAxis(kernel, [], w);
        }
    }

    /// <summary>What the operation does, as a sentence.</summary>
    protected abstract string Remark(OperationKernel kernel);

    /// <summary>Prints the statements for one element; its operands and its place are C# expressions, each to be used once.</summary>
    protected abstract void EmitElement(OperationKernel kernel, string first, string second, string output, SourceWriter w);

    /// <summary>A code less the zero point.</summary>
    protected static string Centred(string code, TensorInfo tensor) =>
        tensor.ZeroPoint == 0 ? code : $"({(IndexExpression)code - tensor.ZeroPoint})";

    /// <summary>Prints the loops over the axes of the output that <paramref name="indices"/> has not got yet.</summary>
    private void EmitAxis(OperationKernel kernel, IndexExpression[] indices, SourceWriter w)
    {
        EquatableArray<int> shape = kernel.Output.Shape;
        int axis = indices.Length;
        if (axis == shape.Count)
        {
            EmitElement(
                kernel, $"first[{BroadcastIndex(kernel.Inputs[0], indices)}]", $"second[{BroadcastIndex(kernel.Inputs[1], indices)}]", "output[outputIndex++]", w);
            return;
        }

        using (w.Loop(Invariant($"i{axis}"), shape[axis], out IndexExpression index))
        {
            EmitAxis(kernel, [.. indices, index], w);
        }
    }

    /// <summary>Index of an operand from those of the output's axes; an axis of extent 1 stands still.</summary>
    private static string BroadcastIndex(TensorInfo tensor, IndexExpression[] indices)
    {
        IndexExpression position = 0;
        for (int axis = 0; axis < tensor.Shape.Count; axis++)
        {
            IndexExpression index = tensor.Shape[axis] == 1 ? 0 : indices[indices.Length - tensor.Shape.Count + axis];
            position = (position * tensor.Shape[axis]) + index;
        }

        return position.ToString();
    }
}

/// <summary>Prints a sum or difference of two tensors.</summary>
internal sealed class ScaledSumEmitter : ElementwiseEmitter
{
    protected override string Remark(OperationKernel kernel) =>
        $"Both operands are rescaled to a common scale with 20 fraction bits, {(kernel.Node is Sub ? "subtracted" : "added")}, and requantized.";

    protected override void EmitElement(OperationKernel kernel, string first, string second, string output, SourceWriter w)
    {
        ScaledSum sum = (ScaledSum)kernel.Node;
        w.Line($"int a = {Rescale(first, kernel.Inputs[0], sum.Kind, sum.FirstMultiplier)};");
        w.Line($"int b = {Rescale(second, kernel.Inputs[1], sum.Kind, sum.SecondMultiplier)};");
        w.Line($"{output} = {Requantize(sum.Sign > 0 ? "a + b" : "a - b", new Rescale(sum.Kind, sum.OutputMultiplier), kernel.Output, sum.Clamp)};");
    }

    private static string Rescale(string code, TensorInfo tensor, RequantizationKind kind, QuantizedMultiplier multiplier) =>
        Multiply(kind, Invariant($"{Centred(code, tensor)} << {ScaledSum.LeftShift}"), multiplier);
}

/// <summary>Prints a product of two tensors.</summary>
internal sealed class MulEmitter : ElementwiseEmitter
{
    protected override string Remark(OperationKernel kernel) => "The exact product of the codes less their zero points, requantized.";

    protected override void EmitElement(OperationKernel kernel, string first, string second, string output, SourceWriter w)
    {
        Mul mul = (Mul)kernel.Node;
        string product = $"{Centred(first, kernel.Inputs[0])} * {Centred(second, kernel.Inputs[1])}";
        w.Line($"{output} = {Requantize(product, new Rescale(mul.Kind, mul.Multiplier), kernel.Output, mul.Clamp)};");
    }
}

/// <summary>Prints the greater or the lesser of two codes.</summary>
internal sealed class ExtremumEmitter : ElementwiseEmitter
{
    protected override string Remark(OperationKernel kernel) => "Raw codes; nothing is rescaled.";

    protected override void EmitElement(OperationKernel kernel, string first, string second, string output, SourceWriter w) =>
        w.Line($"{output} = Math.{(kernel.Node is Maximum ? "Max" : "Min")}({first}, {second});");
}

/// <summary>Prints a rectifier whose factor for negative numbers is a tensor.</summary>
internal sealed class PreluEmitter : ElementwiseEmitter
{
    protected override string Remark(OperationKernel kernel) => "Negative numbers are multiplied by the second operand.";

    protected override void EmitElement(OperationKernel kernel, string first, string second, string output, SourceWriter w)
    {
        Prelu prelu = (Prelu)kernel.Node;
        w.Line($"int u = {(IndexExpression)first - kernel.Inputs[0].ZeroPoint};");
        w.Line($"{output} = u >= 0");
        w.Line($"    ? {Requantize("u", new Rescale(prelu.Kind, prelu.Positive), kernel.Output, ClampRange.Full)}");
        w.Line($"    : {Requantize($"u * {Centred(second, kernel.Inputs[1])}", new Rescale(prelu.Kind, prelu.Negative), kernel.Output, ClampRange.Full)};");
    }
}
