using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Tests.Bounds.Rules;

/// <summary>Codes of an interval beside the codes of every accumulator in it, by the definitions of SEMANTICS section 3 in wide numbers.</summary>
public sealed class RequantizedTests
{
    [Theory]
    [InlineData(RequantizationKind.TfliteDouble)]
    [InlineData(RequantizationKind.TfliteSingle)]
    [InlineData(RequantizationKind.OnnxFloat)]
    public void Of_AnyInterval_IsWhatEveryAccumulatorInItBecomes(RequantizationKind kind)
    {
        SplitMix64 random = new(7);
        int overflowing = 0;
        for (int i = 0; i < 4000; i++)
        {
            Rescale rescale = SomeRescale(kind, random);
            int zeroPoint = random.NextSByte();
            ClampRange clamp = SomeClamp(random);
            Interval acc = SomeInterval(random);

            Requantized actual = Requantized.Of(acc, rescale, zeroPoint, clamp);

            Requantized expected = Definition(acc, rescale, zeroPoint, clamp);
            overflowing += expected.ShiftMayOverflow ? 1 : 0;
            Assert.True(expected == actual, $"{i}: {acc}, {rescale}, zero point {zeroPoint}, {clamp}: {actual}, by its definition {expected}");
            if (Interval.Int32.Contains(acc) && !expected.ShiftMayOverflow)
            {
                Assert.Equal([actual.Codes], Requantized.CodesOf([acc], rescale, zeroPoint, clamp));
            }
        }

        // Both kinds of intervals are among them, where there are two.
        Assert.InRange(overflowing, kind == RequantizationKind.OnnxFloat ? 0 : 100, kind == RequantizationKind.OnnxFloat ? 0 : 3900);
    }

    /// <summary>8 - 4 / 2^27 above 2^31 - 8: the rounding alone makes it 2^31.</summary>
    [Fact]
    public void Of_AccumulatorThatRoundsBeyondInt32_MayOverflow()
    {
        Rescale beyond = new(RequantizationKind.TfliteSingle, new QuantizedMultiplier((1 << 30) + 4, 4));
        Assert.True(Requantized.Of(Interval.Point((1 << 28) - 1), beyond, 0, ClampRange.Full).ShiftMayOverflow);
        Assert.False(Requantized.Of(Interval.Point((1 << 28) - 2), beyond, 0, ClampRange.Full).ShiftMayOverflow);
    }

    [Fact]
    public void Nothing_ThatInt32Holds_StaysAsItIs()
    {
        Assert.Equal(new Requantized(new Interval(-5, int.MaxValue), Occurrence.Never, Occurrence.Never, false), Requantized.Nothing(new Interval(-5, int.MaxValue)));
        Assert.Equal(Interval.Int32, Requantized.Nothing(new Interval(-5, 1L + int.MaxValue)).Codes);
        Assert.Equal(Interval.Int32, Requantized.Nothing(new Interval(int.MinValue - 1L, 0)).Codes);
    }

    private static Requantized Definition(Interval acc, Rescale rescale, int zeroPoint, ClampRange clamp)
    {
        // What 32 bits do not hold wraps into them, anywhere.
        bool fits = Interval.Int32.Contains(acc);
        bool overflows = (fits ? Members(acc) : [int.MinValue, int.MaxValue]).Any(x => Wraps(x, rescale));
        if (!fits || overflows)
        {
            return new Requantized(new Interval(clamp.Lower, clamp.Upper), Occurrence.Possible, Occurrence.Possible, overflows);
        }

        double[] codes = [.. Members(acc).Select(x => Rescaled((int)x, rescale) + zeroPoint)];
        int[] clamped = [.. codes.Select(code => (int)Math.Clamp(code, clamp.Lower, clamp.Upper))];
        return new Requantized(
            new Interval(clamped.Min(), clamped.Max()),
            OccurrenceOf(codes, code => code < clamp.Lower),
            OccurrenceOf(codes, code => code > clamp.Upper),
            ShiftMayOverflow: false);
    }

    private static IEnumerable<long> Members(Interval interval)
    {
        for (long x = interval.Lower; x <= interval.Upper; x++)
        {
            yield return x;
        }
    }

    private static bool Wraps(long x, Rescale rescale) =>
        rescale.Kind != RequantizationKind.OnnxFloat && WideRescale.Wraps(x, rescale.Kind, rescale.Multiplier);

    private static double Rescaled(int x, Rescale rescale) => rescale.Kind == RequantizationKind.OnnxFloat
        ? Math.Round(x * BitConverter.UInt32BitsToSingle(rescale.FactorBits), MidpointRounding.ToEven)
        : WideRescale.Of(x, rescale.Kind, rescale.Multiplier);

    private static Occurrence OccurrenceOf(double[] codes, Predicate<double> isClamped) =>
        Array.TrueForAll(codes, isClamped) ? Occurrence.Always : Array.Exists(codes, isClamped) ? Occurrence.Possible : Occurrence.Never;

    private static Rescale SomeRescale(RequantizationKind kind, SplitMix64 random) => kind == RequantizationKind.OnnxFloat
        ? new Rescale(kind, QuantizedMultiplier.None, BitConverter.SingleToUInt32Bits(MathF.ScaleB(1 + (random.NextBelow(1 << 20) / (float)(1 << 20)), random.NextBelow(36) - 33)))
        : new Rescale(kind, new QuantizedMultiplier((1 << 30) + random.NextBelow(1 << 30), random.NextBelow(43) - 31));

    private static ClampRange SomeClamp(SplitMix64 random)
    {
        (int one, int other) = (random.NextSByte(), random.NextSByte());
        return new ClampRange(Math.Min(one, other), Math.Max(one, other));
    }

    /// <summary>Up to 40 accumulators of any magnitude; a few lie at an end of int32 or beyond it.</summary>
    private static Interval SomeInterval(SplitMix64 random)
    {
        long middle = random.NextBelow(16) switch
        {
            0 => int.MaxValue,
            1 => int.MinValue,
            _ => (int)random.NextUInt64() >> random.NextBelow(31),
        };
        return new Interval(middle - random.NextBelow(20), middle + random.NextBelow(20));
    }
}
