using System.Runtime.InteropServices;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Reference;
using QMacVerify.Runtime.Running;
using static QMacVerify.Generators.Support.Text;
using ElementType = QMacVerify.Generators.Graph.ElementType;

namespace QMacVerify.Compiler.Bounds;

/// <summary>The codes that a sample has where regions begin.</summary>
internal static class InputCodes
{
    /// <summary>Codes of each input, in the model's order; empty for real numbers that nothing quantizes.</summary>
    public static sbyte[][] Centres(QuantizedGraph graph, SampleBatch samples, int sample) =>
        [.. graph.Inputs.Select((_, position) => graph.InputCodes
            .Where(input => input.Position == position)
            .Select(input => Of(graph, samples, sample, position, input.Codes))
            .FirstOrDefault([]))];

    /// <summary>Says where a sample lies outside a region, or null where it lies inside.</summary>
    public static string? Outside(InputRegion region, QuantizedGraph graph, SampleBatch samples, int sample)
    {
        foreach ((int position, TensorInfo tensor, Box box) in region.BoxesOf(graph))
        {
            sbyte[] codes = Of(graph, samples, sample, position, tensor);
            for (int element = 0; element < codes.Length; element++)
            {
                if (!box[element].Contains(codes[element]))
                {
                    return Invariant(
                        $"element {element} of {Quote(tensor.Name)} has code {codes[element]}, outside the region {region.Kind}: {box[element]}");
                }
            }
        }

        return null;
    }

    /// <summary>What an input of a model takes where its codes are to be these: the codes, or the real numbers that they stand for.</summary>
    /// <param name="input">The input.</param>
    /// <param name="tensor">Where its codes first stand.</param>
    /// <param name="codes">The codes.</param>
    public static byte[] ToBytes(TensorInfo input, TensorInfo tensor, sbyte[] codes)
    {
        switch (input.ModelType)
        {
            case ElementType.UInt8:
                byte[] unsigned = new byte[codes.Length];
                UnsignedCodes.FromSigned(codes, unsigned);
                return unsigned;
            case ElementType.Float32:
                return MemoryMarshal.AsBytes<float>(RealCodesReference.Dequantize(codes, BitConverter.UInt32BitsToSingle(tensor.ScaleBits), tensor.ZeroPoint)).ToArray();
            default:
                return MemoryMarshal.AsBytes<sbyte>(codes).ToArray();
        }
    }

    private static sbyte[] Of(QuantizedGraph graph, SampleBatch samples, int sample, int position, TensorInfo codes)
    {
        ReadOnlySpan<byte> bytes = samples.Sample(position, sample).Span;
        switch (graph.Tensor(graph.Inputs[position]).ModelType)
        {
            case ElementType.UInt8:
                sbyte[] signed = new sbyte[bytes.Length];
                UnsignedCodes.ToSigned(bytes, signed);
                return signed;
            case ElementType.Float32:
                Quantize quantize = graph.Nodes.OfType<Quantize>().First(node => node.Output == codes.Index);
                return RealCodesReference.Quantize(
                    MemoryMarshal.Cast<byte, float>(bytes).ToArray(), BitConverter.UInt32BitsToSingle(codes.ScaleBits), codes.ZeroPoint, quantize.Rounding.ToReference());
            default:
                return MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray();
        }
    }
}
