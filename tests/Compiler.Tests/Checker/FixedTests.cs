using System.Numerics;
using QMacVerify.Checker.Linear;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Tests.Checker;

/// <summary>The arithmetic of linear forms on 128 bits is that of integers.</summary>
public sealed class FixedTests
{
    private static readonly Int128[] Corners =
    [
        0, 1, -1, ulong.MaxValue, -(Int128)ulong.MaxValue, (Int128)1 << 64, (Int128)1 << 99, ((Int128)1 << 100) - 1, 1 - ((Int128)1 << 100), -((Int128)1 << 64),
    ];

    [Fact]
    public void Times_IsTheFloorOfTheProduct()
    {
        SplitMix64 random = new(1);
        foreach (Int128 left in Corners.Concat(Enumerable.Range(0, 300).Select(_ => Any(random, 100))))
        {
            foreach (Int128 right in Corners.Append(((Int128)1 << 124) - 1).Append(1 - ((Int128)1 << 124)).Append((Int128)1 << 112).Concat(Enumerable.Range(0, 30).Select(_ => Any(random, 124))))
            {
                Assert.Equal(((BigInteger)left * right) >> Fixed.LineBits, (BigInteger)Fixed.Times(left, right));
            }
        }
    }

    [Fact]
    public void WideSum_IsTheSum()
    {
        SplitMix64 random = new(2);
        WideSum sum = new();
        BigInteger expected = 0;
        foreach (Int128 value in Corners.Concat(Enumerable.Range(0, 300).Select(_ => Any(random, 126))))
        {
            long factor = unchecked((long)random.NextUInt64()) >> random.NextBelow(64);
            sum.Add(value);
            sum.AddProduct(value >> 26, factor >> 15);
            expected += value + ((BigInteger)(value >> 26) * (factor >> 15));
            Assert.Equal(expected, sum.Value);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Add_IsThatOfFactorTimesWeights(int channels)
    {
        SplitMix64 random = new(3);
        Coefficients coefficients = new(channels);
        BigInteger[] expected = new BigInteger[12];
        for (int i = 0; i < 200; i++)
        {
            Int128 factor = Any(random, 100);
            long[] weights = [.. Enumerable.Range(0, 5).Select(_ => (long)random.NextBelow(511) - 255)];
            int first = random.NextBelow(8);
            coefficients.Add(first, factor, weights);
            for (int k = 0; k < weights.Length; k++)
            {
                expected[first + k] += (BigInteger)factor * weights[k];
            }
        }

        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(element => (BigInteger)coefficients.At(element)));
    }

    /// <summary>A number of some bits, of any length.</summary>
    private static Int128 Any(SplitMix64 random, int bits) => new Int128(random.NextUInt64(), random.NextUInt64()) >> (128 - bits + random.NextBelow(bits - 1));
}
