using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Graph;

/// <summary>A real factor as an integer: <c>multiplier / 2^31 * 2^shift</c> (Q0.31; a positive shift is left).</summary>
/// <param name="Multiplier">0, or 2^30 up to 2^31 - 1.</param>
/// <param name="Shift">-31 to 30.</param>
public sealed record QuantizedMultiplier(int Multiplier, int Shift)
{
    public const int MinShift = -31;

    /// <summary>More would leave 32 bits for any accumulator but 0.</summary>
    public const int MaxShift = 30;

    /// <summary>Where a float32 factor takes its place.</summary>
    public static QuantizedMultiplier None { get; } = new(0, 0);

    /// <summary>The factor in decimal, for readers.</summary>
    public string FactorText => Decimal(Multiplier * Math.Pow(2, Shift - 31));

    /// <summary>Whether both numbers are those of some factor.</summary>
    public bool IsInRange => Multiplier >= 0 && Shift is >= MinShift and <= MaxShift;

    /// <summary>Whether it keeps all 31 bits: an integer that divides a factor afterwards may lower the leading one.</summary>
    public bool IsNormalized => IsInRange && (Multiplier is 0 or >= (1 << 30));
}

/// <summary>The codes that a result is clamped to: the fused activation.</summary>
public sealed record ClampRange(int Lower, int Upper)
{
    public static ClampRange Full { get; } = new(sbyte.MinValue, sbyte.MaxValue);

    /// <summary>Whether it holds a code, and codes only.</summary>
    public bool IsInRange => ElementTypes.IsCode(Lower) && ElementTypes.IsCode(Upper) && Lower <= Upper;
}

/// <summary>A multiplication of an int32 number by a real factor, with its rounding (SEMANTICS section 3).</summary>
/// <param name="Kind">The rounding.</param>
/// <param name="Multiplier">The factor of the TensorFlow Lite kinds.</param>
/// <param name="FactorBits">The float32 factor of <see cref="RequantizationKind.OnnxFloat"/> as its bit pattern.</param>
public sealed record Rescale(RequantizationKind Kind, QuantizedMultiplier Multiplier, uint FactorBits = 0);

/// <summary>How the accumulators of a layer become codes.</summary>
/// <param name="Kind">The rounding.</param>
/// <param name="Multipliers">One quantized multiplier for all channels, or one per output channel; empty where <paramref name="Kind"/> has none.</param>
/// <param name="Clamp">The fused activation.</param>
public sealed record ChannelRequantization(
    RequantizationKind Kind,
    EquatableArray<QuantizedMultiplier> Multipliers,
    ClampRange Clamp)
{
    /// <summary>The accumulator itself is the result.</summary>
    public static ChannelRequantization Accumulator { get; } =
        new(RequantizationKind.Accumulator, EquatableArray<QuantizedMultiplier>.Empty, ClampRange.Full);

    /// <summary>Bit patterns of float32 factors, one or one per output channel, for <see cref="RequantizationKind.OnnxFloat"/>.</summary>
    public EquatableArray<uint> FactorBits { get; private init; }

    public bool IsPerChannel => Math.Max(Multipliers.Count, FactorBits.Count) > 1;

    /// <summary>Multiplication by float32 factors: positive or zero, and finite.</summary>
    public static ChannelRequantization OnnxFloat(EquatableArray<uint> factorBits, ClampRange clamp) =>
        new(RequantizationKind.OnnxFloat, EquatableArray<QuantizedMultiplier>.Empty, clamp) { FactorBits = factorBits };

    /// <summary>The rescaling of a channel. There is none for <see cref="RequantizationKind.Accumulator"/>.</summary>
    public Rescale For(int channel)
    {
        int index = IsPerChannel ? channel : 0;
        return Kind == RequantizationKind.OnnxFloat
            ? new Rescale(Kind, QuantizedMultiplier.None, FactorBits[index])
            : new Rescale(Kind, Multipliers[index]);
    }
}
