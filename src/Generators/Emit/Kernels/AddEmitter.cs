using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a sum of two tensors: one loop for equal shapes, a loop per axis for broadcast ones.</summary>
internal sealed class AddEmitter : KernelEmitter
{
    public override void Emit(KernelStep step, SourceWriter w)
    {
        Add add = (Add)step.Node;
        TensorInfo first = step.Inputs[0];
        TensorInfo second = step.Inputs[1];
        w.Documentation("summary", $"{SourceWriter.EscapeDocumentation(add.Name)}: add, {first.Signature} and {second.Signature} to {step.Output.Signature}.");
        w.Documentation(
            "remarks",
            "Both operands are rescaled to a common scale with 20 fraction bits, added, and requantized.",
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
                    EmitSum(step, add, "i", "i", "i", w);
                }
            }
            else
            {
                w.Line("int outputIndex = 0;");
                EmitAxis(step, add, [], w);
            }
        }
    }

    /// <summary>Prints the loops over the axes of the output that <paramref name="indices"/> has not got yet.</summary>
    private static void EmitAxis(KernelStep step, Add add, IndexExpression[] indices, SourceWriter w)
    {
        EquatableArray<int> shape = step.Output.Shape;
        int axis = indices.Length;
        if (axis == shape.Count)
        {
            EmitSum(step, add, BroadcastIndex(step.Inputs[0], indices), BroadcastIndex(step.Inputs[1], indices), "outputIndex++", w);
            return;
        }

        using (w.Loop(Invariant($"i{axis}"), shape[axis], out IndexExpression index))
        {
            EmitAxis(step, add, [.. indices, index], w);
        }
    }

    private static void EmitSum(KernelStep step, Add add, string firstIndex, string secondIndex, string outputIndex, SourceWriter w)
    {
        w.Line($"int a = {Rescale($"first[{firstIndex}]", step.Inputs[0], add.Kind, add.FirstMultiplier)};");
        w.Line($"int b = {Rescale($"second[{secondIndex}]", step.Inputs[1], add.Kind, add.SecondMultiplier)};");
        w.Line($"output[{outputIndex}] = {Requantize("a + b", new Rescale(add.Kind, add.OutputMultiplier), step.Output, add.Clamp)};");
    }

    private static string Rescale(string code, TensorInfo tensor, RequantizationKind kind, QuantizedMultiplier multiplier)
    {
        string centred = tensor.ZeroPoint == 0 ? code : $"({(IndexExpression)code - tensor.ZeroPoint})";
        return Multiply(kind, Invariant($"{centred} << {Add.LeftShift}"), multiplier);
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
