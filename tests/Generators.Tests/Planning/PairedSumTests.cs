using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Generators.Tests.Planning;

/// <summary>Sums of codes as one linear form, against the operation as the runtime defines it.</summary>
public sealed class PairedSumTests
{
    private const int Trials = 120;

    [Theory]
    [InlineData(RequantizationKind.TfliteDouble)]
    [InlineData(RequantizationKind.TfliteSingle)]
    public void Of_RandomScales_NearlyAlwaysExistsAndGivesEveryCode(RequantizationKind kind)
    {
        int found = 0;
        for (int seed = 0; seed < Trials; seed++)
        {
            SplitMix64 random = new((ulong)seed);
            QuantizedMultiplier less = Random(random, -random.NextBelow(6));
            QuantizedMultiplier half = new(1 << 30, 0);
            ScaledSum sum = Sum(
                seed % 3 == 0, kind, seed % 2 == 0 ? half : less, seed % 2 == 0 ? less : half, Random(random, -16 - random.NextBelow(5)),
                seed % 4 == 0 ? new ClampRange(-100 + random.NextBelow(100), 60) : ClampRange.Full);
            int first = random.NextSByte(), second = random.NextSByte(), zeroPoint = random.NextSByte();
            if (PairedSum.Of(sum, first, second, zeroPoint) is PairedSum paired)
            {
                found++;
                AssertGivesEveryCode(sum, paired, first, second, zeroPoint);
            }
        }

        Assert.True(found >= Trials * 9 / 10, $"only {found} of {Trials} sums have the form");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_TiesOfBothSigns_RoundsBySign(bool isClamped)
    {
        // (a + b) / 2: every odd sum is a tie.
        QuantizedMultiplier half = new(1 << 30, 0);
        ScaledSum sum = Sum(false, RequantizationKind.TfliteDouble, half, half, new QuantizedMultiplier(1 << 30, -19), isClamped ? new ClampRange(3, 127) : ClampRange.Full);

        PairedSum? paired = PairedSum.Of(sum, -5, 7, zeroPoint: 3);

        Assert.NotNull(paired);
        Assert.Equal(!isClamped, paired.BySign);
        AssertGivesEveryCode(sum, paired, -5, 7, 3);
    }

    private static void AssertGivesEveryCode(ScaledSum sum, PairedSum paired, int firstZeroPoint, int secondZeroPoint, int zeroPoint)
    {
        bool isSingle = sum.Kind == RequantizationKind.TfliteSingle;
        Func<sbyte, sbyte, sbyte> defined = AddReference.Sum(
            new AddOperand(firstZeroPoint, RescalerOf(sum.FirstMultiplier)), new AddOperand(secondZeroPoint, RescalerOf(sum.SecondMultiplier)), sum.Sign,
            new AddResult(zeroPoint, RescalerOf(sum.OutputMultiplier), sum.Clamp.Lower, sum.Clamp.Upper));
        for (int a = -128; a <= 127; a++)
        {
            for (int b = -128; b <= 127; b++)
            {
                int low = (a * (short)paired.LowPair) + (b * (paired.LowPair >> 16)) + paired.LowConstant;
                int high = (a * (short)paired.HighPair) + (b * (paired.HighPair >> 16)) + (low >> PairedSum.LowBits) + paired.HighConstant;
                int rounded = (paired.BySign ? high + (high >> 31) + (1 << (paired.HighShift - 1)) : high) >> paired.HighShift;
                int code = Math.Clamp(rounded + zeroPoint, sum.Clamp.Lower, sum.Clamp.Upper);
                if (defined((sbyte)a, (sbyte)b) != code)
                {
                    Assert.Fail($"{a} and {b} of {sum} with {paired}: {code} instead of {defined((sbyte)a, (sbyte)b)}");
                }
            }
        }

        Rescaler RescalerOf(QuantizedMultiplier multiplier) => isSingle
            ? Rescaler.TfliteSingle(multiplier.Multiplier, multiplier.Shift)
            : Rescaler.TfliteDouble(multiplier.Multiplier, multiplier.Shift);
    }

    private static ScaledSum Sum(
        bool isDifference, RequantizationKind kind, QuantizedMultiplier first, QuantizedMultiplier second, QuantizedMultiplier output, ClampRange clamp) =>
        isDifference ? new Sub("sum", 0, 1, 2, kind, first, second, output, clamp) : new Add("sum", 0, 1, 2, kind, first, second, output, clamp);

    private static QuantizedMultiplier Random(SplitMix64 random, int shift) => new((1 << 30) + random.NextBelow(1 << 30), shift);
}
