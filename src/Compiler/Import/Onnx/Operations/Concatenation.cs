using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>QLinearConcat, and Concat of codes or of real numbers: operands of another scale go through a table first.</summary>
internal static class Concatenation
{
    /// <summary>QLinearConcat(ys, yz, (x, xs, xz)…).</summary>
    public static OnnxValue ImportQuantized(OnnxOp op)
    {
        OnnxTarget target = op.Target(0, 1, isUnsignedByDefault: true);
        List<(OnnxCodes Codes, OnnxQuantization Quantization)> operands = [];
        for (int input = 2; input < op.Node.Inputs.Count; input += 3)
        {
            OnnxCodes codes = op.Codes(input);
            operands.Add((codes, op.InputQuantization(codes, input + 1, input + 2)));
        }

        return Add(op, operands, target);
    }

    /// <summary>Concat(x…).</summary>
    public static OnnxValue Import(OnnxOp op)
    {
        if (op.Value(0) is OnnxCodes or OnnxConstant)
        {
            OnnxCodes[] operands = [.. op.Node.Inputs.Select((_, input) => op.Codes(input))];
            foreach (OnnxCodes operand in operands)
            {
                operand.Scale.Require(operands[0].Scale.Quantization, op.Node, operand.Name);
            }

            return op.Graph.Concat(operands, op.Output, Axis(op, operands), operands[0].Scale);
        }

        OnnxDequantized[] reals = [.. op.Node.Inputs.Select((_, input) => op.Dequantized(input))];
        OnnxCodes[] codes = [.. reals.Select(real => real.Codes)];
        return new OnnxPending(op.Output, Shape(op, codes), op.Node, target =>
            Add(op, [.. reals.Select(real => (real.Codes, real.Quantization))], target));
    }

    private static OnnxCodes Add(OnnxOp op, List<(OnnxCodes Codes, OnnxQuantization Quantization)> operands, OnnxTarget target)
    {
        OnnxCodes[] codes = [.. operands.Select(operand => Rescaled(op, operand.Codes, operand.Quantization, target))];
        OnnxScale scale = new(target.Quantization.IsUnsigned);
        scale.Require(target.Quantization, op.Node, target.Name);
        return op.Graph.Concat(codes, target.Name, Axis(op, codes), scale);
    }

    private static OnnxCodes Rescaled(OnnxOp op, OnnxCodes codes, OnnxQuantization quantization, OnnxTarget target)
    {
        OnnxDequantized real = new(codes.Name, codes, quantization);
        return op.Rescaled(real, op.RequireCurve(real), target with { Name = "" });
    }

    private static int Axis(OnnxOp op, OnnxCodes[] operands)
    {
        Shape(op, operands);
        return op.Axis(op.Node.Int("axis", 1), operands[0].Shape.Length);
    }

    private static int[] Shape(OnnxOp op, OnnxCodes[] operands)
    {
        if (operands.Length == 0)
        {
            throw op.Node.GraphError("has nothing to put together");
        }

        int[] shape = [.. operands[0].Shape];
        int axis = op.Axis(op.Node.Int("axis", 1), shape.Length);
        foreach (OnnxCodes operand in operands.Skip(1))
        {
            bool fits = operand.Shape.Length == shape.Length
                && Enumerable.Range(0, shape.Length).All(i => i == axis || operand.Shape[i] == shape[i])
                && operand.Scale.IsUnsigned == operands[0].Scale.IsUnsigned;
            shape[axis] = fits ? shape[axis] + operand.Shape[axis] : throw op.Node.ShapeError(Invariant(
                $"puts [{string.Join(", ", operand.Shape)}] beside [{string.Join(", ", operands[0].Shape)}] along axis {axis}"));
        }

        return shape;
    }
}
