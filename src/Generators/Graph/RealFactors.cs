namespace QMacVerify.Generators.Graph;

/// <summary>float32 numbers as their bit patterns: this project computes no floating point.</summary>
public static class RealFactors
{
    private const uint Sign = 0x80000000;

    /// <summary>The pattern of 2^111: products of codes with anything below stay finite, and so do sums of two of them.</summary>
    private const uint FactorLimit = 0x77000000;

    /// <summary>The pattern of 2^64: sums of codes with scales below stay finite, as many as there are.</summary>
    private const uint ScaleLimit = 0x5f800000;

    /// <summary>Whether sums and products with a factor of either sign stay finite.</summary>
    public static bool IsUsable(uint bits) => (bits & ~Sign) < FactorLimit;

    /// <summary>Whether it is such a factor and not negative.</summary>
    public static bool IsFactor(uint bits) => bits < FactorLimit;

    /// <summary>Whether it is a positive scale that can be summed up.</summary>
    public static bool IsScale(uint bits) => bits is > 0 and < ScaleLimit;
}
