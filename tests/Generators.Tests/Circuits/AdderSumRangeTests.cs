using QMacVerify.Generators.Circuits;
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
                (long lower, long upper) = adder.SumRange((a, a), (b, b));
                Assert.Equal(lower, upper);
                Assert.Equal(adder.Apply(unchecked((int)a), unchecked((int)b)), unchecked((int)lower));
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
                    (long lower, long upper) = adder.SumRange((a, a + 5), (b, b + 3));
                    Assert.True(lower <= sums.Min() && upper >= sums.Max(), $"{adder}: {a}, {b}");
                    Assert.True(adder is LowerPartOrAdder || (lower == sums.Min() && upper == sums.Max()), $"{adder}: {a}, {b}");
                }
            }
        }
    }

    [Fact]
    public void SumRange_OfLowerPartOr_IsNoWiderThanItsErrors()
    {
        foreach (LowerPartOrAdder adder in AdderTests.All.OfType<LowerPartOrAdder>())
        {
            (long errorLower, long errorUpper) = adder.ErrorRange;
            (long lower, long upper) = adder.SumRange((-100, 300), (-50, 70));
            Assert.InRange(lower, -150 + errorLower, -150);
            Assert.InRange(upper, 370, 370 + errorUpper);
        }
    }
}
