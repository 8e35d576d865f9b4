using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits;

/// <summary>LOA: the low bits are ORed; one AND of the highest of them carries into the upper part, which is exact.</summary>
/// <remarks>
/// Associative and commutative, so sums do not depend on their order. Not monotone: 1 + 2 gives 3, and 2 + 2 gives 2 for three
/// low bits. Source: H. R. Mahdiani et al., "Bio-Inspired Imprecise Computational Blocks", 2010.
/// </remarks>
/// <param name="Lower">Number of ORed bits, 0 to <see cref="MaxLower"/>; with 0 the sum is exact.</param>
public sealed record LowerPartOrAdder(int Lower) : Adder
{
    public const int MaxLower = 31;

    public override string Spec => Invariant($"loa:{Lower}");

    public override string Description => Invariant($"lower-part OR, the {Lower} low bits of the addends are ORed");

    public override VerilogModule Verilog => new("add_loa_s32", ("LOWER", Lower));

    public override bool ZeroIsIdentity => true;

    public override int ApproximateBits => Lower;

    /// <remarks>Least where all low bits but the highest are set in both addends, greatest where only the highest is.</remarks>
    /// <inheritdoc/>
    public override Interval ErrorRange => Lower == 0 ? Interval.Point(0) : new(1 - (1L << (Lower - 1)), 1L << (Lower - 1));

    public override int Apply(int accumulator, int addend) => unchecked((int)Sum(accumulator, addend));

    /// <remarks>
    /// Exact for one accumulator and one addend. For wider intervals the ends prove nothing, and the errors bound the sum:
    /// those of the circuit, and those of dropping all low bits or setting them all with a carry.
    /// </remarks>
    /// <inheritdoc/>
    public override Interval SumRange(Interval accumulator, Interval addend)
    {
        if (accumulator.IsPoint && addend.IsPoint)
        {
            return Interval.Point(Sum(accumulator.Lower, addend.Lower));
        }

        Interval sum = accumulator + addend + ErrorRange;
        long floor = ((accumulator.Lower >> Lower) + (addend.Lower >> Lower)) << Lower;
        long ceiling = ((accumulator.Upper >> Lower) + (addend.Upper >> Lower) + 2) << Lower;
        return new Interval(Math.Max(sum.Lower, floor), Math.Min(sum.Upper, ceiling - 1));
    }

    public override string AddStatement(string accumulator, string addend) => Lower == 0
        ? $"{accumulator} += {addend};"
        : Invariant($"{accumulator} = ApproximateArithmetic.LowerPartOrSum({accumulator}, {addend}, {Lower});");

    private long Sum(long accumulator, long addend)
    {
        long lowBits = (1L << Lower) - 1;
        long carry = accumulator & addend & ((1L << Lower) >> 1);
        return (accumulator & ~lowBits) + (addend & ~lowBits) + (carry << 1) + ((accumulator | addend) & lowBits);
    }
}
