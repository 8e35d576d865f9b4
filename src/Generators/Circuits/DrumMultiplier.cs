namespace QMacVerify.Generators.Circuits;

/// <summary>DRUM: the product of both magnitudes cut to their leading bits, with the sign of the exact product.</summary>
/// <remarks>
/// A magnitude of at most <c>kept</c> bits stays. Of a greater one the leading <c>kept</c> bits stay, the last of them is set
/// to 1, which makes the error unbiased, and zeros follow. |-128| is 128. Source: S. Hashemi, R. I. Bahar, S. Reda, "DRUM: A
/// Dynamic Range Unbiased Multiplier for Approximate Applications", ICCAD 2015.
/// </remarks>
/// <param name="Kept">Bits of a magnitude that are multiplied, <see cref="MinKept"/> to <see cref="MaxKept"/>.</param>
public sealed record DrumMultiplier(int Kept) : Multiplier
{
    /// <summary>With fewer, 128 would become 192, whose square is no int16.</summary>
    public const int MinKept = 3;

    /// <summary>With more, all magnitudes would stay.</summary>
    public const int MaxKept = 7;

    public override string Spec => Invariant($"drum:{Kept}");

    public override string Description => Invariant($"DRUM, of the {Kept} leading bits of both magnitudes");

    public override VerilogModule Verilog => new("mul_drum_s8", ("KEPT", Kept));

    public override int Apply(int activation, int weight)
    {
        int magnitude = LeadingBits(Math.Abs(activation)) * LeadingBits(Math.Abs(weight));
        return (activation ^ weight) < 0 ? -magnitude : magnitude;
    }

    /// <remarks>The helper is in the runtime: written out, the expression would have two searches for a leading bit.</remarks>
    /// <inheritdoc/>
    public override string ProductExpression(string activation, string weight) =>
        Invariant($"ApproximateArithmetic.DrumProduct({activation}, {weight}, {Kept})");

    private int LeadingBits(int magnitude)
    {
        int shift = 0;
        while (magnitude >> shift >= 1 << Kept)
        {
            shift++;
        }

        return shift == 0 ? magnitude : ((magnitude >> shift) | 1) << shift;
    }
}
