using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits;

/// <summary>ETA-I: the low bits are added without carries, from the top: from the first position where both are 1 down, all are set.</summary>
/// <remarks>
/// The upper part is exact and gets no carry. Associative and commutative, so sums do not depend on their order. Source: N. Zhu
/// et al., "Design of Low-Power High-Speed Truncation-Error-Tolerant Adder and Its Application in Digital Signal Processing", 2010.
/// </remarks>
/// <param name="Lower">Number of bits without carries, 0 to <see cref="MaxLower"/>; with 0 the sum is exact. The error lies in [-(2^lower - 1), 0].</param>
public sealed record ErrorTolerantAdder(int Lower) : Adder
{
    public const int MaxLower = 31;

    public override string Spec => Invariant($"eta1:{Lower}");

    public override string Description => Invariant($"error tolerant (ETA-I), the {Lower} low bits are added without carries");

    public override VerilogModule Verilog => new("add_eta1_s32", ("LOWER", Lower));

    public override bool ZeroIsIdentity => true;

    public override int ApproximateBits => Lower;

    /// <remarks>Least where all low bits of both addends are set.</remarks>
    /// <inheritdoc/>
    public override Interval ErrorRange => new(1 - (1L << Lower), 0);

    public override int Apply(int accumulator, int addend) => unchecked((int)Sum(accumulator, addend));

    /// <remarks>
    /// Nondecreasing in both operands, so the ends decide: where an operand grows, the highest bit that changes becomes 1, and
    /// whatever the other operand has there, the sum's bit there and those below it do not become less.
    /// </remarks>
    /// <inheritdoc/>
    public override Interval SumRange(Interval accumulator, Interval addend) =>
        new(Sum(accumulator.Lower, addend.Lower), Sum(accumulator.Upper, addend.Upper));

    public override string AddStatement(string accumulator, string addend) => Lower == 0
        ? $"{accumulator} += {addend};"
        : Invariant($"{accumulator} = ApproximateArithmetic.ErrorTolerantSum({accumulator}, {addend}, {Lower});");

    private long Sum(long accumulator, long addend)
    {
        long lowBits = (1L << Lower) - 1;

        // Copy each position where both are 1 to all below it; above the first such position OR and XOR are the same.
        long both = accumulator & addend & lowBits;
        for (int distance = 1; distance < Lower; distance *= 2)
        {
            both |= both >> distance;
        }

        return (accumulator & ~lowBits) + (addend & ~lowBits) + (((accumulator | addend) & lowBits) | both);
    }
}
