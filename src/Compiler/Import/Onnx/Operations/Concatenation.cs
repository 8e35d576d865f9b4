using QMacVerify.Generators.Graph;
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

        return Add(op, [.. operands.Select(operand => Coded(op, new OnnxDequantized(operand.Codes.Name, operand.Codes, operand.Quantization), target with { Name = "" }))], target);
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

        OnnxValue[] reals = [.. op.Node.Inputs.Select((_, input) => op.Value(input) is OnnxDequantizedConstant ? op.Dequantized(input) : op.Value(input))];
        return new OnnxPending(op.Output, Shape(op, reals), op.Node, target => Add(op, [.. reals.Select(real => Coded(op, real, target with { Name = "" }))], target))
        {
            // The same function of several codes of one scale is that function of the codes side by side.
            AsIsland = op.Island(reals[0]) is OnnxCurve { ChannelAxis: < 0 } first && reals.All(real => op.Island(real) is OnnxCurve other
                && other.Codes.Scale.Quantization.SameAs(first.Codes.Scale.Quantization) && other.Values.AsSpan().SequenceEqual(first.Values))
                ? new(() => new OnnxCurve(
                    op.Output, Add(op, [.. reals.Select(real => ((OnnxCurve)op.RequireIsland(real)).Codes)], new OnnxTarget("", first.Codes.Scale.Quantization, ClampRange.Full)),
                    first.Values, -1, first.Producer))
                : null,
        };
    }

    private static OnnxCodes Coded(OnnxOp op, OnnxValue real, OnnxTarget target) => op.Island(real) is OnnxCurve curve
        ? op.Rescaled(real, curve, target)
        : op.Pending(real).Complete(op.Graph, op.Node, target);

    private static OnnxCodes Add(OnnxOp op, OnnxCodes[] codes, OnnxTarget target)
    {
        OnnxScale scale = new(target.Quantization.IsUnsigned);
        scale.Require(target.Quantization, op.Node, target.Name);
        return op.Graph.Concat(codes, target.Name, Axis(op, codes), scale);
    }

    private static int Axis(OnnxOp op, OnnxCodes[] operands)
    {
        Shape(op, operands);
        return op.Axis(op.Node.Int("axis", 1), operands[0].Shape.Length);
    }

    private static int[] Shape(OnnxOp op, OnnxValue[] operands)
    {
        if (operands.Length == 0)
        {
            throw op.Node.GraphError("has nothing to put together");
        }

        if (operands.Any(operand => operand is OnnxCodes) && !operands.All(operand => operand is OnnxCodes))
        {
            throw op.Node.Unsupported("puts codes beside real numbers");
        }

        int axis = op.Axis(op.Node.Int("axis", 1), operands[0].Shape.Length);
        return Shape(op, [.. operands.Select(operand => operand.Shape)], axis, i => operands[i] is not OnnxCodes codes
            || codes.Scale.IsUnsigned == ((OnnxCodes)operands[0]).Scale.IsUnsigned);
    }

    /// <summary>The shape of values side by side.</summary>
    /// <param name="op">The node.</param>
    /// <param name="operands">Their shapes, at least one.</param>
    /// <param name="axis">Along which.</param>
    /// <param name="fitsFirst">Whether the elements of a value may stand beside those of the first.</param>
    public static int[] Shape(OnnxOp op, int[][] operands, int axis, Func<int, bool> fitsFirst)
    {
        int[] shape = [.. operands[0]];
        for (int operand = 1; operand < operands.Length; operand++)
        {
            int[] other = operands[operand];
            bool fits = other.Length == shape.Length && Enumerable.Range(0, shape.Length).All(i => i == axis || other[i] == shape[i]) && fitsFirst(operand);
            shape[axis] = fits ? shape[axis] + other[axis] : throw op.Node.ShapeError(Invariant(
                $"puts [{string.Join(", ", other)}] beside [{string.Join(", ", operands[0])}] along axis {axis}"));
        }

        return shape;
    }
}
