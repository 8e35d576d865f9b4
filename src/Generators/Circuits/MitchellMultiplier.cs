namespace QMacVerify.Generators.Circuits;

/// <summary>Mitchell's product: base-2 logarithms, taken as linear between powers of two, are added and taken back.</summary>
/// <remarks>
/// A magnitude 2^k * (1 + f/128) has the logarithm k + f/128, in units of 1/128 an integer that is exact for up to 8 bits.
/// The sum's fraction is taken back the same way and rounded down; the sign is that of the exact product, |-128| is 128, and
/// a zero operand gives 0. The magnitude never exceeds the exact one. Source: J. N. Mitchell, "Computer Multiplication and
/// Division Using Binary Logarithms", IRE Transactions on Electronic Computers, 1962.
/// </remarks>
public sealed record MitchellMultiplier : Multiplier
{
    private const int FractionBits = 7;
    private const int One = 1 << FractionBits;

    public override string Spec => "mitchell";

    public override string Description => "Mitchell, by adding approximate logarithms";

    public override VerilogModule Verilog => new("mul_mitchell_s8");

    public override int Apply(int activation, int weight)
    {
        if (activation == 0 || weight == 0)
        {
            return 0;
        }

        int sum = Logarithm(Math.Abs(activation)) + Logarithm(Math.Abs(weight));
        int magnitude = ((One + (sum & (One - 1))) << (sum >> FractionBits)) >> FractionBits;
        return (activation ^ weight) < 0 ? -magnitude : magnitude;
    }

    /// <remarks>The helper is in the runtime: written out, the expression would have two searches for a leading bit.</remarks>
    /// <inheritdoc/>
    public override string ProductExpression(string activation, string weight) => $"ApproximateArithmetic.MitchellProduct({activation}, {weight})";

    /// <summary>The approximate logarithm in units of 1/128: the leading bit's position above, what follows it below.</summary>
    private static int Logarithm(int magnitude)
    {
        int position = FractionBits;
        while (magnitude >> position == 0)
        {
            position--;
        }

        return (position << FractionBits) + (magnitude << (FractionBits - position)) - One;
    }
}
