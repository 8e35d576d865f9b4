namespace QMacVerify.Generators.Circuits;

/// <summary>The exact product of both operands with their low bits read as zero: <c>(x &amp; ~m) * (w &amp; ~m)</c>, m = 2^drop - 1.</summary>
/// <remarks>Both operands round toward minus infinity, so the product of two negative ones is too great and errors have either sign.</remarks>
/// <param name="Drop">Number of cleared bits of each operand, 0 to <see cref="MaxDrop"/>.</param>
public sealed record OperandTruncatedMultiplier(int Drop) : Multiplier
{
    /// <summary>One bit of an operand, its sign, is left.</summary>
    public const int MaxDrop = 7;

    public override string Spec => Invariant($"trunc_op:{Drop}");

    public override string Description => Drop == 1
        ? "exact, of operands whose low bit reads as zero"
        : Invariant($"exact, of operands whose {Drop} low bits read as zero");

    public override VerilogModule Verilog => new("mul_trunc_op_s8", ("DROP", Drop));

    public override int ProductZeroBits => 2 * Drop;

    private int LowBits => (1 << Drop) - 1;

    public override int Apply(int activation, int weight) => (activation & ~LowBits) * (weight & ~LowBits);

    public override string ProductExpression(string activation, string weight) => Drop == 0
        ? $"{activation} * {weight}"
        : Invariant($"({activation} & ~0x{LowBits:x}) * ({weight} & ~0x{LowBits:x})");
}
