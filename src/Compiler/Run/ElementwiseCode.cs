using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Run;

/// <summary>What elementwise operations do with two codes: the one definition that reference and bounds share.</summary>
internal static class ElementwiseCode
{
    /// <summary>The operation of a node on two codes.</summary>
    public static Func<sbyte, sbyte, sbyte> Of(Model model, ElementwiseNode node)
    {
        int first = model.Graph.Tensor(node.First).ZeroPoint;
        int second = model.Graph.Tensor(node.Second).ZeroPoint;
        int output = model.Graph.Tensor(node.Output).ZeroPoint;
        switch (node)
        {
            case ScaledSum sum:
                return AddReference.Sum(
                    new AddOperand(first, sum.FirstMultiplier.ToReference(sum.Kind)),
                    new AddOperand(second, sum.SecondMultiplier.ToReference(sum.Kind)),
                    sum.Sign,
                    new AddResult(output, sum.OutputMultiplier.ToReference(sum.Kind), sum.Clamp.Lower, sum.Clamp.Upper));
            case Mul mul:
                return ElementwiseReference.Product(
                    first, second, mul.Multiplier.ToReference(mul.Kind), output, mul.Clamp.Lower, mul.Clamp.Upper);
            case Prelu prelu:
                return ElementwiseReference.Prelu(
                    first, second, prelu.Positive.ToReference(prelu.Kind), prelu.Negative.ToReference(prelu.Kind), output);
            case Maximum:
                return Math.Max;
            case Minimum:
                return Math.Min;
            default:
                throw new InvalidOperationException($"no reference for {node.Op}");
        }
    }
}
