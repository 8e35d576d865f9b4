using System.Numerics;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Linear;
using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Tests.Bounds.Linear;

/// <summary>What keeps linear bounds sound in double: the distance of codes from their sums, and the outward rounding.</summary>
public sealed class RoundingTests
{
    /// <summary>Doubles down to 2^-300 are multiples of this many halves.</summary>
    private const int Halves = 400;

    /// <summary>Codes lie between the lines of their sums, and would not with a smaller distance.</summary>
    [Theory]
    [InlineData(RequantizationKind.TfliteDouble)]
    [InlineData(RequantizationKind.TfliteSingle)]
    [InlineData(RequantizationKind.OnnxFloat)]
    public void Lines_OfARequantization_HoldItsCodes(RequantizationKind kind)
    {
        SplitMix64 random = new(9);
        int outside = 0;
        for (int round = 0; round < 3000; round++)
        {
            int shift = -random.NextBelow(12);
            QuantizedMultiplier multiplier = new((1 << 30) + random.NextBelow(1 << 30), shift);
            Rescale rescale = kind == RequantizationKind.OnnxFloat
                ? new Rescale(kind, QuantizedMultiplier.None, BitConverter.SingleToUInt32Bits(MathF.ScaleB(multiplier.Multiplier, shift - 31)))
                : new Rescale(kind, multiplier);
            int zeroPoint = random.NextSByte();
            int lowest = random.NextSByte();
            ClampRange clamp = new(lowest, lowest + random.NextBelow(128 - lowest));
            double scale = RealFactors.Of(rescale);
            int reach = (int)(300 / scale);
            long lower = random.NextBelow(2 * reach) - reach;
            Interval sums = new(lower, lower + random.NextBelow(1 + (reach >> random.NextBelow(6))));
            double distance = kind switch
            {
                RequantizationKind.TfliteDouble when shift < 0 => 0.5 + Math.ScaleB(1, shift - 1),
                RequantizationKind.OnnxFloat => 0.5 + Math.ScaleB(1, -13),
                _ => 0.5,
            };
            for (int sample = 0; sample < 20; sample++)
            {
                long sum = sample < 2 ? (sample == 0 ? sums.Lower : sums.Upper) : sums.Lower + random.NextBelow((int)(sums.Upper - sums.Lower) + 1);
                long code = Requantized.Of(Interval.Point(sum), rescale, zeroPoint, clamp).Codes.Lower - zeroPoint;
                Assert.True(IsBetween(distance, sum, code));
                outside += IsBetween(distance - 0.25, sum, code) ? 0 : 1;
            }

            bool IsBetween(double within, long sum, long code)
            {
                (Line low, Line high) = Relaxation.Lines(scale * sums.Lower, scale * sums.Upper, clamp.Lower - zeroPoint, clamp.Upper - zeroPoint, within);
                double z = scale * sum;
                return (low.Slope * z) + low.Offset <= code + 1e-9 && code <= (high.Slope * z) + high.Offset + 1e-9
                    && low.Slope is >= 0 and <= 1 && high.Slope is >= 0 and <= 1;
            }
        }

        Assert.True(outside > 100, $"{outside}");
    }

    /// <summary>Constants that cancel and coefficients of all sizes: the bound is not below the exact sum, which plain double arithmetic is.</summary>
    [Fact]
    public void Forms_OfNumbersThatCancel_AreNotBelowTheExactSum()
    {
        SplitMix64 random = new(4);
        int below = 0;
        for (int round = 0; round < 300; round++)
        {
            const int count = 120;
            LinearForms forms = new();
            CoefficientBlock block = forms.BlockOf(0, new TensorExtent(1, 1, count), new PixelRectangle(0, 0, 1, 1), additions: 0);
            double[] ends = [.. Enumerable.Range(0, count).Select(_ => (double)(random.NextBelow(511) - 255))];
            double plain = 0;
            BigInteger exact = 0;
            for (int i = 0; i < count; i++)
            {
                double coefficient = NextDouble();
                block.Of(i)[0] = coefficient;
                plain += coefficient * ends[i];
                exact += Scaled(coefficient) * new BigInteger(ends[i]);
            }

            double constants = 0;
            double large = NextDouble() * int.MaxValue;
            foreach (double constant in (double[])[large, NextDouble(), -large, NextDouble()])
            {
                forms.AddConstants([constant, .. new double[CoefficientBlock.Lanes - 1]]);
                constants += constant;
                exact += Scaled(constant);
            }

            double bound = forms.Bound(new Dictionary<int, LinearStep>(), _ => new CentredBox(ends, ends), depth: 0)[0];

            Assert.True(Scaled(bound) >= exact);
            Assert.True(bound - (plain + constants) < 1e-3 * Math.Max(1, Math.Abs(large)));
            below += Scaled(plain + constants) < exact ? 1 : 0;
        }

        Assert.InRange(below, 50, 250);

        double NextDouble() => ((long)(random.NextUInt64() >> 11) - (1L << 52)) * Math.ScaleB(1, -52 - random.NextBelow(20));
    }

    private static BigInteger Scaled(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7ff);
        BigInteger mantissa = (bits & ((1L << 52) - 1)) | (exponent == 0 ? 0 : 1L << 52);
        BigInteger scaled = mantissa << (Halves + exponent - 1075);
        return value < 0 ? -scaled : scaled;
    }
}
