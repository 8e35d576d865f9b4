using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Tests.Analysis;

public sealed class AccumulatorErrorsTests
{
    private const int Greatest = 63;

    public static TheoryData<Adder> Adders()
    {
        TheoryData<Adder> adders = [];
        for (int bits = 0; bits <= 5; bits++)
        {
            adders.Add(new LowerPartOrAdder(bits));
            adders.Add(new ErrorTolerantAdder(bits));
            adders.Add(new TruncatedAdder(bits));
        }

        return adders;
    }

    [Theory]
    [MemberData(nameof(Adders))]
    public void AdditionError_HoldsAllPairsOf7Bits_ForEveryBoundOfTheLowBits(Adder adder)
    {
        int lowBits = (1 << adder.ApproximateBits) - 1;
        Interval[] seen = new Interval[lowBits + 1];
        Array.Fill(seen, Interval.Empty);
        for (int a = ~Greatest; a <= Greatest; a++)
        {
            for (int b = ~Greatest; b <= Greatest; b++)
            {
                seen[b & lowBits] = seen[b & lowBits].Hull(Interval.Point(adder.Apply(a, b) - (a + b)));
            }
        }

        Interval all = Interval.Empty;
        for (int most = 0; most <= lowBits; most++)
        {
            all = all.Hull(seen[most]);
            Interval error = AccumulatorErrors.AdditionError(adder, most);
            Assert.True(error.Contains(all), $"{adder} {most}: {all} is not in {error}");
        }

        // With all low bits the range is that of the circuit: attained.
        Assert.Equal(adder.ErrorRange, AccumulatorErrors.AdditionError(adder, lowBits));
        Assert.Equal(adder.ErrorRange, all);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void TruncatedChain_ErrsByTheLowBitsOfStartAndProducts(int drop)
    {
        // BOUNDS section 3: n additions err by no more than n + 1 times what the low bits hold, not by n times what one addition may.
        TruncatedAdder adder = new(drop);
        int lowBits = (1 << drop) - 1;
        for (int start = ~Greatest; start <= Greatest; start++)
        {
            for (int first = ~Greatest; first <= Greatest; first += 3)
            {
                for (int second = ~Greatest; second <= Greatest; second += 5)
                {
                    int error = adder.Apply(adder.Apply(start, first), second) - (start + first + second);
                    Assert.Equal(-((start & lowBits) + (first & lowBits) + (second & lowBits)), error);
                    Assert.InRange(error, -3 * lowBits, 0);
                }
            }
        }
    }
}
