using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite.Operators;

/// <summary>ADD; either operand may be a constant, and shapes broadcast.</summary>
internal static class AddImporter
{
    public static GraphNode Import(TfliteNode node)
    {
        TensorInfo first = node.Activation(0);
        TensorInfo second = node.Activation(1);
        TensorInfo output = node.Output();

        // Both operands come to half of the greater scale, so that their sum fits; then to the output scale.
        double twiceGreater = 2.0 * Math.Max(TfliteNode.Scale(first), TfliteNode.Scale(second));
        double outputFactor = twiceGreater / ((1 << Add.LeftShift) * (double)TfliteNode.Scale(output));
        QuantizedMultiplier outputMultiplier = node.Multiplier(outputFactor);
        if (outputMultiplier.Shift > 0)
        {
            throw node.QuantizationError(Invariant($"scales its sum by {outputFactor}, expected less than 1: the output scale is too small"));
        }

        return new Add(
            node.Name, first.Index, second.Index, output.Index, node.Rounding,
            node.Multiplier(TfliteNode.Scale(first) / twiceGreater),
            node.Multiplier(TfliteNode.Scale(second) / twiceGreater),
            outputMultiplier,
            node.Clamp(node.Options(11).Byte(0, "the fused activation"), output));
    }
}
