using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Ibp.Rules;

/// <summary>What becomes of the final sums of a layer.</summary>
/// <param name="Acc">The accumulator: the sums, or all of int32 when they may wrap.</param>
/// <param name="Codes">Codes after the clamp.</param>
/// <param name="ClampsLow">Whether the lower end of the clamp replaces a code.</param>
/// <param name="ClampsHigh">Whether the upper end does.</param>
/// <param name="ShiftMayOverflow">Whether the left shift of the requantization may wrap.</param>
internal sealed record Requantized(Interval Acc, Interval Codes, Occurrence ClampsLow, Occurrence ClampsHigh, bool ShiftMayOverflow)
{
    /// <summary>Requantizes the ends of an interval, or gives up all order where something wraps.</summary>
    public static Requantized Of(Interval sum, QuantizedMultiplier multiplier, int zeroPoint, ClampRange clamp)
    {
        bool fits = Interval.Int32.Contains(sum);
        Interval acc = fits ? sum : Interval.Int32;
        bool isMonotone = Rescaling.IsMonotone(acc, multiplier);
        if (!fits || !isMonotone)
        {
            return new Requantized(
                acc, new Interval(clamp.Lower, clamp.Upper), Occurrence.Possible, Occurrence.Possible, !isMonotone);
        }

        Interval scaled = Rescaling.Apply(acc, multiplier);
        Interval code = new(scaled.Lower + zeroPoint, scaled.Upper + zeroPoint);
        return new Requantized(
            acc,
            new Interval(Math.Clamp(code.Lower, clamp.Lower, clamp.Upper), Math.Clamp(code.Upper, clamp.Lower, clamp.Upper)),
            OccurrenceOf(atSomeEnd: code.Lower < clamp.Lower, atBothEnds: code.Upper < clamp.Lower),
            OccurrenceOf(atSomeEnd: code.Upper > clamp.Upper, atBothEnds: code.Lower > clamp.Upper),
            ShiftMayOverflow: false);
    }

    private static Occurrence OccurrenceOf(bool atSomeEnd, bool atBothEnds) => (atSomeEnd, atBothEnds) switch
    {
        (_, true) => Occurrence.Always,
        (true, _) => Occurrence.Possible,
        _ => Occurrence.Never,
    };
}
