using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a sum or a product of two tensors in float32: one loop for equal shapes, a loop per axis for broadcast ones.</summary>
internal sealed class QLinearElementwiseEmitter : KernelEmitter
{
    public override void Emit(KernelStep step, SourceWriter w)
    {
        TensorInfo first = step.Inputs[0];
        TensorInfo second = step.Inputs[1];
        w.Documentation("summary", $"{SourceWriter.EscapeDocumentation(step.Node.Name)}: {step.Node.Op}, {first.Signature} and {second.Signature} to {step.Output.Signature}.");
        w.Documentation(
            "remarks",
            "In float32 as ONNX Runtime computes it, rounded half to even with the zero point inside.",
            Invariant($"Zero points {first.ZeroPoint} and {second.ZeroPoint}; output scale {step.Output.Quantization?.ScaleText}, zero point {step.Output.ZeroPoint}."));
        List<string> parameters =
        [
            .. first.IsConstant ? Array.Empty<string>() : ["ReadOnlySpan<sbyte> first"],
            .. second.IsConstant ? Array.Empty<string>() : ["ReadOnlySpan<sbyte> second"],
        ];
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
                    w.Line($"output[i] = {Result(step, "first[i]", "second[i]")};");
                }
            }
            else
            {
                w.Line("int outputIndex = 0;");
                EmitAxis(step, [], w);
            }
        }
    }

    /// <summary>Prints the loops over the axes of the output that <paramref name="indices"/> has not got yet.</summary>
    private static void EmitAxis(KernelStep step, IndexExpression[] indices, SourceWriter w)
    {
        EquatableArray<int> shape = step.Output.Shape;
        int axis = indices.Length;
        if (axis == shape.Count)
        {
            string first = $"first[{BroadcastIndex(step.Inputs[0], indices)}]";
            string second = $"second[{BroadcastIndex(step.Inputs[1], indices)}]";
            w.Line($"output[outputIndex++] = {Result(step, first, second)};");
            return;
        }

        using (w.Loop(Invariant($"i{axis}"), shape[axis], out IndexExpression index))
        {
            EmitAxis(step, [.. indices, index], w);
        }
    }

    private static string Result(KernelStep step, string first, string second)
    {
        switch (step.Node)
        {
            case QLinearAdd add:
                string a = $"{first}, {Real(add.FirstFactorBits)}";
                string b = $"{second}, {Real(add.SecondFactorBits)}";
                return $"RealArithmetic.Add({(add.IsSwapped ? $"{b}, {a}" : $"{a}, {b}")}, constant: {Real(add.ConstantBits)}{OffsetAndClamp(add.CodeOffset, add.Clamp)})";
            case QLinearMultiply multiply:
                string product = $"{Centred(first, step.Inputs[0])} * {Centred(second, step.Inputs[1])}";
                return Invariant($"RealArithmetic.Multiply({product}, factor: {Real(multiply.FactorBits)}, zeroPoint: {step.Output.ZeroPoint}{OffsetAndClamp(multiply.CodeOffset, multiply.Clamp)})");
            default:
                throw new InvalidOperationException($"{step.Node.Op} is not elementwise");
        }
    }

    private static string Centred(string code, TensorInfo tensor) =>
        tensor.ZeroPoint == 0 ? code : $"({(IndexExpression)code - tensor.ZeroPoint})";

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
