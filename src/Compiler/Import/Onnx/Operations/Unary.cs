using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>Functions of one code, computed once for all 256: <c>rne(f32(g(f32((x - xz) * xs)) / ys)) + yz</c>.</summary>
internal static class Unary
{
    private const float DefaultSlope = 0.01f;

    /// <summary>QLinearLeakyRelu(x, xs, xz, ys, yz).</summary>
    public static OnnxValue ImportQuantizedLeakyRelu(OnnxOp op) => ImportQuantized(op, LeakyRelu(op));

    /// <summary>QLinearSigmoid(x, xs, xz, ys, yz).</summary>
    public static OnnxValue ImportQuantizedSigmoid(OnnxOp op) => ImportQuantized(op, Functions.Sigmoid);

    /// <summary>LeakyRelu(x) of real numbers.</summary>
    public static OnnxValue ImportLeakyRelu(OnnxOp op) => ImportReal(op, LeakyRelu(op));

    /// <summary>Sigmoid(x) of real numbers.</summary>
    public static OnnxValue ImportSigmoid(OnnxOp op) => ImportReal(op, Functions.Sigmoid);

    /// <summary>Relu(x): of codes as numbers, or of real numbers.</summary>
    public static OnnxValue ImportRelu(OnnxOp op) => ImportClamp(op, 0, float.PositiveInfinity);

    /// <summary>Clip(x, min, max), likewise.</summary>
    public static OnnxValue ImportClip(OnnxOp op)
    {
        bool hasInputs = op.Opset >= 11;
        float lower = hasInputs ? End(op, 1, float.NegativeInfinity) : op.Node.Float("min", float.NegativeInfinity);
        float upper = hasInputs ? End(op, 2, float.PositiveInfinity) : op.Node.Float("max", float.PositiveInfinity);
        return lower <= upper
            ? ImportClamp(op, lower, upper)
            : throw op.Node.GraphError(Invariant($"clips to at least {lower} and at most {upper}"));
    }

    private static OnnxCodes ImportQuantized(OnnxOp op, Func<float, float> function)
    {
        OnnxCodes codes = op.Codes(0);
        OnnxQuantization quantization = op.InputQuantization(codes, 1, 2);
        return op.RequireIsland(new OnnxDequantized(codes.Name, codes, quantization)).Then(op, function).Quantize(op, op.Target(3, 4, codes.Scale.IsUnsigned));
    }

    /// <summary>A function of real numbers, which are one of a varying number themselves.</summary>
    public static OnnxIsland ImportReal(OnnxOp op, Func<float, float> function) => op.RequireIsland(op.Value(0)).Then(op, function);

    private static OnnxValue ImportClamp(OnnxOp op, float lower, float upper)
    {
        switch (op.Value(0))
        {
            case OnnxPending or OnnxNumbers { Type: ElementType.Float32 }:
                // As the nodes do it, one after the other.
                OnnxPending pending = op.Pending(op.Value(0));
                return pending with
                {
                    Name = op.Output,
                    Lower = Math.Min(Math.Max(pending.Lower, lower), upper),
                    Upper = Math.Max(Math.Min(pending.Upper, upper), lower),
                };
            case OnnxCodes or OnnxConstant:
                OnnxCodes codes = op.Codes(0);
                (OnnxCodes result, int output) = op.Graph.AddCodes(op.Output, codes.Shape, codes.Scale, codes.Native);
                int offset = codes.Scale.IsUnsigned ? 128 : 0;
                sbyte[] table = [.. Enumerable.Range(sbyte.MinValue, 256).Select(code =>
                    (sbyte)(Math.Clamp(Math.Clamp(code + offset, lower, upper), sbyte.MinValue + offset, sbyte.MaxValue + offset) - offset))];
                op.Graph.AddLookup(op.Graph.NodeName(op.Output, op.Node.OpType), op.Graph.Tensor(codes, codes.Native), output, op.Node.OpType, table);
                return result;
            default:
                return ImportReal(op, value => Math.Min(Math.Max(value, lower), upper));
        }
    }

    private static float End(OnnxOp op, int input, float byDefault)
    {
        if (!op.Node.Has(input))
        {
            return byDefault;
        }

        switch (op.Value(input))
        {
            case OnnxDequantizedConstant { Tensor: { Count: 1 } } constant:
                return op.ChannelQuantization(constant.Scales, constant.ZeroPoint, constant.Tensor.Type == OnnxType.UInt8, 1)
                    .Dequantize((sbyte)OnnxOp.CodesOf(constant.Tensor)[0]);
            case OnnxConstant { Tensor: { Count: 1 } tensor }:
                return tensor.Type switch
                {
                    OnnxType.Float32 => tensor.Singles[0],
                    OnnxType.Int8 => (sbyte)tensor.Data.Span[0],
                    OnnxType.UInt8 => tensor.Data.Span[0],
                    _ => throw op.Node.Unsupported($"takes an end from {Quote(tensor.Name)}, {tensor.Signature}"),
                };
            case var other:
                throw op.Node.Unsupported($"takes an end from {OnnxOp.Describe(other)}");
        }
    }

    private static Func<float, float> LeakyRelu(OnnxOp op)
    {
        float slope = op.Node.Float("alpha", DefaultSlope);
        return value => value >= 0 ? value : value * slope;
    }
}
