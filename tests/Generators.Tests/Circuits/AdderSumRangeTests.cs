using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;

namespace QMacVerify.Generators.Tests.Circuits;

public sealed class AdderSumRangeTests
{
    [Fact]
    public void SumRange_OfIntegersOfAnySize_WrapsToWhatTheCircuitGives()
    {
        SplitMix64 random = new(1);
        foreach (Adder adder in AdderTests.All)
        {
            for (int i = 0; i < 2000; i++)
            {
                // Up to 2^40, far beyond what the register holds.
                long a = (long)random.NextUInt64() >> (24 + random.NextBelow(32));
                long b = (long)random.NextUInt64() >> (24 + random.NextBelow(32));
                Interval sum = adder.SumRange(Interval.Point(a), Interval.Point(b));
                Assert.True(sum.IsPoint);
                Assert.Equal(adder.Apply(unchecked((int)a), unchecked((int)b)), unchecked((int)sum.Lower));
            }
        }
    }

    [Fact]
    public void SumRange_OfIntervals_HoldsEverySumAndIsAttainedByMonotoneAdders()
    {
        foreach (Adder adder in AdderTests.All.Where(adder => adder.ApproximateBits <= 6))
        {
            for (int a = -9; a < 9; a++)
            {
                for (int b = -9; b < 9; b++)
                {
                    int[] sums = [.. from x in Enumerable.Range(a, 6) from y in Enumerable.Range(b, 4) select adder.Apply(x, y)];
                    Interval reached = new(sums.Min(), sums.Max());
                    Interval bound = adder.SumRange(new Interval(a, a + 5), new Interval(b, b + 3));
                    Assert.True(bound.Contains(reached), $"{adder}: {a}, {b}");
                    Assert.True(adder is LowerPartOrAdder || bound == reached, $"{adder}: {a}, {b}");
                }
            }
        }
    }

    [Fact]
    public void SumRange_OfLowerPartOr_IsNoWiderThanItsErrors()
    {
        foreach (LowerPartOrAdder adder in AdderTests.All.OfType<LowerPartOrAdder>())
        {
            Interval exact = new(-150, 370);
            Interval bound = adder.SumRange(new Interval(-100, 300), new Interval(-50, 70));
            Assert.True(bound.Contains(exact) && (exact + adder.ErrorRange).Contains(bound), $"{adder}: {bound}");
        }
    }
}
