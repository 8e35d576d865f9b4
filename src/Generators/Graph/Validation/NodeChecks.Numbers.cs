using QMacVerify.Generators.Diagnostics;

namespace QMacVerify.Generators.Graph.Validation;

/// <summary>Ranges of single numbers. The readers of packages ask the same predicates, and name the place.</summary>
public sealed partial class NodeChecks
{
    /// <summary>Checks the number of quantized multipliers of a layer.</summary>
    public void RequireMultipliers(int multipliers, int shifts, int channels)
    {
        if (multipliers != shifts || (multipliers != 1 && multipliers != channels))
        {
            throw QuantizationError(Invariant(
                $"has {multipliers} multipliers and {shifts} shifts, expected 1 or {channels} of each"));
        }
    }

    /// <summary>Checks the kind of an operation that only TensorFlow Lite defines.</summary>
    public void RequireTflite(RequantizationKind kind)
    {
        if (!kind.IsTflite())
        {
            throw QuantizationError(Undefined(kind));
        }
    }

    /// <summary>Checks quantized multipliers.</summary>
    public void RequireNormalized(params QuantizedMultiplier[] multipliers)
    {
        if (multipliers.FirstOrDefault(multiplier => !multiplier.IsNormalized) is QuantizedMultiplier wrong)
        {
            throw MultiplierError(wrong, "0 or at least 2^30");
        }
    }

    /// <summary>Checks a factor with its rounding.</summary>
    public void RequireRescale(Rescale rescale)
    {
        if (rescale.Kind == RequantizationKind.OnnxFloat)
        {
            RequireReal(RealRange.Factor, rescale.FactorBits);
            return;
        }

        RequireTflite(rescale.Kind);
        RequireNormalized(rescale.Multiplier);
    }

    /// <summary>The same for a factor that an integer has divided.</summary>
    public void RequireInRange(QuantizedMultiplier multiplier)
    {
        if (!multiplier.IsInRange)
        {
            throw MultiplierError(multiplier, "at least 0");
        }
    }

    /// <summary>Checks float32 numbers.</summary>
    public void RequireReal(RealRange range, params uint[] numbers)
    {
        foreach (uint bits in numbers.Where(bits => !range.Contains(bits)))
        {
            throw QuantizationError(Invariant($"has the number 0x{bits:x8}, which is not {range}"));
        }
    }

    /// <summary>Checks the codes that a result is clamped to.</summary>
    public void RequireClamp(ClampRange clamp)
    {
        if (!clamp.IsInRange)
        {
            throw QuantizationError(Invariant($"is clamped to {clamp.Lower} to {clamp.Upper}, expected a lower and an upper code"));
        }
    }

    /// <summary>Checks what codes lack to those of the model.</summary>
    public void RequireCodeOffset(int offset)
    {
        if (!TensorInfo.IsCodeOffset(offset))
        {
            throw QuantizationError(Invariant($"has code offset {offset}, expected 0, or 128 for a model of uint8 codes"));
        }
    }

    /// <summary>Says that an operation is not defined with a kind of requantization.</summary>
    internal static string Undefined(RequantizationKind kind) => $"requantization {kind.Name()} does not define this operation";

    private DiagnosticException MultiplierError(QuantizedMultiplier wrong, string expected) => QuantizationError(Invariant(
        $"has the quantized multiplier {wrong.Multiplier} with shift {wrong.Shift}, expected {expected}, with a shift from {QuantizedMultiplier.MinShift} to {QuantizedMultiplier.MaxShift}"));
}
