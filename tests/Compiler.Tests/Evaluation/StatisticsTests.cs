using QMacVerify.Compiler.Evaluation;

namespace QMacVerify.Compiler.Tests.Evaluation;

/// <summary>Intervals and p-values against published ones, and against sums of exact fractions.</summary>
public sealed class StatisticsTests
{
    /// <summary>R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I, method 3.</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Interval_OfWilson_IsAsPublished(int count, int total, double low, double high)
    {
        (double foundLow, double foundHigh) = new Rate(count, total).Interval;

        Assert.Equal(low, foundLow, 4);
        Assert.Equal(high, foundHigh, 4);
        (double mirrorLow, double mirrorHigh) = new Rate(total - count, total).Interval;
        Assert.Equal(1 - high, mirrorLow, 4);
        Assert.Equal(1 - low, mirrorHigh, 4);
    }

    [Fact]
    public void Interval_AlwaysHoldsTheRate_WithinZeroAndOne()
    {
        for (int total = 0; total <= 60; total++)
        {
            for (int count = 0; count <= total; count++)
            {
                Rate rate = new(count, total);
                Assert.True(rate.Interval.Low >= 0 && rate.Interval.Low <= rate.Value && rate.Value <= rate.Interval.High && rate.Interval.High <= 1, $"{rate}");
            }
        }
    }

    /// <summary>Two-sided binomial probabilities, summed as fractions of integers in Python.</summary>
    [Theory]
    [InlineData(12, 20, 0.21532714972272515)]
    [InlineData(1, 9, 0.021484375)]
    [InlineData(0, 1, 1)]
    [InlineData(3, 3, 1)]
    [InlineData(0, 6, 0.03125)]
    [InlineData(0, 0, 1)]
    [InlineData(86, 150, 3.715936139571442e-05)]
    [InlineData(400, 300, 0.00017847631448562445)]
    [InlineData(4900, 5100, 0.04658552770494739)]
    [InlineData(405, 15, 1.0165574645484122e-99)]
    public void PValue_OfMcNemar_IsTheExactBinomialOne(int onlyFirst, int onlySecond, double expected)
    {
        Assert.Equal(1, new McNemar(onlyFirst, onlySecond).PValue / expected, 9);
        Assert.Equal(1, new McNemar(onlySecond, onlyFirst).PValue / expected, 9);
    }

    /// <summary>For many samples the exact test is the normal one with correction for continuity: z = 1.99, p = 0.0466.</summary>
    [Fact]
    public void PValue_OfManySamples_IsFiniteAndNearTheNormalOne()
    {
        Assert.Equal(0.0466, new McNemar(4900, 5100).PValue, 4);
        Assert.InRange(new McNemar(499_000, 501_000).PValue, 0.0455, 0.0458);
        Assert.Equal(0, new McNemar(0, 100_000).PValue);
    }
}
