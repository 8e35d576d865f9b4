using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>QLinearAdd and QLinearMul, and Add and Mul between DequantizeLinear and QuantizeLinear.</summary>
internal static class Elementwise
{
    private delegate GraphNode Combine(
        OnnxOp op, string name, OnnxBroadcast operands, int output, OnnxQuantization first, OnnxQuantization second, OnnxTarget target);

    /// <summary>QLinearAdd(A, as, az, B, bs, bz, cs, cz).</summary>
    public static OnnxValue ImportQuantizedAdd(OnnxOp op) => ImportQuantized(op, Add);

    /// <summary>QLinearMul, likewise.</summary>
    public static OnnxValue ImportQuantizedMultiply(OnnxOp op) => ImportQuantized(op, Multiply);

    /// <summary>Add(a, b) of real numbers.</summary>
    public static OnnxValue ImportAdd(OnnxOp op) => ImportReal(op, Add);

    /// <summary>Mul(a, b) of real numbers.</summary>
    public static OnnxValue ImportMultiply(OnnxOp op) => ImportReal(op, Multiply);

    private static OnnxCodes ImportQuantized(OnnxOp op, Combine combine)
    {
        OnnxCodes first = op.Codes(0);
        OnnxCodes second = op.Codes(3);
        OnnxQuantization firstQuantization = op.InputQuantization(first, 1, 2);
        OnnxQuantization secondQuantization = op.InputQuantization(second, 4, 5);
        return Node(op, first, second, firstQuantization, secondQuantization, op.Target(6, 7, first.Scale.IsUnsigned), combine);
    }

    private static OnnxPending ImportReal(OnnxOp op, Combine combine)
    {
        OnnxDequantized first = op.Dequantized(0);
        OnnxDequantized second = op.Dequantized(1);
        int[] shape = OnnxBroadcast.ResultShape(op, first.Shape, second.Shape);
        return new OnnxPending(op.Output, shape, op.Node, target =>
            Node(op, first.Codes, second.Codes, first.Quantization, second.Quantization, target, combine));
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
