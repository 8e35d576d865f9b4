namespace QMacVerify.Generators.Circuits;

/// <summary>The product with its low bits read as zero: <c>floor(x * w / 2^drop) * 2^drop</c>.</summary>
/// <param name="Drop">Number of cleared product bits, 0 to <see cref="MaxDrop"/>. The error lies in [-(2^drop - 1), 0].</param>
public sealed record TruncatedMultiplier(int Drop) : Multiplier
{
    public const int MaxDrop = 15;

    public override string Spec => Invariant($"trunc:{Drop}");

    public override string Description => Drop == 1
        ? "truncated, the low product bit reads as zero"
        : Invariant($"truncated, the {Drop} low product bits read as zero");

    public override VerilogModule Verilog => new("mul_trunc_s8", ("DROP", Drop));

    public override int ProductZeroBits => Drop;

    private int LowBits => (1 << Drop) - 1;

    public override bool TakesCentredActivations => true;

    public override int Apply(int activation, int weight) => (activation * weight) & ~LowBits;

    public override string ProductExpression(string activation, string weight) =>
        Drop == 0 ? $"{activation} * {weight}" : Invariant($"({activation} * {weight}) & ~0x{LowBits:x}");
}
