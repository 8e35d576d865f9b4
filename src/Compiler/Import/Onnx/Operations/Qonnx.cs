using System.Runtime.InteropServices;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx.Operations;

/// <summary>
/// QONNX, as Brevitas, FINN and hls4ml write it: real numbers that are rounded to codes of a few bits and taken back, in
/// one node. It means what its QCDQ form does: QuantizeLinear, Clip to the codes of so many bits, DequantizeLinear
/// (https://github.com/fastmachinelearning/qonnx/tree/main/docs/qonnx-custom-ops).
/// </summary>
internal static class Qonnx
{
    private const int MostBits = 8;

    /// <summary>Quant(x, scale, zeropt, bitwidth).</summary>
    public static OnnxValue ImportQuant(OnnxOp op)
    {
        RequireRounding(op, "ROUND", "ROUND", "HALF_EVEN");
        bool isUnsigned = op.Node.Int("signed", 1) == 0;
        int narrow = op.Node.Int("narrow", 0) == 0 ? 0 : 1;
        int bits = Integer(op, 3, "its number of bits", 1, 32);
        (long lower, long upper) = isUnsigned ? (0, (1L << bits) - 1 - narrow) : (-(1L << (bits - 1)) + narrow, (1L << (bits - 1)) - 1);
        if (op.Value(0) is OnnxConstant { Tensor: { Type: OnnxType.Float32 } tensor })
        {
            return Constant(op, tensor, lower, upper);
        }

        if (bits > MostBits)
        {
            throw op.Node.Unsupported(Invariant($"makes codes of {bits} bits of computed numbers"));
        }

        int zeroPoint = Integer(op, 2, "its zero point", (int)lower, (int)upper);
        OnnxQuantization quantization = new([Scale(op)], [isUnsigned ? zeroPoint - 128 : zeroPoint], isUnsigned);
        return Real(op, quantization, new ClampRange((int)lower - quantization.CodeOffset, (int)upper - quantization.CodeOffset));
    }

    /// <summary>BipolarQuant(x, scale): <c>scale</c> where x is not negative, else <c>-scale</c>.</summary>
    public static OnnxValue ImportBipolarQuant(OnnxOp op)
    {
        if (op.Value(0) is OnnxConstant { Tensor: { Type: OnnxType.Float32 } tensor })
        {
            byte[] signs = [.. tensor.Singles.ToArray().Select(value => unchecked((byte)(value >= 0 ? 1 : -1)))];
            (float[] scales, int axis) = Scales(op, tensor.Shape);
            return new OnnxDequantizedConstant(op.Output, new OnnxTensor(op.Output, OnnxType.Int8, tensor.Shape, signs), scales, null, axis);
        }

        OnnxQuantization quantization = new([Scale(op)], [0], IsUnsigned: false);
        OnnxIsland sign = op.RequireIsland(op.Value(0)).Then(op, value => value >= 0 ? quantization.Scale : -quantization.Scale);
        return new OnnxDequantized(op.Output, sign.Quantize(op, Target(op, quantization, ClampRange.Full)), quantization);
    }

    /// <summary>Trunc(x, scale, zeropt, in_bitwidth, out_bitwidth): codes without their lowest bits.</summary>
    public static OnnxValue ImportTrunc(OnnxOp op)
    {
        RequireRounding(op, "FLOOR", "FLOOR");
        float scale = Scale(op);
        int zeroPoint = Integer(op, 2, "its zero point", sbyte.MinValue, byte.MaxValue);
        int input = Integer(op, 3, "its number of bits", 1, 32);
        int output = Integer(op, 4, "the number of bits that it keeps", 1, Math.Min(input, MostBits));
        float step = MathF.ScaleB(1, input - output);
        OnnxQuantization quantization = new([scale], [zeroPoint > sbyte.MaxValue ? zeroPoint - 128 : zeroPoint], IsUnsigned: zeroPoint > sbyte.MaxValue);
        OnnxIsland truncated = op.RequireIsland(op.Value(0)).Then(
            op, value => (MathF.Floor(MathF.Round((value / scale) + zeroPoint, MidpointRounding.ToEven) / step) - zeroPoint) * scale);

        // Which numbers come is known of codes alone.
        return truncated is OnnxCurve curve && curve.Values.All(value => quantization.Dequantize(quantization.Quantize(value)) == value)
            ? new OnnxDequantized(op.Output, op.Table(curve, Target(op, quantization, ClampRange.Full)), quantization)
            : throw op.Node.Unsupported("computes numbers that have no code of 8 bits");
    }

    /// <summary>Real numbers that are those of codes.</summary>
    private static OnnxDequantized Real(OnnxOp op, OnnxQuantization quantization, ClampRange clamp)
    {
        OnnxTarget target = Target(op, quantization, clamp);
        OnnxValue value = op.Value(0);
        return new OnnxDequantized(op.Output, value is OnnxDequantized real
            ? op.Graph.Named(op.Rescaled(value, op.Island(real)!, target), target.Name)
            : op.Pending(value).Complete(op.Graph, op.Node, target), quantization);
    }

    /// <summary>Codes are called as their real numbers, unless the model returns those.</summary>
    private static OnnxTarget Target(OnnxOp op, OnnxQuantization quantization, ClampRange clamp) =>
        new(op.Graph.Model.Outputs.Contains(op.Output) ? "" : op.Output, quantization, clamp);

    /// <summary>Weights, and biases of more bits.</summary>
    private static OnnxDequantizedConstant Constant(OnnxOp op, OnnxTensor tensor, long lower, long upper)
    {
        (float[] scales, int axis) = Scales(op, tensor.Shape);
        int zeroPoint = Integer(op, 2, "its zero point", (int)Math.Max(lower, int.MinValue), (int)Math.Min(upper, int.MaxValue));
        int inner = scales.Length == 1 ? tensor.Count : OnnxOrders.Count(tensor.Shape[(axis + 1)..]);
        long[] codes = [.. tensor.Singles.ToArray().Select((value, i) =>
        {
            double steps = Math.Round(value / scales[i / inner % scales.Length], MidpointRounding.ToEven);
            return double.IsNaN(steps) ? throw op.Node.QuantizationError($"makes a code of NaN in {Quote(tensor.Name)}") : (long)Math.Clamp(steps + zeroPoint, lower, upper);
        })];
        OnnxType type = lower >= sbyte.MinValue && upper <= sbyte.MaxValue ? OnnxType.Int8
            : lower >= 0 && upper <= byte.MaxValue ? OnnxType.UInt8
            : upper <= int.MaxValue ? OnnxType.Int32
            : throw op.Node.Unsupported("makes codes of 32 bits without a sign");
        OnnxTensor zero = Integers(op.Node.Inputs[2], type, [], [zeroPoint]);
        return new OnnxDequantizedConstant(op.Output, Integers(op.Output, type, tensor.Shape, codes), scales, zero, axis);
    }

    private static OnnxTensor Integers(string name, OnnxType type, int[] shape, long[] values) => new(name, type, shape, type == OnnxType.Int32
        ? MemoryMarshal.AsBytes<int>(values.Select(value => (int)value).ToArray()).ToArray()
        : values.Select(value => unchecked((byte)value)).ToArray());

    /// <summary>The only scale.</summary>
    private static float Scale(OnnxOp op) => Scales(op, []) is ({ Length: 1 } scales, _)
        ? scales[0]
        : throw op.Node.QuantizationError($"has the scale {op.Constant(1, "its scale").Signature} for computed numbers, expected one number");

    /// <summary>One scale, or one for each element of an axis: the shape of the scales is broadcast to that of the numbers.</summary>
    private static (float[] Scales, int Axis) Scales(OnnxOp op, int[] shape)
    {
        OnnxTensor scale = op.Constant(1, "its scale");
        if (scale.Type != OnnxType.Float32 || scale.Count == 0)
        {
            throw op.Node.QuantizationError($"has the scale {Quote(scale.Name)}, {scale.Signature}, expected float32");
        }

        float[] scales = scale.Singles.ToArray();
        op.RequireScales(scales);
        int axis = Array.FindIndex(scale.Shape, extent => extent > 1) + shape.Length - scale.Shape.Length;
        return scales.Length == 1 || shape.Length == 0 ? (scales, 0)
            : axis >= 0 && shape[axis] == scales.Length ? (scales, axis)
            : throw op.Node.QuantizationError(Invariant($"has the scale {scale.Signature} for numbers [{string.Join(", ", shape)}], expected one, or one along one axis"));
    }

    /// <summary>A constant that is stored as a real number and must be an integer.</summary>
    private static int Integer(OnnxOp op, int input, string what, int least, int most)
    {
        OnnxTensor tensor = op.Constant(input, what);
        return tensor is { Type: OnnxType.Float32, Count: 1 } && tensor.Singles[0] is float value && value >= least && value <= most && value == MathF.Floor(value)
            ? (int)value
            : throw op.Node.QuantizationError(Invariant($"takes {what} from {Quote(tensor.Name)}, {tensor.Signature}, expected one integer from {least} to {most}"));
    }

    private static void RequireRounding(OnnxOp op, string byDefault, params string[] known)
    {
        string mode = op.Node.Text("rounding_mode", byDefault);
        if (!known.Contains(mode.ToUpperInvariant(), StringComparer.Ordinal))
        {
            throw op.Node.Unsupported($"rounds as {Quote(mode)}");
        }
    }
}
