namespace QMacVerify.Generators.Graph;

/// <summary>A range of float32 numbers, which are their bit patterns here: this project computes no floating point.</summary>
public sealed class RealRange
{
    private const uint Sign = 0x80000000;
    private const uint Infinity = 0x7f800000;
    private const uint One = 0x3f800000;

    /// <summary>The pattern of 2^111: products of codes with anything below stay finite, and so do sums of two of them.</summary>
    private const uint FactorLimit = 0x77000000;

    /// <summary>The pattern of 2^64: sums of codes with scales below stay finite, as many as there are.</summary>
    private const uint ScaleLimit = 0x5f800000;

    private readonly string _description;
    private readonly Func<uint, bool> _contains;

    private RealRange(string description, Func<uint, bool> contains)
    {
        _description = description;
        _contains = contains;
    }

    /// <summary>Scales of tensors.</summary>
    public static RealRange Positive { get; } = new("a positive, finite float32", bits => bits is > 0 and < Infinity);

    /// <summary>Factors of accumulators.</summary>
    public static RealRange NotNegative { get; } = new("a nonnegative, finite float32", bits => bits < Infinity);

    /// <summary>Factors and terms of either sign with which sums and products stay finite.</summary>
    public static RealRange Usable { get; } = new("a float32 of less than 2^111 in magnitude", bits => (bits & ~Sign) < FactorLimit);

    /// <summary>Such factors that are not negative.</summary>
    public static RealRange Factor { get; } = new("a float32 from 0 to less than 2^111", bits => bits < FactorLimit);

    /// <summary>Weights of a mean.</summary>
    public static RealRange Share { get; } = new("a float32 from 0 to 1", bits => bits <= One);

    /// <summary>Scales whose products with codes can be summed up.</summary>
    public static RealRange Summable { get; } = new("a float32 above 0 and less than 2^64", bits => bits is > 0 and < ScaleLimit);

    /// <summary>What numbers can be compared with: anything but NaN.</summary>
    public static RealRange Ordered { get; } = new("a float32 that is a number", bits => (bits & ~Sign) <= Infinity);

    /// <summary>An integer that is greater for a greater float32, and equal for equal ones: for both zeros, too.</summary>
    public static int OrderOf(uint bits) => (int)bits >= 0 ? (int)bits : int.MinValue - (int)bits;

    public bool Contains(uint bits) => _contains(bits);

    /// <summary>The least power of two that exceeds a finite float32 in magnitude, as its exponent.</summary>
    /// <remarks>For numbers below 2^-126, which have fewer bits, one that exceeds them.</remarks>
    public static int PowerAbove(uint bits)
    {
        const int mantissaBits = 23;
        const int exponentOfOne = 127;
        return (int)((bits & ~Sign) >> mantissaBits) - exponentOfOne + 1;
    }

    /// <summary>What it holds, for messages.</summary>
    public override string ToString() => _description;
}
