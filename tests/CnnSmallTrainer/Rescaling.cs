namespace QMacVerify.CnnSmallTrainer;

/// <summary>Multiplication of an int32 by a real number in TensorFlow Lite's integer arithmetic, with its two roundings.</summary>
/// <param name="QuantizedMultiplier">Q0.31, 0 or at least 2^30.</param>
/// <param name="Shift">Positive is left.</param>
internal readonly record struct Rescaling(int QuantizedMultiplier, int Shift)
{
    /// <summary>The nearest multiplier and shift for a positive real number.</summary>
    public static Rescaling By(double factor)
    {
        int shift = Math.ILogB(factor) + 1;
        long multiplier = (long)Math.Round(Math.ScaleB(factor, 31 - shift), MidpointRounding.AwayFromZero);
        return multiplier == 1L << 31 ? new Rescaling(1 << 30, shift + 1) : new Rescaling((int)multiplier, shift);
    }

    /// <summary>Saturating rounding doubling high multiplication, then a shift that rounds half away from zero.</summary>
    public int Apply(int value)
    {
        long shifted = (long)value << Math.Max(Shift, 0);
        int high = (int)(((shifted * QuantizedMultiplier) + (1L << 30)) >> 31);
        int right = Math.Max(-Shift, 0);
        int mask = (1 << right) - 1;
        int threshold = (mask >> 1) + (high < 0 ? 1 : 0);
        return (high >> right) + ((high & mask) > threshold ? 1 : 0);
    }
}
