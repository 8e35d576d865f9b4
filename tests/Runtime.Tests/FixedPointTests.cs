using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace QMacVerify.Runtime.Tests;

public class FixedPointTests
{
    // Ends, powers of two and their neighbours: where rounding and saturation change.
    private static readonly int[] Corners =
        [.. Enumerable.Range(0, 31).SelectMany(i => new[] { 1 << i, (1 << i) - 1, (1 << i) + 1, -(1 << i), -(1 << i) - 1, 1 - (1 << i) }),
            int.MinValue, int.MinValue + 1, int.MaxValue, 0];

    private static readonly Arbitrary<int> AnyInt32 = Gen.OneOf(
        Gen.Elements(Corners),
        Gen.Choose(int.MinValue, int.MaxValue),
        Gen.Choose(-1000, 1000)).ToArbitrary();

    private static readonly Arbitrary<(int X, int QuantizedMultiplier, int Shift)> AnyMultiplication =
        (from x in AnyInt32.Generator
         from quantizedMultiplier in Gen.OneOf(Gen.Choose(1 << 30, int.MaxValue), Gen.Elements(0, 1 << 30, int.MaxValue))
         from shift in Gen.Choose(-31, 31)
         select (x, quantizedMultiplier, shift)).ToArbitrary();

    [Theory]
    [InlineData(int.MinValue, int.MinValue, int.MaxValue)]
    [InlineData(int.MinValue, int.MaxValue, -int.MaxValue)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue - 1)]
    [InlineData(1 << 30, 1, 1)] // 0.5 goes up
    [InlineData(1 << 30, -1, 0)] // -0.5 goes up too: half up, not half away
    [InlineData(1 << 30, -3, -1)] // -1.5
    [InlineData((1 << 30) - 1, 1, 0)]
    [InlineData((1 << 30) + 1, -1, -1)]
    public void SaturatingRoundingDoublingHighMul_Corner_IsHalfUp(int a, int b, int expected) =>
        Assert.Equal(expected, FixedPoint.SaturatingRoundingDoublingHighMul(a, b));

    [Fact]
    public void SaturatingRoundingDoublingHighMul_AnyOperands_EqualsTheAuthoritysNudgedDivision() =>
        Prop.ForAll(AnyInt32, AnyInt32, (a, b) =>
        {
            BigInteger product = (BigInteger)a * b;
            BigInteger nudge = product >= 0 ? 1 << 30 : 1 - (1 << 30);
            BigInteger rounded = BigInteger.Divide(product + nudge, BigInteger.One << 31);
            return FixedPoint.SaturatingRoundingDoublingHighMul(a, b) == (int)BigInteger.Min(rounded, int.MaxValue);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(5, 1, 3)]
    [InlineData(-5, 1, -3)]
    [InlineData(6, 2, 2)]
    [InlineData(-6, 2, -2)]
    [InlineData(-7, 2, -2)]
    [InlineData(-5, 2, -1)]
    [InlineData(int.MaxValue, 0, int.MaxValue)]
    [InlineData(int.MinValue, 0, int.MinValue)]
    [InlineData(int.MaxValue, 31, 1)]
    [InlineData(int.MinValue, 31, -1)]
    [InlineData(1 << 30, 31, 1)]
    [InlineData(-(1 << 30), 31, -1)]
    [InlineData((1 << 30) - 1, 31, 0)]
    public void RoundingDivideByPowerOfTwo_Tie_RoundsAwayFromZero(int x, int exponent, int expected)
    {
        Assert.Equal(expected, FixedPoint.RoundingDivideByPowerOfTwo(x, exponent));
        Assert.Equal(expected, FixedPoint.RoundingDivideByPowerOfTwo((long)x, exponent));
    }

    [Fact]
    public void RoundingDivideByPowerOfTwo_AnyOperands_IsHalfAwayFromZero() =>
        Prop.ForAll(AnyInt32, Gen.Choose(0, 31).ToArbitrary(), (x, exponent) =>
            FixedPoint.RoundingDivideByPowerOfTwo(x, exponent) == (int)HalfAwayFromZero(x, exponent)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1L << 39, 40, 1)]
    [InlineData(-(1L << 39), 40, -1)]
    [InlineData((1L << 39) - 1, 40, 0)]
    [InlineData(long.MinValue, 62, -2)]
    [InlineData(long.MaxValue, 62, 2)]
    public void RoundingDivideByPowerOfTwo_Int64_IsHalfAwayFromZero(long x, int exponent, long expected)
    {
        Assert.Equal(expected, FixedPoint.RoundingDivideByPowerOfTwo(x, exponent));
        Assert.Equal(expected, (long)HalfAwayFromZero(x, exponent));
    }

    [Theory]
    [InlineData(100, 1 << 30, 0, 50)]
    [InlineData(100, 1 << 30, 3, 400)]
    [InlineData(100, 1 << 30, -3, 6)]
    [InlineData(3, 1 << 30, 0, 2)]
    [InlineData(-3, 1 << 30, 0, -1)]
    // 5 * 1/2 * 1/2 is 1.25: the first rounding makes 3, the second 2. One rounding would give 1.
    [InlineData(5, 1 << 30, -1, 2)]
    [InlineData(0x4000_0000, int.MaxValue, 2, 0)]
    public void MultiplyByQuantizedMultiplier_Known_RoundsTwiceAndWraps(int x, int quantizedMultiplier, int shift, int expected) =>
        Assert.Equal(expected, FixedPoint.MultiplyByQuantizedMultiplier(x, quantizedMultiplier, shift));

    [Fact]
    public void MultiplyByQuantizedMultiplier_AnyOperands_EqualsItsDefinition() =>
        Prop.ForAll(AnyMultiplication, m =>
            FixedPoint.MultiplyByQuantizedMultiplier(m.X, m.QuantizedMultiplier, m.Shift) == DefinitionOfMultiply(m.X, m.QuantizedMultiplier, m.Shift))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Requantize_AnyAccumulator_ClampsTheExactSum() =>
        Prop.ForAll(AnyMultiplication, Gen.Choose(-128, 127).ToArbitrary(), (m, zeroPoint) =>
        {
            long sum = (long)DefinitionOfMultiply(m.X, m.QuantizedMultiplier, m.Shift) + zeroPoint;
            return FixedPoint.Requantize(m.X, m.QuantizedMultiplier, m.Shift, zeroPoint) == Math.Clamp(sum, -128, 127)
                && FixedPoint.Requantize(m.X, m.QuantizedMultiplier, m.Shift, zeroPoint, -3, 100) == Math.Clamp(sum, -3, 100);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(5, 1 << 30, 0, 3)] // 2.5, half up
    [InlineData(-5, 1 << 30, 0, -2)]
    [InlineData(3, 1 << 30, -1, 1)] // 0.75
    [InlineData(2, 1 << 30, -1, 1)] // a tie
    [InlineData(1, int.MaxValue, 30, 1 << 30)]
    [InlineData(int.MinValue, int.MaxValue, -31, -1)]
    public void MultiplyByQuantizedMultiplierSingle_Known_RoundsOnceHalfUp(int x, int quantizedMultiplier, int shift, int expected) =>
        Assert.Equal(expected, FixedPoint.MultiplyByQuantizedMultiplierSingle(x, quantizedMultiplier, shift));

    [Fact]
    public void MultiplyByQuantizedMultiplierSingle_BetweenTheTwoRoundings_DiffersFromDouble()
    {
        // 2^30 - 1 times 2^-31 is just below one half; the doubled high product is rounded up to it first.
        Assert.Equal(0, FixedPoint.MultiplyByQuantizedMultiplierSingle((1 << 30) - 1, 1 << 30, -30));
        Assert.Equal(1, FixedPoint.MultiplyByQuantizedMultiplier((1 << 30) - 1, 1 << 30, -30));
    }

    [Theory]
    [InlineData(5, 0.5f, 0, 2)] // 2.5 to even
    [InlineData(7, 0.5f, 0, 4)]
    [InlineData(-5, 0.5f, 3, 1)] // the zero point comes after rounding
    [InlineData(int.MaxValue, 3e38f, -128, 127)]
    [InlineData(int.MinValue, 3e38f, 0, -128)]
    [InlineData(16777217, 1f, 0, 127)]
    public void RequantizeFloat_Known_RoundsHalfToEven(int acc, float factor, int zeroPoint, int expected) =>
        Assert.Equal(expected, FixedPoint.RequantizeFloat(acc, factor, zeroPoint));

    [Theory]
    [InlineData(1000, 20)]
    [InlineData(-1000, -5)]
    [InlineData(5, 15)]
    [InlineData(10, 20)]
    [InlineData(11, 20)]
    [InlineData(-15, -5)]
    [InlineData(-16, -5)]
    public void RequantizeFloatAndSingle_ZeroPoint_IsWithinTheClamp(int acc, int expected)
    {
        Assert.Equal(expected, FixedPoint.RequantizeFloat(acc, 1f, zeroPoint: 10, lower: -5, upper: 20));
        Assert.Equal(expected, FixedPoint.RequantizeSingle(acc, 1 << 30, shift: 1, zeroPoint: 10, lower: -5, upper: 20));
    }

    /// <summary>M is 2^22, and 1/4, of which the roundings differ: -2 * M = -1/2.</summary>
    [Theory]
    [InlineData(true, 23, -200)]
    [InlineData(false, 23, -200)]
    [InlineData(true, -1, -256)]
    [InlineData(false, -1, -256)]
    public void Exponentials_OfDifferences_EndAtTheMinimum(bool isSingle, int shift, int minimumDifference)
    {
        int[] exponentials = FixedPoint.Exponentials(1 << 30, shift, minimumDifference, isSingle);

        Assert.Equal(
            Enumerable.Range(0, 256).Select(i => -i < minimumDifference ? 0 : FixedPoint.ExpOnNegativeValues(
                isSingle ? FixedPoint.MultiplyByQuantizedMultiplierSingle(-i, 1 << 30, shift) : FixedPoint.MultiplyByQuantizedMultiplier(-i, 1 << 30, shift), 5)),
            exponentials);
        Assert.True(shift > 0 || isSingle == (exponentials[2] == int.MaxValue));
    }

    [Fact]
    public void Requantize_ZeroPointOnTopOfInt32_DoesNotWrap()
    {
        Assert.Equal(127, FixedPoint.Requantize(int.MaxValue, int.MaxValue, 0, zeroPoint: 127));
        Assert.Equal(-128, FixedPoint.Requantize(int.MinValue, int.MaxValue, 0, zeroPoint: -128));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(5)]
    public void ExpOnNegativeValues_WholeRange_StaysWithinTheTaylorRemainder(int integerBits)
    {
        SplitMix64 random = new();
        double unit = Math.Pow(2, integerBits - 31);
        // Of a polynomial of degree four, 1/8 away from its centre, and a few units of rounding.
        double remainder = (Math.Pow(1.0 / 8, 5) / 120) + Math.Pow(2, -27);
        for (int i = 0; i < 100_000; i++)
        {
            int a = i < 100 ? -i : (int)(random.NextUInt64() >> 33) - int.MaxValue - 1;
            double error = (FixedPoint.ExpOnNegativeValues(a, integerBits) / Math.Pow(2, 31)) - Math.Exp(a * unit);
            Assert.True(Math.Abs(error) < remainder, $"exp({a}) is off by {error}.");
        }
    }

    [Fact]
    public void ExpOnNegativeValues_OutsideItsDomain_IsRefused()
    {
        Assert.Equal(int.MaxValue, FixedPoint.ExpOnNegativeValues(0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => FixedPoint.ExpOnNegativeValues(1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => FixedPoint.ExpOnNegativeValues(-1, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => FixedPoint.ExpOnNegativeValues(-1, -1));
    }

    [Fact]
    public void Reciprocals_WholeRange_AreWithinTwoToMinus27()
    {
        SplitMix64 random = new();
        for (int i = 0; i < 100_000; i++)
        {
            int raw = i < 100 ? i : i < 200 ? int.MaxValue - (i - 100) : (int)(random.NextUInt64() >> 33);
            double a = raw / Math.Pow(2, 31);
            double reciprocal = FixedPoint.OneOverOnePlusX(raw) / Math.Pow(2, 31);
            double quotient = FixedPoint.OneMinusXOverOnePlusX(raw) / Math.Pow(2, 31);
            Assert.True(Math.Abs(reciprocal - (1 / (1 + a))) < Math.Pow(2, -27), $"1/(1+{a}) came out as {reciprocal}.");
            Assert.True(Math.Abs(quotient - ((1 - a) / (1 + a))) < Math.Pow(2, -27), $"(1-{a})/(1+{a}) came out as {quotient}.");
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => FixedPoint.OneOverOnePlusX(-1));
    }

    // Section 4 of the semantics written out in big integers, checked on codes that come up in softmax.
    [Fact]
    public void ExpAndReciprocal_AnyArgument_EqualTheirDefinitions() =>
        Prop.ForAll(AnyInt32, Gen.Choose(0, 5).ToArbitrary(), (x, integerBits) =>
        {
            int negative = x > 0 ? -x : x;
            int positive = x < 0 ? ~x : x;
            return FixedPoint.ExpOnNegativeValues(negative, integerBits) == DefinitionOfExp(negative, integerBits)
                && FixedPoint.OneOverOnePlusX(positive) == DefinitionOfReciprocal(positive);
        }).QuickCheckThrowOnFailure();

    private static BigInteger HalfAwayFromZero(BigInteger x, int exponent)
    {
        BigInteger magnitude = ((2 * BigInteger.Abs(x)) + (BigInteger.One << exponent)) / (BigInteger.One << (exponent + 1));
        return x.Sign * magnitude;
    }

    private static BigInteger HighMul(BigInteger a, BigInteger b) =>
        BigInteger.Min(((a * b) + (1 << 30)) >> 31, int.MaxValue);

    private static BigInteger ShiftSaturated(BigInteger x, int exponent) =>
        BigInteger.Max(BigInteger.Min(x << exponent, int.MaxValue), int.MinValue);

    private static int DefinitionOfMultiply(int x, int quantizedMultiplier, int shift)
    {
        int shifted = unchecked((int)(uint)(((BigInteger)x << Math.Max(shift, 0)) & uint.MaxValue));
        return (int)HalfAwayFromZero(HighMul(shifted, quantizedMultiplier), Math.Max(-shift, 0));
    }

    private static int DefinitionOfExp(BigInteger a, int b)
    {
        if (a.IsZero)
        {
            return int.MaxValue;
        }

        int f = 31 - b;
        BigInteger quarter = BigInteger.One << (f - 2);
        BigInteger r = (a & (quarter - 1)) - quarter;
        BigInteger x = (r << b) + (1 << 28);
        BigInteger x2 = HighMul(x, x);
        BigInteger x3 = HighMul(x2, x);
        BigInteger x4 = HighMul(x2, x2);
        BigInteger t = HalfAwayFromZero(HighMul(HalfAwayFromZero(x4, 2) + x3, 715827883) + x2, 1);
        BigInteger y = 1895147668 + HighMul(1895147668, x + t);
        int[] factors = [1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242];
        for (int e = -2; e <= b - 1; e++)
        {
            if (!((r - a) >> (f + e)).IsEven)
            {
                y = HighMul(y, factors[e + 2]);
            }
        }

        return (int)y;
    }

    private static int DefinitionOfReciprocal(BigInteger a)
    {
        BigInteger h = (a + (BigInteger.One << 31)) >> 1;
        BigInteger x = 1515870810 + HighMul(h, -1010580540);
        for (int step = 0; step < 3; step++)
        {
            x += ShiftSaturated(HighMul(x, (1 << 29) - HighMul(h, x)), 2);
        }

        return (int)ShiftSaturated(x, 1);
    }
}
