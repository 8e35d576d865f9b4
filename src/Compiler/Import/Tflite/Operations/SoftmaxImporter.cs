using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Compiler.Import.Tflite.Schema;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite.Operations;

/// <summary>SOFTMAX over the last axis.</summary>
internal static class SoftmaxImporter
{
    /// <summary>Fraction bits of the scaled differences, which have 5 integer bits.</summary>
    private const int FractionBits = 26;

    private const int MaxIntegerPart = 31;

    /// <summary>Where the authority caps the factor.</summary>
    private static int MaxFactor(RequantizationKind rounding) => rounding == RequantizationKind.TfliteSingle ? (1 << 30) - 1 : int.MaxValue;

    public static GraphNode Import(TfliteNode node)
    {
        TensorInfo input = node.Activation(0);
        TensorInfo output = node.Output();
        if (TfliteNode.Scale(output) != 1f / 256 || output.ZeroPoint != sbyte.MinValue)
        {
            throw node.QuantizationError(Invariant(
                $"has output scale {TfliteNode.Scale(output)} and zero point {output.ModelZeroPoint}, expected 1/256 and {sbyte.MinValue + output.ModelZeroPoint - output.ZeroPoint}"));
        }

        float beta = node.Options(BuiltinOptions.SoftmaxOptions).Single(SoftmaxOptions.Beta);
        double factor = Math.Min((double)beta * TfliteNode.Scale(input) * (1 << FractionBits), MaxFactor(node.Rounding));
        if (!(factor > 1))
        {
            throw node.QuantizationError(Invariant(
                $"has beta {beta} and input scale {TfliteNode.Scale(input)}; their product must exceed 2^-{FractionBits}"));
        }

        QuantizedMultiplier multiplier = QuantizedMultipliers.From(factor, node.Rounding);
        int minDifference = -(int)Math.Floor(Math.ScaleB(MaxIntegerPart, FractionBits - multiplier.Shift));

        // At shift 31 the least difference is 0: the multiplier meets nothing but 0, and a smaller shift gives the same.
        return new Softmax(
            node.Name, input.Index, output.Index, node.Rounding,
            multiplier with { Shift = Math.Min(multiplier.Shift, QuantizedMultiplier.MaxShift) },
            minDifference);
    }
}
