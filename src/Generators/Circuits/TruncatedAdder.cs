using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits;

/// <summary>Both addends with their low bits read as zero: <c>((a >> drop) + (b >> drop)) &lt;&lt; drop</c>.</summary>
/// <param name="Drop">Number of cleared low bits, 0 to <see cref="MaxDrop"/>. The error of one addition lies in [-2(2^drop - 1), 0].</param>
public sealed record TruncatedAdder(int Drop) : Adder
{
    public const int MaxDrop = 31;

    public override string Spec => Invariant($"trunc:{Drop}");

    public override string Description => Drop == 1
        ? "truncated, the low bit of both addends reads as zero"
        : Invariant($"truncated, the {Drop} low bits of both addends read as zero");

    public override VerilogModule Verilog => new("add_trunc_s32", ("DROP", Drop));

    public override bool ZeroIsIdentity => Drop == 0;

    public override int ApproximateBits => Drop;

    public override Interval ErrorRange => new(-2 * ((1L << Drop) - 1), 0);

    public override int Apply(int accumulator, int addend) =>
        unchecked(((accumulator >> Drop) + (addend >> Drop)) << Drop);

    /// <remarks>
    /// The sum is nondecreasing in both operands, so the ends decide. Its upper 32 - drop bits are the exact sum of the
    /// operands' upper bits modulo 2^(32 - drop) and its low bits are zero, so wrapping and adding may change places.
    /// </remarks>
    /// <inheritdoc/>
    public override Interval SumRange(Interval accumulator, Interval addend) =>
        new(((accumulator.Lower >> Drop) + (addend.Lower >> Drop)) << Drop, ((accumulator.Upper >> Drop) + (addend.Upper >> Drop)) << Drop);

    public override string AddStatement(string accumulator, string addend) =>
        Drop == 0
            ? $"{accumulator} += {addend};"
            : Invariant($"{accumulator} = (({accumulator} >> {Drop}) + (({addend}) >> {Drop})) << {Drop};");
}
