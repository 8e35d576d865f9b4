using System.Numerics;

namespace QMacVerify.Runtime;

/// <summary>Approximate circuits that generated kernels call because one C# expression would be unreadable.</summary>
/// <remarks>Definitions and sources stand at the operators of the generator, which cannot reference this assembly; tests compare them.</remarks>
public static class ApproximateArithmetic
{
    private const int FractionBits = 7;
    private const int One = 1 << FractionBits;

    /// <summary>The product of the leading bits of both magnitudes, the last of them set where bits follow it (DRUM).</summary>
    /// <param name="activation">-128..127.</param>
    /// <param name="weight">-128..127.</param>
    /// <param name="kept">3..7 leading bits.</param>
    public static int DrumProduct(int activation, int weight, int kept)
    {
        int magnitude = LeadingBits(Math.Abs(activation), kept) * LeadingBits(Math.Abs(weight), kept);
        return WithSignOf(activation ^ weight, magnitude);
    }

    /// <summary>The product by adding base-2 logarithms that are linear between powers of two (Mitchell).</summary>
    /// <param name="activation">-128..127.</param>
    /// <param name="weight">-128..127.</param>
    public static int MitchellProduct(int activation, int weight)
    {
        if (activation == 0 || weight == 0)
        {
            return 0;
        }

        int sum = Logarithm(Math.Abs(activation)) + Logarithm(Math.Abs(weight));
        int magnitude = ((One + (sum & (One - 1))) << (sum >> FractionBits)) >> FractionBits;
        return WithSignOf(activation ^ weight, magnitude);
    }

    /// <summary>The sum with ORed low bits, and a carry out of them where both have the highest (LOA), modulo 2^32.</summary>
    /// <param name="accumulator">Any int32.</param>
    /// <param name="addend">Any int32.</param>
    /// <param name="lower">1..31 low bits.</param>
    public static int LowerPartOrSum(int accumulator, int addend, int lower)
    {
        // An exact adder from the highest of the low bits up computes that carry; its own lowest bit is replaced.
        int carryMask = -1 << (lower - 1);
        int upper = (accumulator & carryMask) + (addend & carryMask);
        int upperMask = -1 << lower;
        return (upper & upperMask) | ((accumulator | addend) & ~upperMask);
    }

    /// <summary>The sum without carries in and out of the low bits, all set from the first position where both are 1 (ETA-I), modulo 2^32.</summary>
    /// <param name="accumulator">Any int32.</param>
    /// <param name="addend">Any int32.</param>
    /// <param name="lower">1..31 low bits.</param>
    public static int ErrorTolerantSum(int accumulator, int addend, int lower)
    {
        int upperMask = -1 << lower;
        int both = accumulator & addend & ~upperMask;
        int set = both == 0 ? 0 : (int)(uint.MaxValue >> BitOperations.LeadingZeroCount((uint)both));
        return ((accumulator & upperMask) + (addend & upperMask)) | ((accumulator | addend) & ~upperMask) | set;
    }

    private static int LeadingBits(int magnitude, int kept)
    {
        int shift = BitOperations.Log2((uint)magnitude) + 1 - kept;
        return shift <= 0 ? magnitude : ((magnitude >> shift) | 1) << shift;
    }

    private static int Logarithm(int magnitude)
    {
        int position = BitOperations.Log2((uint)magnitude);
        return (position << FractionBits) + (magnitude << (FractionBits - position)) - One;
    }

    private static int WithSignOf(int sign, int magnitude) => sign < 0 ? -magnitude : magnitude;
}
