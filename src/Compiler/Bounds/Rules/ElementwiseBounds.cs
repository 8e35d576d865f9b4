using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Operations on two codes: least and greatest result at the corners of each pair of intervals.</summary>
/// <remarks>
/// Each of these operations is, for either operand fixed, nondecreasing or nonincreasing in the other one; a rectifier
/// is so on either side of the zero point. So the extremes lie at the ends of the intervals and beside the zero point.
/// Optimal for independent operands; on a residual, which shares ancestors, it is not.
/// </remarks>
internal sealed class ElementwiseBounds : BoundRule<ElementwiseNode>
{
    protected override NodeBounds Apply(ElementwiseNode node, BoundContext context)
    {
        TensorInfo firstTensor = context.Tensor(node.First);
        TensorInfo secondTensor = context.Tensor(node.Second);
        TensorInfo output = context.Tensor(node.Output);
        Box first = context.BoxOf(node.First);
        Box second = context.BoxOf(node.Second);
        if (!IsMonotone(node, Centred(first.Hull, firstTensor), Centred(second.Hull, secondTensor)))
        {
            return new NodeBounds(Box.Uniform(output.ElementCount, ClampOf(node)));
        }

        int[] shape = output.Shape.ToArray();
        int[] firstShape = firstTensor.Shape.ToArray();
        int[] secondShape = secondTensor.Shape.ToArray();
        sbyte[] lower = new sbyte[output.ElementCount];
        sbyte[] upper = new sbyte[output.ElementCount];
        if (node is Add add && firstShape.AsSpan().SequenceEqual(shape) && secondShape.AsSpan().SequenceEqual(shape))
        {
            // What residual connections are: nondecreasing in both codes, and no broadcasting.
            int[] firstTerms = Terms(firstTensor.ZeroPoint, add.FirstMultiplier.ToReference(add.Kind));
            int[] secondTerms = Terms(secondTensor.ZeroPoint, add.SecondMultiplier.ToReference(add.Kind));
            Rescaler rescaler = add.OutputMultiplier.ToReference(add.Kind);
            context.Options.Do(2, end =>
            {
                if (end == 0)
                {
                    AddEnds(first.Lower, second.Lower, lower);
                }
                else
                {
                    AddEnds(first.Upper, second.Upper, upper);
                }
            });
            return new NodeBounds(new Box(lower, upper));

            void AddEnds(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b, Span<sbyte> sums)
            {
                for (int i = 0; i < sums.Length; i++)
                {
                    int sum = firstTerms[a[i] - sbyte.MinValue] + secondTerms[b[i] - sbyte.MinValue];
                    sums[i] = rescaler.Requantize(sum, output.ZeroPoint, add.Clamp.Lower, add.Clamp.Upper);
                }
            }
        }

        Func<sbyte, sbyte, sbyte> code = ElementwiseCode.Of(context.Network, node);
        Span<sbyte> candidates = stackalloc sbyte[4];
        for (int i = 0; i < lower.Length; i++)
        {
            Interval a = first[Broadcast.OperandOffset(firstShape, shape, i)];
            Interval b = second[Broadcast.OperandOffset(secondShape, shape, i)];
            (lower[i], upper[i]) = (sbyte.MaxValue, sbyte.MinValue);
            foreach (sbyte x in Candidates(node, a, firstTensor.ZeroPoint, candidates))
            {
                sbyte atLower = code(x, (sbyte)b.Lower);
                sbyte atUpper = code(x, (sbyte)b.Upper);
                lower[i] = Math.Min(lower[i], Math.Min(atLower, atUpper));
                upper[i] = Math.Max(upper[i], Math.Max(atLower, atUpper));
            }
        }

        return new NodeBounds(new Box(lower, upper));
    }

    /// <summary>What each code adds to a sum.</summary>
    private static int[] Terms(int zeroPoint, Rescaler rescaler) =>
        [.. Enumerable.Range(sbyte.MinValue, 256).Select(code => rescaler.Apply((code - zeroPoint) << ScaledSum.LeftShift))];

    /// <summary>The codes of the first operand at which an extreme may lie.</summary>
    internal static ReadOnlySpan<sbyte> Candidates(ElementwiseNode node, Interval codes, int zeroPoint, Span<sbyte> candidates)
    {
        candidates[0] = (sbyte)codes.Lower;
        candidates[1] = (sbyte)codes.Upper;
        if (node is not Prelu || codes.Lower >= zeroPoint || codes.Upper < zeroPoint)
        {
            return candidates[..2];
        }

        candidates[2] = (sbyte)(zeroPoint - 1);
        candidates[3] = (sbyte)zeroPoint;
        return candidates;
    }

    private static ClampRange ClampOf(ElementwiseNode node) => node switch
    {
        ScaledSum sum => sum.Clamp,
        Mul mul => mul.Clamp,
        QLinearAdd add => add.Clamp,
        QLinearMultiply multiply => multiply.Clamp,
        _ => ClampRange.Full,
    };

    private static Interval Centred(Interval codes, TensorInfo tensor) => new(codes.Lower - tensor.ZeroPoint, codes.Upper - tensor.ZeroPoint);

    /// <summary>Whether nothing wraps: always so with the multipliers that a real model has.</summary>
    internal static bool IsMonotone(ElementwiseNode node, Interval first, Interval second)
    {
        switch (node)
        {
            case ScaledSum sum:
                Interval a = Shifted(first);
                Interval b = Shifted(second);
                Rescale firstRescale = new(sum.Kind, sum.FirstMultiplier);
                Rescale secondRescale = new(sum.Kind, sum.SecondMultiplier);
                if (!Rescaling.IsMonotone(a, firstRescale) || !Rescaling.IsMonotone(b, secondRescale))
                {
                    return false;
                }

                Interval scaledA = Rescaling.Apply(a, firstRescale);
                Interval scaledB = Rescaling.Apply(b, secondRescale);
                Interval total = sum.Sign > 0
                    ? new Interval(scaledA.Lower + scaledB.Lower, scaledA.Upper + scaledB.Upper)
                    : new Interval(scaledA.Lower - scaledB.Upper, scaledA.Upper - scaledB.Lower);
                return Rescaling.IsMonotone(total, new Rescale(sum.Kind, sum.OutputMultiplier));
            case Mul mul:
                return Rescaling.IsMonotone(Products(first, second), mul.Rescale);
            case Prelu prelu:
                return Rescaling.IsMonotone(first, new Rescale(prelu.Kind, prelu.Positive))
                    && Rescaling.IsMonotone(Products(first, second), new Rescale(prelu.Kind, prelu.Negative));
            default:
                return true;
        }
    }

    private static Interval Shifted(Interval codes) => new(codes.Lower << ScaledSum.LeftShift, codes.Upper << ScaledSum.LeftShift);

    private static Interval Products(Interval a, Interval b)
    {
        long[] corners = [a.Lower * b.Lower, a.Lower * b.Upper, a.Upper * b.Lower, a.Upper * b.Upper];
        return new Interval(corners.Min(), corners.Max());
    }
}
