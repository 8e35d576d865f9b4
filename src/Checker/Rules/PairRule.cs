using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker.Rules;

/// <summary>Operations on two codes, by trying every pair of them.</summary>
internal sealed class PairRule
{
    private readonly Network _network;
    private readonly ElementwiseNode _node;
    private readonly Dictionary<(Twin, Twin), Ends> _differences = [];
    private readonly PairRanges _rectangles;

    public PairRule(Network network, ElementwiseNode node)
    {
        (_network, _node) = (network, node);
        _rectangles = new PairRanges(Function());
    }

    public DerivedBox Derive(CodeBox first, CodeBox second)
    {
        (int First, int Second)[] pairs = Operands();
        return new DerivedBox(
            CodeBox.Of(pairs.Length, i => _rectangles.Over(first[pairs[i].First], second[pairs[i].Second])), IsOptimal: _rectangles.ArePoints);
    }

    /// <summary>What the result can differ by, for all pairs of exact codes and all approximate ones that they have.</summary>
    public Ends[] Differences(Twin[] first, Twin[] second) =>
        Array.ConvertAll(Operands(), pair => Difference(first[pair.First], second[pair.Second]));

    /// <summary>The element of an operand that broadcasting puts beside an element of the result.</summary>
    internal static int Operand(ReadOnlySpan<int> operand, ReadOnlySpan<int> result, int element)
    {
        (int offset, int stride) = (0, 1);
        for (int axis = 1; axis <= operand.Length; axis++)
        {
            (element, int coordinate) = Math.DivRem(element, result[^axis]);
            offset += operand[^axis] == 1 ? 0 : coordinate * stride;
            stride *= operand[^axis];
        }

        return offset;
    }

    /// <summary>The elements of both operands, by element of the result.</summary>
    private (int First, int Second)[] Operands()
    {
        int[] shape = [.. _network.Graph.Tensor(_node.Output).Shape];
        int[] first = [.. _network.Graph.Tensor(_node.First).Shape];
        int[] second = [.. _network.Graph.Tensor(_node.Second).Shape];
        return [.. Enumerable.Range(0, _network.Graph.Tensor(_node.Output).ElementCount).Select(i => (Operand(first, shape, i), Operand(second, shape, i)))];
    }

    private Ends Difference(Twin first, Twin second)
    {
        if (_differences.TryGetValue((first, second), out Ends difference))
        {
            return difference;
        }

        difference = Ends.None;
        for (long a = first.Exact.Low; a <= first.Exact.High; a++)
        {
            Ends approximate = first.Reach(Ends.Point(a));
            for (long b = second.Exact.Low; b <= second.Exact.High && !approximate.IsNone; b++)
            {
                Ends other = second.Reach(Ends.Point(b));
                if (!other.IsNone)
                {
                    difference = difference.Join(_rectangles.Over(approximate, other) - _rectangles.Over(Ends.Point(a), Ends.Point(b)));
                }
            }
        }

        _differences.Add((first, second), difference);
        return difference;
    }

    /// <summary>The operation: a code, or every code that the clamp lets through where the authority would wrap.</summary>
    private Func<int, int, Ends> Function()
    {
        int za = _network.Graph.Tensor(_node.First).ZeroPoint;
        int zb = _network.Graph.Tensor(_node.Second).ZeroPoint;
        int zy = _network.Graph.Tensor(_node.Output).ZeroPoint;
        switch (_node)
        {
            case ScaledSum sum:
                return (a, b) =>
                {
                    long? first = Rounding.Rescale((long)(a - za) << ScaledSum.LeftShift, new Rescale(sum.Kind, sum.FirstMultiplier));
                    long? second = Rounding.Rescale((long)(b - zb) << ScaledSum.LeftShift, new Rescale(sum.Kind, sum.SecondMultiplier));
                    return first is long x && second is long y
                        ? Code(Rounding.Rescale(x + (sum.Sign * y), new Rescale(sum.Kind, sum.OutputMultiplier)), zy, sum.Clamp)
                        : new Ends(sum.Clamp.Lower, sum.Clamp.Upper);
                };
            case Mul mul:
                return (a, b) => Code(Rounding.Rescale((a - za) * (b - zb), mul.Rescale), zy, mul.Clamp);
            case Prelu prelu:
                return (a, b) => Code(
                    a >= za
                        ? Rounding.Rescale(a - za, new Rescale(prelu.Kind, prelu.Positive))
                        : Rounding.Rescale((a - za) * (b - zb), new Rescale(prelu.Kind, prelu.Negative)),
                    zy,
                    ClampRange.Full);
            case Maximum:
                return (a, b) => Ends.Point(Math.Max(a, b));
            case Minimum:
                return (a, b) => Ends.Point(Math.Min(a, b));
            case PairLookup lookup:
                sbyte[] table = _network.Parameters[lookup.Table].Int8.ToArray();
                return (a, b) => Ends.Point(table[((a + 128) << 8) + b + 128]);
            case XnnpackAdd add:
                return (a, b) => Code(
                    (((long)add.FirstFactor * (a - za)) + ((long)add.SecondFactor * (b - zb)) + (1L << (add.Shift - 1))) >> add.Shift, zy, add.Clamp);
            case QLinearAdd add:
                (float x, float y, float k) = (Rounding.Real(add.FirstFactorBits), Rounding.Real(add.SecondFactorBits), Rounding.Real(add.ConstantBits));
                return (a, b) =>
                {
                    (float u, float v) = (a + add.CodeOffset, b + add.CodeOffset);
                    float result = add.IsSwapped
                        ? MathF.FusedMultiplyAdd(v, y, MathF.FusedMultiplyAdd(u, x, k))
                        : MathF.FusedMultiplyAdd(u, x, MathF.FusedMultiplyAdd(v, y, k));
                    return Code(Rounding.OfReal(result), -add.CodeOffset, add.Clamp);
                };
            case QLinearMultiply multiply:
                return (a, b) =>
                {
                    float product = (float)((a - za) * (b - zb)) * Rounding.Real(multiply.FactorBits);
                    return Code(Rounding.OfReal(product + (zy + multiply.CodeOffset)), -multiply.CodeOffset, multiply.Clamp);
                };
            default:
                return (_, _) => Ends.Codes;
        }
    }

    private static Ends Code(long? steps, int zeroPoint, ClampRange clamp) => steps is long known
        ? Ends.Point(Math.Clamp(known + zeroPoint, clamp.Lower, clamp.Upper))
        : new Ends(clamp.Lower, clamp.Upper);
}
