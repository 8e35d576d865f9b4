using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>What becomes of the final sums of a layer.</summary>
/// <param name="Acc">The accumulator: the sums, or all of int32 when they may wrap.</param>
/// <param name="Codes">Codes after the clamp, or accumulators where those are the result.</param>
/// <param name="ClampsLow">Whether the lower end of the clamp replaces a code.</param>
/// <param name="ClampsHigh">Whether the upper end does.</param>
/// <param name="ShiftMayOverflow">Whether the requantization itself may wrap.</param>
internal sealed record Requantized(Interval Acc, Interval Codes, Occurrence ClampsLow, Occurrence ClampsHigh, bool ShiftMayOverflow)
{
    /// <summary>Further from zero than any code is from any zero point.</summary>
    private const float FarOutside = 1024;

    /// <summary>Accumulators that are themselves the result.</summary>
    public static Requantized Nothing(Interval sum)
    {
        Interval acc = Interval.Int32.Contains(sum) ? sum : Interval.Int32;
        return new Requantized(acc, acc, Occurrence.Never, Occurrence.Never, ShiftMayOverflow: false);
    }

    /// <summary>Requantizes the ends of an interval, or gives up all order where something wraps.</summary>
    public static Requantized Of(Interval sum, Rescale rescale, int zeroPoint, ClampRange clamp)
    {
        bool fits = Interval.Int32.Contains(sum);
        Interval acc = fits ? sum : Interval.Int32;
        bool isMonotone = Rescaling.IsMonotone(acc, rescale);
        if (!fits || !isMonotone)
        {
            return new Requantized(
                acc, new Interval(clamp.Lower, clamp.Upper), Occurrence.Possible, Occurrence.Possible, !isMonotone);
        }

        Interval code = new(CodeOf(acc.Lower, rescale, zeroPoint), CodeOf(acc.Upper, rescale, zeroPoint));
        return new Requantized(
            acc,
            new Interval(Math.Clamp(code.Lower, clamp.Lower, clamp.Upper), Math.Clamp(code.Upper, clamp.Lower, clamp.Upper)),
            OccurrenceOf(atSomeEnd: code.Lower < clamp.Lower, atBothEnds: code.Upper < clamp.Lower),
            OccurrenceOf(atSomeEnd: code.Upper > clamp.Upper, atBothEnds: code.Lower > clamp.Upper),
            ShiftMayOverflow: false);
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
