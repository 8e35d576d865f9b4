using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Ibp.Rules;

/// <summary>
/// Multiplication in float32: the least and the greatest product of two intervals stand at their corners, and what
/// follows is nondecreasing in the product, as the factor is not negative. Optimal for independent operands.
/// </summary>
internal sealed class QLinearMultiplyBounds : BoundRule<QLinearMultiply>
{
    protected override NodeBounds Apply(QLinearMultiply node, BoundContext context)
    {
        sbyte[][] corners =
        [
            Corner(node, context, firstUpper: false, secondUpper: false), Corner(node, context, firstUpper: false, secondUpper: true),
            Corner(node, context, firstUpper: true, secondUpper: false), Corner(node, context, firstUpper: true, secondUpper: true),
        ];
        sbyte[] lower = new sbyte[corners[0].Length];
        sbyte[] upper = new sbyte[lower.Length];
        for (int i = 0; i < lower.Length; i++)
        {
            lower[i] = corners.Min(codes => codes[i]);
            upper[i] = corners.Max(codes => codes[i]);
        }

        return new NodeBounds(new Box(lower, upper));
    }

    /// <summary>The operation on one end of each operand, which it asks for in order. A square takes the same tensor twice; then all corners are its ends.</summary>
    private static sbyte[] Corner(QLinearMultiply node, BoundContext context, bool firstUpper, bool secondUpper)
    {
        int operand = 0;
        return ReferenceOperations.Compute(context.Model, node, tensor =>
        {
            Box box = context.BoxOf(tensor);
            return (operand++ == 0 ? firstUpper : secondUpper) ? box.Upper.ToArray() : box.Lower.ToArray();
        });
    }
}
