using System.Runtime.InteropServices;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite.Folding;

/// <summary>Constants of codes: weights that converters quantize, dequantize or move in the model.</summary>
internal static class ConstantCodes
{
    /// <summary>QUANTIZE of real numbers; NaN has no code.</summary>
    public static TfliteTensor Quantize(TfliteNode node)
    {
        TfliteTensor input = node.FileInput(0);
        TfliteTensor output = node.FileOutput();
        (float scale, int zeroPoint) = SingleScale(node, node.QuantizationOfOutput(), output);
        float[] reals = Numbers.Reals(input);
        node.CountFolded(reals.Length);
        if (reals.Any(float.IsNaN))
        {
            throw node.QuantizationError("makes codes of NaN");
        }

        sbyte[] codes = Array.ConvertAll(reals, real => node.IsXnnpack ? RealCodes.QuantizeByReciprocal(real, scale, zeroPoint) : RealCodes.Quantize(real, scale, zeroPoint));
        byte[] data = MemoryMarshal.AsBytes<sbyte>(codes).ToArray();
        if (output.Type == TensorType.UInt8)
        {
            UnsignedCodes.FromSigned(codes, data);
        }

        return new TfliteTensor("", output.Type, input.Shape, data, null, false);
    }

    /// <summary>DEQUANTIZE.</summary>
    public static TfliteTensor Dequantize(TfliteNode node)
    {
        TfliteTensor input = node.FileInput(0);
        (float scale, int zeroPoint) = SingleScale(node, node.QuantizationOfInput(0), input);
        node.CountFolded(input.Data.Length);
        sbyte[] codes = MemoryMarshal.Cast<byte, sbyte>(input.Data.Span).ToArray();
        if (input.Type == TensorType.UInt8)
        {
            UnsignedCodes.ToSigned(input.Data.Span, codes);
        }

        return Numbers.OfReals(input.Shape, Array.ConvertAll(codes, code => RealCodes.Dequantize(code, scale, zeroPoint)));
    }

    /// <summary>Whether codes may be moved: input and output have the same scales, perhaps of another axis.</summary>
    public static bool MayMove(TfliteNode node) =>
        node.QuantizationOfInput(0) is { } input && node.QuantizationOfOutput() is { } output
        && input.ScaleBits == output.ScaleBits && input.ZeroPoint == output.ZeroPoint && node.FileInput(0).Type == node.FileOutput().Type;

    private static (float Scale, int ZeroPoint) SingleScale(TfliteNode node, TensorQuantization? quantization, TfliteTensor tensor) =>
        quantization is { IsPerChannel: false } && tensor.Type is TensorType.Int8 or TensorType.UInt8
            ? (BitConverter.UInt32BitsToSingle(quantization!.ScaleBits[0]), quantization.ZeroPoint)
            : throw node.QuantizationError($"needs one scale and one zero point of {tensor.Type.Name()} {Quote(tensor.Name)}");
}
