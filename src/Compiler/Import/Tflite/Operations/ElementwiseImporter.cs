using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Compiler.Import.Tflite.Schema;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>Operators on two tensors; either operand may be a constant, and shapes broadcast.</summary>
internal static class ElementwiseImporter
{
    private const double OneShifted = 1 << ScaledSum.LeftShift;

    /// <summary>ADD: quotients of the scales in double.</summary>
    public static GraphNode ImportAdd(TfliteNode node)
    {
        (TensorInfo first, TensorInfo second, TensorInfo output) = Operands(node);

        // Both operands come to half of the greater scale, so that their sum fits; then to the output scale.
        double twiceGreater = 2.0 * Math.Max(TfliteNode.Scale(first), TfliteNode.Scale(second));
        return new Add(
            node.Name, first.Index, second.Index, output.Index, node.Rounding,
            node.Multiplier(TfliteNode.Scale(first) / twiceGreater),
            node.Multiplier(TfliteNode.Scale(second) / twiceGreater),
            OutputMultiplier(node, twiceGreater / (OneShifted * TfliteNode.Scale(output))),
            node.Clamp(node.Options(BuiltinOptions.AddOptions), AddOptions.FusedActivationFunction, output));
    }

    /// <summary>SUB: the same quotients in float32.</summary>
    public static GraphNode ImportSub(TfliteNode node)
    {
        (TensorInfo first, TensorInfo second, TensorInfo output) = Operands(node);
        float twiceGreater = 2 * Math.Max(TfliteNode.Scale(first), TfliteNode.Scale(second));
        return new Sub(
            node.Name, first.Index, second.Index, output.Index, node.Rounding,
            node.Multiplier(TfliteNode.Scale(first) / twiceGreater),
            node.Multiplier(TfliteNode.Scale(second) / twiceGreater),
            OutputMultiplier(node, twiceGreater / ((float)OneShifted * TfliteNode.Scale(output))),
            node.Clamp(node.Options(BuiltinOptions.SubOptions), SubOptions.FusedActivationFunction, output));
    }

    public static GraphNode ImportMul(TfliteNode node)
    {
        (TensorInfo first, TensorInfo second, TensorInfo output) = Operands(node);
        return new Mul(
            node.Name, first.Index, second.Index, output.Index, node.Rounding,
            node.Multiplier((double)TfliteNode.Scale(first) * TfliteNode.Scale(second) / TfliteNode.Scale(output)),
            node.Clamp(node.Options(BuiltinOptions.MulOptions), MulOptions.FusedActivationFunction, output));
    }

    public static GraphNode ImportMaximum(TfliteNode node)
    {
        (int first, int second, int output) = EqualOperands(node);
        return new Maximum(node.Name, first, second, output);
    }

    public static GraphNode ImportMinimum(TfliteNode node)
    {
        (int first, int second, int output) = EqualOperands(node);
        return new Minimum(node.Name, first, second, output);
    }

    public static GraphNode ImportPrelu(TfliteNode node)
    {
        (TensorInfo first, TensorInfo second, TensorInfo output) = Operands(node);
        double outputScale = TfliteNode.Scale(output);
        return new Prelu(
            node.Name, first.Index, second.Index, output.Index, node.Rounding,
            node.Multiplier(TfliteNode.Scale(first) / outputScale),
            node.Multiplier((double)TfliteNode.Scale(first) * TfliteNode.Scale(second) / outputScale));
    }

    private static (TensorInfo First, TensorInfo Second, TensorInfo Output) Operands(TfliteNode node) =>
        (node.Activation(0), node.Activation(1), node.Output());

    private static (int First, int Second, int Output) EqualOperands(TfliteNode node)
    {
        (TensorInfo first, TensorInfo second, TensorInfo output) = Operands(node);
        node.RequireEqualQuantization(first, output);
        node.RequireEqualQuantization(second, output);
        return (first.Index, second.Index, output.Index);
    }

    private static QuantizedMultiplier OutputMultiplier(TfliteNode node, double factor)
    {
        QuantizedMultiplier multiplier = node.Multiplier(factor);
        return multiplier.Shift <= 0
            ? multiplier
            : throw node.QuantizationError(Invariant($"scales its sum by {factor}, expected less than 1: the output scale is too small"));
    }
}
