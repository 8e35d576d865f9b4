using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Reference;

/// <summary>The graph's windows and factors in the terms of the reference, which knows no graph.</summary>
internal static class ReferenceTerms
{
    /// <summary>Resolves the padding.</summary>
    public static ReferenceWindow ToReference(this WindowGeometry window) => new()
    {
        Batches = window.Batches,
        InputHeight = window.InHeight,
        InputWidth = window.InWidth,
        InputChannels = window.InChannels,
        FilterHeight = window.FilterHeight,
        FilterWidth = window.FilterWidth,
        StrideY = window.StrideY,
        StrideX = window.StrideX,
        DilationY = window.DilationY,
        DilationX = window.DilationX,
        PadTop = window.PadTop,
        PadLeft = window.PadLeft,
        OutputHeight = window.OutHeight,
        OutputWidth = window.OutWidth,
    };

    public static ReferencePadding ToReference(this PaddingRule padding) =>
        padding == PaddingRule.Skip ? ReferencePadding.Skip : ReferencePadding.Multiply;

    /// <summary>The code of a number by scale and zero point.</summary>
    public static Func<float, float, int, sbyte> ToReference(this QuantizeRounding rounding) => rounding switch
    {
        QuantizeRounding.HalfAwayFromZero => RealCodes.Quantize,
        QuantizeRounding.HalfToEven => RealCodes.QuantizeTiesToEven,
        _ => RealCodes.QuantizeByReciprocal,
    };

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
