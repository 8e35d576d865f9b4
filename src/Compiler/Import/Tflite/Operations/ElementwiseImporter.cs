using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Compiler.Import.Tflite.Schema;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>Operators on two tensors; either operand may be a constant, and shapes broadcast.</summary>
internal static class ElementwiseImporter
{
    public static GraphNode ImportAdd(TfliteNode node)
    {
        (TensorInfo first, TensorInfo second, TensorInfo output) = Operands(node);
        FlatBufferTable options = node.Options(BuiltinOptions.AddOptions);
        if (Delegated(node, first, second, output, sign: 1, options, AddOptions.FusedActivationFunction) is XnnpackAdd delegated)
        {
            return delegated;
        }

        (double a, double b, double y) = TfliteFactors.Sum(TfliteNode.Scale(first), TfliteNode.Scale(second), TfliteNode.Scale(output));
        return new Add(
            node.Name, first.Index, second.Index, output.Index, node.Rounding, node.Multiplier(a), node.Multiplier(b), OutputMultiplier(node, y),
            node.Clamp(options, AddOptions.FusedActivationFunction, output));
    }

    public static GraphNode ImportSub(TfliteNode node)
    {
        (TensorInfo first, TensorInfo second, TensorInfo output) = Operands(node);
        FlatBufferTable options = node.Options(BuiltinOptions.SubOptions);
        if (Delegated(node, first, second, output, sign: -1, options, SubOptions.FusedActivationFunction) is XnnpackAdd delegated)
        {
            return delegated;
        }

        (double a, double b, double y) = TfliteFactors.Difference(TfliteNode.Scale(first), TfliteNode.Scale(second), TfliteNode.Scale(output));
        return new Sub(
            node.Name, first.Index, second.Index, output.Index, node.Rounding, node.Multiplier(a), node.Multiplier(b), OutputMultiplier(node, y),
            node.Clamp(options, SubOptions.FusedActivationFunction, output));
    }

    public static GraphNode ImportMul(TfliteNode node)
    {
        (TensorInfo first, TensorInfo second, TensorInfo output) = Operands(node);
        Rescale? delegated = node.IsXnnpack ? Xnnpack.Product(first, second, output) : null;
        return new Mul(
            node.Name, first.Index, second.Index, output.Index,
            delegated ?? new Rescale(
                node.Rounding, node.Multiplier(TfliteFactors.Product(TfliteNode.Scale(first), TfliteNode.Scale(second), TfliteNode.Scale(output)))),
            node.Clamp(node.Options(BuiltinOptions.MulOptions), MulOptions.FusedActivationFunction, output, delegated is not null));
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
        (float firstScale, float secondScale, float outputScale) = (TfliteNode.Scale(first), TfliteNode.Scale(second), TfliteNode.Scale(output));

        // LiteRT's kernel, which no delegate replaces, has the quotients in float32.
        return new Prelu(
            node.Name, first.Index, second.Index, output.Index, node.Rounding,
            node.Multiplier(node.IsXnnpack ? firstScale / outputScale : firstScale / (double)outputScale),
            node.Multiplier(node.IsXnnpack ? firstScale * secondScale / outputScale : (double)firstScale * secondScale / outputScale));
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

    /// <summary>XNNPACK's sum or difference; null where it does not compute the operator.</summary>
    private static XnnpackAdd? Delegated(
        TfliteNode node, TensorInfo first, TensorInfo second, TensorInfo output, int sign, FlatBufferTable options, Field activation) =>
        node.IsXnnpack && Xnnpack.Add(first, second, output) is (int a, int b, int shift)
            ? new XnnpackAdd(node.Name, first.Index, second.Index, output.Index, a, sign * b, shift, node.Clamp(options, activation, output, isDelegated: true))
            : null;

    private static QuantizedMultiplier OutputMultiplier(TfliteNode node, double factor)
    {
        QuantizedMultiplier multiplier = node.Multiplier(factor);
        return multiplier.Shift <= 0
            ? multiplier
            : throw node.QuantizationError(Invariant($"scales its sum by {factor}, expected less than 1: the output scale is too small"));
    }
}
