using QMacVerify.Generators.Operators;
using QMacVerify.Runtime;

namespace QMacVerify.Generators.Tests.Operators;

public sealed class AdderSumRangeTests
{
    private static readonly Adder[] Adders = [new ExactAdder(), .. Enumerable.Range(0, 32).Select(drop => new TruncatedAdder(drop))];

    [Fact]
    public void SumRange_OfIntegersOfAnySize_WrapsToWhatTheCircuitGives()
    {
        SplitMix64 random = new(1);
        foreach (Adder adder in Adders)
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
    public void SumRange_OfIntervals_HoldsEverySumAndIsAttained()
    {
        foreach (Adder adder in Adders.Take(7))
        {
            for (int a = -9; a < 9; a++)
            {
                for (int b = -9; b < 9; b++)
                {
                    int[] sums = [.. from x in Enumerable.Range(a, 6) from y in Enumerable.Range(b, 4) select adder.Apply(x, y)];
                    Assert.Equal((sums.Min(), sums.Max()), adder.SumRange((a, a + 5), (b, b + 3)));
                }
            }
        }
    }
}
