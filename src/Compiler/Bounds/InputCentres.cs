using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Reference;
using QMacVerify.Runtime.Running;
using ElementType = QMacVerify.Runtime.ElementType;

namespace QMacVerify.Compiler.Bounds;

/// <summary>The codes that a sample has where regions begin.</summary>
internal static class InputCentres
{
    /// <summary>Codes of each input, in the model's order.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="sample">One sample, in the types of the model's boundary.</param>
    public static sbyte[][] Of(QuantizedGraph graph, SampleBatch sample) =>
        [.. sample.Inputs.Select((array, position) => Codes(graph, graph.Inputs[position], array))];

    private static sbyte[] Codes(QuantizedGraph graph, int input, NpyArray array)
    {
        switch (array.Type)
        {
            case ElementType.UInt8:
                sbyte[] codes = new sbyte[array.Count];
                UnsignedCodes.ToSigned(array.Data, codes);
                return codes;
            case ElementType.Float32 when graph.Nodes.OfType<Quantize>().FirstOrDefault(node => node.Input == input) is Quantize quantize:
                TensorInfo output = graph.Tensor(quantize.Output);
                return RealCodesReference.Quantize(
                    array.Values<float>().ToArray(), BitConverter.UInt32BitsToSingle(output.ScaleBits), output.ZeroPoint, quantize.TiesToEven);
            case ElementType.Float32:
                return [];
            default:
                return array.Values<sbyte>().ToArray();
        }
    }
}
