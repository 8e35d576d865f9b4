using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Graph;

/// <summary>A real factor as an integer: <c>multiplier / 2^31 * 2^shift</c> (Q0.31; a positive shift is left).</summary>
/// <param name="Multiplier">0, or 2^30 up to 2^31 - 1.</param>
/// <param name="Shift">-31 to 30.</param>
public sealed record QuantizedMultiplier(int Multiplier, int Shift);

/// <summary>The codes that a result is clamped to: the fused activation.</summary>
public sealed record ClampRange(int Lower, int Upper)
{
    public static ClampRange Full { get; } = new(sbyte.MinValue, sbyte.MaxValue);
}

/// <summary>How the accumulators of a layer become codes.</summary>
/// <param name="Kind">The rounding.</param>
/// <param name="Multipliers">One quantized multiplier for all channels, or one per output channel.</param>
/// <param name="Clamp">The fused activation.</param>
public sealed record ChannelRequantization(
    RequantizationKind Kind,
    EquatableArray<QuantizedMultiplier> Multipliers,
    ClampRange Clamp)
{
    public bool IsPerChannel => Multipliers.Count > 1;

    public QuantizedMultiplier For(int channel) => Multipliers[IsPerChannel ? channel : 0];
}
