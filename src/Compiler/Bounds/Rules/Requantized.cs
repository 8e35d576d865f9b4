using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>What becomes of the accumulators of a layer.</summary>
/// <param name="Codes">Codes after the clamp, or accumulators where those are the result.</param>
/// <param name="ClampsLow">Whether the lower end of the clamp replaces a code.</param>
/// <param name="ClampsHigh">Whether the upper end does.</param>
/// <param name="ShiftMayOverflow">Whether the requantization itself may wrap.</param>
internal readonly record struct Requantized(Interval Codes, Occurrence ClampsLow, Occurrence ClampsHigh, bool ShiftMayOverflow)
{
    /// <summary>Further from zero than any code is from any zero point.</summary>
    private const float FarOutside = 1024;

    /// <summary>Accumulators that are themselves the result.</summary>
    public static Requantized Nothing(Interval acc) =>
        new(Interval.Int32.Contains(acc) ? acc : Interval.Int32, Occurrence.Never, Occurrence.Never, ShiftMayOverflow: false);

    /// <summary>Requantizes the ends of an interval, or gives up all order where something wraps.</summary>
    public static Requantized Of(Interval acc, Rescale rescale, int zeroPoint, ClampRange clamp)
    {
        // Requantization takes 32 bits; more of them wrap.
        bool fits = Interval.Int32.Contains(acc);
        bool isMonotone = Rescaling.IsMonotone(fits ? acc : Interval.Int32, rescale);
        if (!fits || !isMonotone)
        {
            return new Requantized(new Interval(clamp.Lower, clamp.Upper), Occurrence.Possible, Occurrence.Possible, !isMonotone);
        }

        Interval code = new(CodeOf(acc.Lower, rescale, zeroPoint), CodeOf(acc.Upper, rescale, zeroPoint));
        return new Requantized(
            new Interval(Math.Clamp(code.Lower, clamp.Lower, clamp.Upper), Math.Clamp(code.Upper, clamp.Lower, clamp.Upper)),
            OccurrenceOf(atSomeEnd: code.Lower < clamp.Lower, atBothEnds: code.Upper < clamp.Lower),
            OccurrenceOf(atSomeEnd: code.Upper > clamp.Upper, atBothEnds: code.Lower > clamp.Upper),
            ShiftMayOverflow: false);
    }

    /// <summary>The codes of many intervals, as <see cref="Of"/> gives them.</summary>
    /// <param name="accumulators">The intervals; nothing wraps on any of them.</param>
    /// <param name="rescale">The requantization.</param>
    /// <param name="zeroPoint">Of the codes.</param>
    /// <param name="clamp">Of the codes.</param>
    public static Interval[] CodesOf(Interval[] accumulators, Rescale rescale, int zeroPoint, ClampRange clamp)
    {
        Rescaler rescaler = rescale.ToReference();
        return Array.ConvertAll(accumulators, acc => new Interval(
            rescaler.Requantize((int)acc.Lower, zeroPoint, clamp.Lower, clamp.Upper),
            rescaler.Requantize((int)acc.Upper, zeroPoint, clamp.Lower, clamp.Upper)));
    }

    /// <summary>The code before the clamp; beyond all clamps where a float32 product is.</summary>
    private static long CodeOf(long acc, Rescale rescale, int zeroPoint)
    {
        if (rescale.Kind != RequantizationKind.OnnxFloat)
        {
            return Rescaling.Apply(Interval.Point(acc), rescale).Lower + zeroPoint;
        }

        float scaled = (float)acc * BitConverter.UInt32BitsToSingle(rescale.FactorBits);
        return (long)MathF.Round(Math.Clamp(scaled, -FarOutside, FarOutside), MidpointRounding.ToEven) + zeroPoint;
    }

    private static Occurrence OccurrenceOf(bool atSomeEnd, bool atBothEnds) => (atSomeEnd, atBothEnds) switch
    {
        (_, true) => Occurrence.Always,
        (true, _) => Occurrence.Possible,
        _ => Occurrence.Never,
    };
}
