using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Reference;

/// <summary>What elementwise operations do with two codes: the one definition that reference and bounds share.</summary>
internal static class ElementwiseCode
{
    /// <summary>The operation of a node on two codes.</summary>
    public static Func<sbyte, sbyte, sbyte> Of(Network network, ElementwiseNode node)
    {
        int first = network.Graph.Tensor(node.First).ZeroPoint;
        int second = network.Graph.Tensor(node.Second).ZeroPoint;
        int output = network.Graph.Tensor(node.Output).ZeroPoint;
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
                    first, second, mul.Rescale.ToReference(), output, mul.Clamp.Lower, mul.Clamp.Upper);
            case Prelu prelu:
                return ElementwiseReference.Prelu(
                    first, second, prelu.Positive.ToReference(prelu.Kind), prelu.Negative.ToReference(prelu.Kind), output);
            case Maximum:
                return Math.Max;
            case Minimum:
                return Math.Min;
            case XnnpackAdd add:
                int constant = add.Constant(first, second);
                return (a, b) => XnnpackArithmetic.Add(
                    a, add.FirstFactor, b, add.SecondFactor, constant, add.Shift, output, add.Clamp.Lower, add.Clamp.Upper);
            case QLinearAdd add:
                return Sum(add);
            case QLinearMultiply multiply:
                float factor = BitConverter.UInt32BitsToSingle(multiply.FactorBits);
                return (a, b) => RealArithmetic.Multiply(
                    (a - first) * (b - second), factor, output, multiply.CodeOffset, multiply.Clamp.Lower, multiply.Clamp.Upper);
            case PairLookup lookup:
                sbyte[] table = network.Parameters[lookup.Table].Int8.ToArray();
                return (a, b) => table[((a - sbyte.MinValue) * PairLookup.Entries) + b - sbyte.MinValue];
            default:
                throw new InvalidOperationException($"no reference for {node.Op}");
        }
    }

    private static Func<sbyte, sbyte, sbyte> Sum(QLinearAdd add)
    {
        float first = BitConverter.UInt32BitsToSingle(add.FirstFactorBits);
        float second = BitConverter.UInt32BitsToSingle(add.SecondFactorBits);
        float constant = BitConverter.UInt32BitsToSingle(add.ConstantBits);
        return add.IsSwapped
            ? (a, b) => RealArithmetic.Add(b, second, a, first, constant, add.CodeOffset, add.Clamp.Lower, add.Clamp.Upper)
            : (a, b) => RealArithmetic.Add(a, first, b, second, constant, add.CodeOffset, add.Clamp.Lower, add.Clamp.Upper);
    }
}
