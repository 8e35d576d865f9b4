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
                EmitAxis(step, add, 0, w);
            }
        }
    }

    private static void EmitAxis(KernelStep step, Add add, int axis, SourceWriter w)
    {
        EquatableArray<int> shape = step.Output.Shape;
        if (axis == shape.Count)
        {
            EmitSum(step, add, BroadcastIndex(step.Inputs[0], shape.Count), BroadcastIndex(step.Inputs[1], shape.Count), "outputIndex++", w);
            return;
        }

        using (w.Block($"for (int i{axis} = 0; i{axis} < {shape[axis]}; i{axis}++)"))
        {
            EmitAxis(step, add, axis + 1, w);
        }
    }

    private static void EmitSum(KernelStep step, Add add, string firstIndex, string secondIndex, string outputIndex, SourceWriter w)
    {
        w.Line($"int a = {Rescale($"first[{firstIndex}]", step.Inputs[0], add.FirstMultiplier)};");
        w.Line($"int b = {Rescale($"second[{secondIndex}]", step.Inputs[1], add.SecondMultiplier)};");
        w.Line($"output[{outputIndex}] = FixedPoint.Requantize(a + b, {add.OutputMultiplier.Multiplier}, {add.OutputMultiplier.Shift}, zeroPoint: {step.Output.ZeroPoint}, {add.Clamp.Lower}, {add.Clamp.Upper});");
    }

    private static string Rescale(string code, TensorInfo tensor, QuantizedMultiplier multiplier)
    {
        string centred = tensor.ZeroPoint == 0 ? code : Invariant($"({code} - ({tensor.ZeroPoint}))");
        return Invariant($"FixedPoint.MultiplyByQuantizedMultiplier({centred} << {Add.LeftShift}, {multiplier.Multiplier}, {multiplier.Shift})");
    }

    /// <summary>Index of an operand from the loop variables of the output's axes; an axis of extent 1 stands still.</summary>
    private static string BroadcastIndex(TensorInfo tensor, int outputRank)
    {
        List<string> terms = [];
        int stride = 1;
        for (int axis = tensor.Shape.Count - 1; axis >= 0; axis--)
        {
            if (tensor.Shape[axis] > 1)
            {
                int variable = outputRank - tensor.Shape.Count + axis;
                terms.Insert(0, stride == 1 ? Invariant($"i{variable}") : Invariant($"(i{variable} * {stride})"));
            }

            stride *= tensor.Shape[axis];
        }

        return terms.Count == 0 ? "0" : string.Join(" + ", terms);
    }
}
