using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>QUANTIZE of a float32 input or of codes, and DEQUANTIZE to a float32 output.</summary>
internal static class QuantizeImporter
{
    public static GraphNode Import(TfliteNode node) => node.TypeOfInput(0) == TensorType.Float32
        ? new Quantize(node.Name, node.RealInput(0).Index, node.Output().Index,
            node.IsXnnpack ? QuantizeRounding.HalfToEvenByReciprocal : QuantizeRounding.HalfAwayFromZero)
        : UnaryImporter.ImportRescale(node);

    public static GraphNode ImportDequantize(TfliteNode node) =>
        new Dequantize(node.Name, node.Activation(0).Index, node.RealOutput().Index);
}
