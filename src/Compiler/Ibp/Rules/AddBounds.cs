using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Ibp.Rules;

/// <summary>Addition: the integer operation on the lower ends and on the upper ends, as it is nondecreasing in both operands.</summary>
/// <remarks>Optimal for independent operands; on a residual, which shares ancestors, it is not.</remarks>
internal sealed class AddBounds : BoundRule<Add>
{
    protected override NodeBounds Apply(Add node, BoundContext context)
    {
        Box first = context.BoxOf(node.First);
        Box second = context.BoxOf(node.Second);
        TensorInfo output = context.Tensor(node.Output);
        int firstZeroPoint = context.Tensor(node.First).ZeroPoint;
        int secondZeroPoint = context.Tensor(node.Second).ZeroPoint;
        if (!IsMonotone(node, Shifted(first.Hull, firstZeroPoint), Shifted(second.Hull, secondZeroPoint)))
        {
            return new NodeBounds(Box.Uniform(output.ElementCount, node.Clamp));
        }

        int[] firstShape = context.Tensor(node.First).Shape.ToArray();
        int[] secondShape = context.Tensor(node.Second).Shape.ToArray();
        AddOperand firstOperand = new(firstZeroPoint, node.FirstMultiplier.ToReference(node.Kind));
        AddOperand secondOperand = new(secondZeroPoint, node.SecondMultiplier.ToReference(node.Kind));
        AddResult result = new(
            output.ZeroPoint, node.OutputMultiplier.ToReference(node.Kind), node.Clamp.Lower, node.Clamp.Upper);
        sbyte[] lower = new sbyte[output.ElementCount];
        sbyte[] upper = new sbyte[output.ElementCount];
        AddReference.Run(firstShape, first.Lower, firstOperand, secondShape, second.Lower, secondOperand, result, lower);
        AddReference.Run(firstShape, first.Upper, firstOperand, secondShape, second.Upper, secondOperand, result, upper);
        return new NodeBounds(new Box(lower, upper));
    }

    private static Interval Shifted(Interval codes, int zeroPoint) =>
        new((codes.Lower - zeroPoint) << Add.LeftShift, (codes.Upper - zeroPoint) << Add.LeftShift);

    /// <summary>Whether nothing wraps: always so with the multipliers that a real model has, which are below 1.</summary>
    private static bool IsMonotone(Add node, Interval first, Interval second)
    {
        Rescale firstRescale = new(node.Kind, node.FirstMultiplier);
        Rescale secondRescale = new(node.Kind, node.SecondMultiplier);
        if (!Rescaling.IsMonotone(first, firstRescale) || !Rescaling.IsMonotone(second, secondRescale))
        {
            return false;
        }

        Interval scaledFirst = Rescaling.Apply(first, firstRescale);
        Interval scaledSecond = Rescaling.Apply(second, secondRescale);
        return Rescaling.IsMonotone(
            new Interval(scaledFirst.Lower + scaledSecond.Lower, scaledFirst.Upper + scaledSecond.Upper), new Rescale(node.Kind, node.OutputMultiplier));
    }
}
