using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Reference;

/// <summary>The graph's factors in the terms of the reference operators, which know no graph.</summary>
internal static class ReferenceRescaler
{
    public static Rescaler ToReference(this Rescale rescale) => rescale.Kind switch
    {
        RequantizationKind.TfliteDouble => Rescaler.TfliteDouble(rescale.Multiplier.Multiplier, rescale.Multiplier.Shift),
        RequantizationKind.TfliteSingle => Rescaler.TfliteSingle(rescale.Multiplier.Multiplier, rescale.Multiplier.Shift),
        RequantizationKind.OnnxFloat => Rescaler.OnnxFloat(BitConverter.UInt32BitsToSingle(rescale.FactorBits)),
        _ => throw new ArgumentOutOfRangeException(nameof(rescale), rescale.Kind, "an accumulator is not rescaled"),
    };

    /// <summary>A multiplier of an operation with one rounding for all of them.</summary>
    public static Rescaler ToReference(this QuantizedMultiplier multiplier, RequantizationKind kind) => new Rescale(kind, multiplier).ToReference();
}
