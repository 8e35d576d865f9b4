using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Support;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Analysis;

public sealed class ProductRangesTests
{
    [Fact]
    public void Of_EveryInterval_OfANonMonotoneMultiplier_EqualsALinearScan()
    {
        Multiplier multiplier = new ScrambledMultiplier();
        ProductRanges ranges = new(multiplier.Apply);
        foreach (int weight in new[] { -128, -77, -1, 0, 1, 64, 127 })
        {
            for (int lower = -128; lower < 128; lower++)
            {
                int least = int.MaxValue;
                int greatest = int.MinValue;
                for (int upper = lower; upper < 128; upper++)
                {
                    int product = multiplier.Apply(upper, weight);
                    least = Math.Min(least, product);
                    greatest = Math.Max(greatest, product);
                    AssertRange(new Interval(least, greatest), ranges, weight, new Interval(lower, upper));
                }
            }
        }
    }

    [Fact]
    public void Of_TruncatedProducts_EqualsTheClosedForm()
    {
        // Floor truncation is nondecreasing in the exact product, so the ends decide (BOUNDS section 2).
        for (int drop = 0; drop <= 8; drop++)
        {
            ProductRanges ranges = new(new TruncatedMultiplier(drop).Apply);
            for (int weight = -128; weight < 128; weight++)
            {
                for (int lower = -128; lower < 128; lower += 7)
                {
                    for (int upper = lower; upper < 128; upper += 5)
                    {
                        Interval expected = new(
                            Math.Min(weight * lower, weight * upper) >> drop << drop,
                            Math.Max(weight * lower, weight * upper) >> drop << drop);
                        AssertRange(expected, ranges, weight, new Interval(lower, upper));
                    }
                }
            }
        }
    }

    private static void AssertRange(Interval expected, ProductRanges ranges, int weight, Interval activations)
    {
        Interval range = ranges.Of(weight, activations);
        if (range != expected)
        {
            Assert.Fail($"activations {activations} times {weight} give {range}, expected {expected}");
        }
    }
}
