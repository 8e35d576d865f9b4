using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>QLinearAdd and QLinearMul, and operators on two real numbers: integer ones where the runtime has them, else a table.</summary>
internal static class Elementwise
{
    private delegate GraphNode Combine(
        OnnxOp op, string name, OnnxBroadcast operands, int output, OnnxQuantization first, OnnxQuantization second, OnnxTarget target);

    /// <summary>QLinearAdd(A, as, az, B, bs, bz, cs, cz).</summary>
    public static OnnxValue ImportQuantizedAdd(OnnxOp op) => ImportQuantized(op, Add);

    /// <summary>QLinearMul, likewise.</summary>
    public static OnnxValue ImportQuantizedMultiply(OnnxOp op) => ImportQuantized(op, Multiply);

    /// <summary>Add(a, b) of real numbers.</summary>
    public static OnnxValue ImportAdd(OnnxOp op) => Biased(op) ?? (OnnxValue?)Island(op, (a, b) => a + b) ?? ImportReal(op, Add, (a, b) => a + b);

    /// <summary>Mul(a, b) of real numbers.</summary>
    public static OnnxValue ImportMultiply(OnnxOp op) => (OnnxValue?)Island(op, (a, b) => a * b) ?? ImportReal(op, Multiply, (a, b) => a * b);

    public static OnnxValue ImportSubtract(OnnxOp op) => RequireIsland(op, (a, b) => a - b);

    public static OnnxValue ImportDivide(OnnxOp op) => RequireIsland(op, (a, b) => a / b);

    public static OnnxValue ImportPower(OnnxOp op) => RequireIsland(op, MathF.Pow);

    /// <summary>Max(a, b) of real numbers: the greater code, once both have codes of one scale.</summary>
    public static OnnxValue ImportMaximum(OnnxOp op) => (OnnxValue?)Island(op, Math.Max) ??
        ImportExtremum(op, Math.Max, (name, operands, output) => new Maximum(name, operands.First, operands.Second, output));

    /// <summary>Min(a, b), likewise.</summary>
    public static OnnxValue ImportMinimum(OnnxOp op) => (OnnxValue?)Island(op, Math.Min) ??
        ImportExtremum(op, Math.Min, (name, operands, output) => new Minimum(name, operands.First, operands.Second, output));

    /// <summary>A layer whose bias is an operator of its own, as the runtime puts it into the layer; null where it does not.</summary>
    private static OnnxPending? Biased(OnnxOp op)
    {
        for (int input = 0; input < Math.Min(op.Node.Inputs.Count, 2); input++)
        {
            if (op.Value(input) is OnnxPending { WithBias: { } withBias } layer && OnnxChannelConstant.Of(op.Value(1 - input), layer.Shape) is { } bias
                && bias.Axis == layer.Shape.Length - 1)
            {
                return withBias(op, bias.Values);
            }
        }

        return null;
    }

    private static OnnxPending ImportExtremum(OnnxOp op, Func<float, float, float> function, Func<string, OnnxBroadcast, int, GraphNode> node)
    {
        OnnxValue first = Real(op, 0);
        OnnxValue second = Real(op, 1);
        (OnnxIsland a, OnnxIsland b) = (op.RequireIsland(first), op.RequireIsland(second));
        return new OnnxPending(op.Output, OnnxBroadcast.ResultShape(op, first.Shape, second.Shape), op.Node, target =>
        {
            OnnxTarget operand = target with { Name = "" };
            OnnxBroadcast operands = OnnxBroadcast.Of(op, op.Rescaled(first, a, operand), op.Rescaled(second, b, operand));
            (OnnxCodes result, int output) = op.Graph.AddResult(target, operands.Shape, operands.Order, op.Node);
            op.Graph.Add(node(op.Graph.NodeName(target.Name, op.Node.OpType), operands, output));
            return result;
        })
        {
            AsIsland = new(() => Pair(op, function)),
        };
    }

    /// <summary>An operand, whose codes may be constant.</summary>
    private static OnnxValue Real(OnnxOp op, int input) => op.Value(input) is OnnxDequantizedConstant ? op.Dequantized(input) : op.Value(input);

    private static OnnxIsland RequireIsland(OnnxOp op, Func<float, float, float> function) =>
        Island(op, function) ?? Pair(op, function) ?? throw op.Node.Unsupported("combines two varying tensors, which are no functions of a code each");

    /// <summary>A function of two codes: two tensors that vary independently; null where they are none.</summary>
    private static OnnxPairIsland? Pair(OnnxOp op, Func<float, float, float> function)
    {
        if (op.Island(Real(op, 0)) is not OnnxCurve { ChannelAxis: < 0 } a || op.Island(Real(op, 1)) is not OnnxCurve { ChannelAxis: < 0 } b)
        {
            return null;
        }

        (float[] first, float[] second) = (a.Values, b.Values);
        return new OnnxPairIsland(
            op.Output, OnnxBroadcast.ResultShape(op, a.Shape, b.Shape), op.Node, a.Codes, b.Codes, (i, j) => function(first[i], second[j]));
    }

    /// <summary>A function of one varying number: a constant beside it, or two functions of the same; null otherwise.</summary>
    private static OnnxIsland? Island(OnnxOp op, Func<float, float, float> function)
    {
        if (op.Node.Inputs.Count != 2)
        {
            throw op.Node.Unsupported(Invariant($"has {op.Node.Inputs.Count} inputs, expected two"));
        }

        OnnxValue first = op.Value(0);
        OnnxValue second = op.Value(1);
        return (op.Island(first), op.Island(second)) switch
        {
            (OnnxIsland island, null) when OnnxChannelConstant.Of(second, island.Shape) is { } constant =>
                island.Then(op, constant.Axis, (channel, value) => function(value, constant.At(channel))),
            (null, OnnxIsland island) when OnnxChannelConstant.Of(first, island.Shape) is { } constant =>
                island.Then(op, constant.Axis, (channel, value) => function(constant.At(channel), value)),

            // Twice the same codes, and nothing computed of them, is what the runtime has an integer operator for.
            (OnnxIsland a, OnnxIsland b) when !(first is OnnxDequantized && second is OnnxDequantized) => a.With(op, b, function),
            _ => null,
        };
    }

    private static OnnxCodes ImportQuantized(OnnxOp op, Combine combine)
    {
        OnnxCodes first = op.Codes(0);
        OnnxCodes second = op.Codes(3);
        OnnxQuantization firstQuantization = op.InputQuantization(first, 1, 2);
        OnnxQuantization secondQuantization = op.InputQuantization(second, 4, 5);
        return Node(op, first, second, firstQuantization, secondQuantization, op.Target(6, 7, first.Scale.IsUnsigned), combine);
    }

    /// <summary>An operator that the runtime has in integers: of codes, not of functions of them.</summary>
    private static OnnxValue ImportReal(OnnxOp op, Combine combine, Func<float, float, float> function)
    {
        if (Real(op, 0) is not OnnxDequantized first || Real(op, 1) is not OnnxDequantized second)
        {
            return RequireIsland(op, function);
        }

        int[] shape = OnnxBroadcast.ResultShape(op, first.Shape, second.Shape);
        return new OnnxPending(op.Output, shape, op.Node, target =>
            Node(op, first.Codes, second.Codes, first.Quantization, second.Quantization, target, combine))
        {
            AsIsland = new(() => Pair(op, function)),
        };
    }

    private static OnnxCodes Node(
        OnnxOp op, OnnxCodes first, OnnxCodes second, OnnxQuantization firstQuantization, OnnxQuantization secondQuantization, OnnxTarget target, Combine combine)
    {
        if (firstQuantization.IsUnsigned != secondQuantization.IsUnsigned || firstQuantization.IsUnsigned != target.Quantization.IsUnsigned)
        {
            throw op.Node.QuantizationError("mixes int8 and uint8 codes");
        }

        OnnxBroadcast operands = OnnxBroadcast.Of(op, first, second);
        (OnnxCodes result, int output) = op.Graph.AddResult(target, operands.Shape, operands.Order, op.Node);
        op.Graph.Add(combine(
            op, op.Graph.NodeName(target.Name, op.Node.OpType), operands, output, firstQuantization, secondQuantization, target));
        return result;
    }

    /// <summary><c>ra = f32(as / cs)</c>, <c>rb = f32(bs / cs)</c>, <c>k = f32(cz - fma(ra, az, f32(rb * bz)))</c>, zero points as the model stores them.</summary>
    private static QLinearAdd Add(
        OnnxOp op, string name, OnnxBroadcast operands, int output, OnnxQuantization first, OnnxQuantization second, OnnxTarget target)
    {
        int offset = target.Quantization.CodeOffset;
        float firstFactor = first.Scale / target.Quantization.Scale;
        float secondFactor = second.Scale / target.Quantization.Scale;
        float secondShare = secondFactor * (second.ZeroPoint + offset);
        float constant = target.Quantization.ZeroPoint + offset - MathF.FusedMultiplyAdd(firstFactor, first.ZeroPoint + offset, secondShare);
        return new QLinearAdd(
            name, operands.First, operands.Second, output,
            op.FactorBits(firstFactor), op.FactorBits(secondFactor), op.FactorBits(constant), operands.FirstIsConstantInside, offset, target.Clamp);
    }

    /// <summary><c>k = f32(as * bs / cs)</c>.</summary>
    private static QLinearMultiply Multiply(
        OnnxOp op, string name, OnnxBroadcast operands, int output, OnnxQuantization first, OnnxQuantization second, OnnxTarget target) => new(
            name, operands.First, operands.Second, output,
            op.FactorBits(first.Scale * second.Scale / target.Quantization.Scale), target.Quantization.CodeOffset, target.Clamp);
}
