using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints an operation on two tensors: one loop for equal shapes, a loop per axis for broadcast ones.</summary>
internal abstract class ElementwiseEmitter : KernelEmitter
{
    public sealed override void Emit(KernelStep step, SourceWriter w)
    {
        TensorInfo first = step.Inputs[0];
        TensorInfo second = step.Inputs[1];
        w.Documentation("summary", $"{SourceWriter.EscapeDocumentation(step.Node.Name)}: {step.Node.Op}, {first.Signature} and {second.Signature} to {step.Output.Signature}.");
        w.Documentation(
            "remarks",
            Remark(step),
            Invariant($"Zero points {first.ZeroPoint} and {second.ZeroPoint}; output scale {step.Output.Quantization?.ScaleText}, zero point {step.Output.ZeroPoint}."));
        List<string> parameters = [];
        if (!first.IsConstant)
        {
            parameters.Add("ReadOnlySpan<sbyte> first");
        }

        if (!second.IsConstant)
        {
            parameters.Add("ReadOnlySpan<sbyte> second");
        }

        using (w.Block($"private static void {step.Identifier}({string.Join(", ", parameters)}, Span<sbyte> output)"))
        {
            if (first.IsConstant || second.IsConstant)
            {
                w.Line($"ReadOnlySpan<sbyte> {(first.IsConstant ? "first" : "second")} = {step.Identifier}Values;");
            }

            if (first.Shape == second.Shape)
            {
                using (w.Block($"for (int i = 0; i < {step.Output.ElementCount}; i++)"))
                {
                    EmitElement(step, "first[i]", "second[i]", "output[i]", w);
                }
            }
            else
            {
                w.Line("int outputIndex = 0;");
                EmitAxis(step, [], w);
            }
        }
    }

    /// <summary>What the operation does, as a sentence.</summary>
    protected abstract string Remark(KernelStep step);

    /// <summary>Prints the statements for one element; its operands and its place are C# expressions, each to be used once.</summary>
    protected abstract void EmitElement(KernelStep step, string first, string second, string output, SourceWriter w);

    /// <summary>A code less the zero point.</summary>
    protected static string Centred(string code, TensorInfo tensor) =>
        tensor.ZeroPoint == 0 ? code : $"({(IndexExpression)code - tensor.ZeroPoint})";

    /// <summary>Prints the loops over the axes of the output that <paramref name="indices"/> has not got yet.</summary>
    private void EmitAxis(KernelStep step, IndexExpression[] indices, SourceWriter w)
    {
        EquatableArray<int> shape = step.Output.Shape;
        int axis = indices.Length;
        if (axis == shape.Count)
        {
            EmitElement(
                step, $"first[{BroadcastIndex(step.Inputs[0], indices)}]", $"second[{BroadcastIndex(step.Inputs[1], indices)}]", "output[outputIndex++]", w);
            return;
        }

        using (w.Loop(Invariant($"i{axis}"), shape[axis], out IndexExpression index))
        {
            EmitAxis(step, [.. indices, index], w);
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
    protected override string Remark(KernelStep step) =>
        $"Both operands are rescaled to a common scale with 20 fraction bits, {(step.Node is Sub ? "subtracted" : "added")}, and requantized.";

    protected override void EmitElement(KernelStep step, string first, string second, string output, SourceWriter w)
    {
        ScaledSum sum = (ScaledSum)step.Node;
        w.Line($"int a = {Rescale(first, step.Inputs[0], sum.Kind, sum.FirstMultiplier)};");
        w.Line($"int b = {Rescale(second, step.Inputs[1], sum.Kind, sum.SecondMultiplier)};");
        w.Line($"{output} = {Requantize(sum.Sign > 0 ? "a + b" : "a - b", new Rescale(sum.Kind, sum.OutputMultiplier), step.Output, sum.Clamp)};");
    }

    private static string Rescale(string code, TensorInfo tensor, RequantizationKind kind, QuantizedMultiplier multiplier) =>
        Multiply(kind, Invariant($"{Centred(code, tensor)} << {ScaledSum.LeftShift}"), multiplier);
}

/// <summary>Prints a product of two tensors.</summary>
internal sealed class MulEmitter : ElementwiseEmitter
{
    protected override string Remark(KernelStep step) => "The exact product of the codes less their zero points, requantized.";

    protected override void EmitElement(KernelStep step, string first, string second, string output, SourceWriter w)
    {
        Mul mul = (Mul)step.Node;
        string product = $"{Centred(first, step.Inputs[0])} * {Centred(second, step.Inputs[1])}";
        w.Line($"{output} = {Requantize(product, new Rescale(mul.Kind, mul.Multiplier), step.Output, mul.Clamp)};");
    }
}

/// <summary>Prints the greater or the lesser of two codes.</summary>
internal sealed class ExtremumEmitter : ElementwiseEmitter
{
    protected override string Remark(KernelStep step) => "Raw codes; nothing is rescaled.";

    protected override void EmitElement(KernelStep step, string first, string second, string output, SourceWriter w) =>
        w.Line($"{output} = Math.{(step.Node is Maximum ? "Max" : "Min")}({first}, {second});");
}

/// <summary>Prints a rectifier whose factor for negative numbers is a tensor.</summary>
internal sealed class PreluEmitter : ElementwiseEmitter
{
    protected override string Remark(KernelStep step) => "Negative numbers are multiplied by the second operand.";

    protected override void EmitElement(KernelStep step, string first, string second, string output, SourceWriter w)
    {
        Prelu prelu = (Prelu)step.Node;
        w.Line($"int u = {(IndexExpression)first - step.Inputs[0].ZeroPoint};");
        w.Line($"{output} = u >= 0");
        w.Line($"    ? {Requantize("u", new Rescale(prelu.Kind, prelu.Positive), step.Output, ClampRange.Full)}");
        w.Line($"    : {Requantize($"u * {Centred(second, step.Inputs[1])}", new Rescale(prelu.Kind, prelu.Negative), step.Output, ClampRange.Full)};");
    }
}
