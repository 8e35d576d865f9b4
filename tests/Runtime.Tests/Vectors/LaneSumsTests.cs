using System.Runtime.Intrinsics;
using QMacVerify.Runtime.Vectors;

namespace QMacVerify.Runtime.Tests.Vectors;

/// <summary>Sums from lanes against the circuits' definitions, applied addend after addend.</summary>
public class LaneSumsTests
{
    private const int Lanes = 8;

    /// <summary>Sums of a lane: two int16 lanes with as many products each.</summary>
    private const int Products = 5;

    public static TheoryData<int> LowBits => [.. Enumerable.Range(1, 15)];

    [Theory]
    [MemberData(nameof(LowBits))]
    public void LowerPartOr_RandomAddends_IsTheChainOfAdders(int lower)
    {
        int half = 1 << (lower - 1);
        AssertLanes(
            lower,
            shift: 15 - lower,
            (a, b, mask) => ((((a >> lower) + (b >> lower) + ((a & b & half) >> (lower - 1))) << lower) | ((a | b) & mask)),
            addend => (addend + half) >> lower,
            (high, products, _, startLow, shift, mask) => LaneSums.LowerPartOr(high, products, startLow, lower, shift, mask));
    }

    [Theory]
    [MemberData(nameof(LowBits))]
    public void ErrorTolerant_RandomAddends_IsTheChainOfAdders(int lower) => AssertLanes(
        lower,
        shift: 16 - lower,
        (a, b, mask) => (((a >> lower) + (b >> lower)) << lower) | ((a | b) & mask) | AndAllBelow(a & b & mask),
        addend => addend >> lower,
        (high, products, twice, startLow, shift, mask) => LaneSums.ErrorTolerant(high, products, twice, startLow, lower, shift, mask));

    private static void AssertLanes(
        int lower,
        int shift,
        Func<int, int, int, int> add,
        Func<int, int> highOf,
        Func<Vector256<int>, Vector256<short>, Vector256<short>, Vector256<int>, int, int, Vector256<int>> sum)
    {
        SplitMix64 random = new((ulong)lower);
        int low = (1 << lower) - 1;
        for (int round = 0; round < 500; round++)
        {
            // Products without their lowest bits, sometimes, as truncated ones are.
            int cleared = round % 3 == 0 ? random.NextBelow(lower) : 0;
            int[] expected = new int[Lanes], high = new int[Lanes], startLow = new int[Lanes];
            short[] products = new short[2 * Lanes], twice = new short[2 * Lanes];
            for (int lane = 0; lane < Lanes; lane++)
            {
                int start = random.NextBelow(1 << 24) - (1 << 23);
                expected[lane] = start;
                high[lane] = highOf(start);
                startLow[lane] = start & low;
                for (int i = 0; i < 2 * Products; i++)
                {
                    int product = (random.NextBelow(1 << 15) - (1 << 14)) & (random.NextBelow(4) == 0 ? 0x421 : -1) & (-1 << cleared);
                    expected[lane] = add(expected[lane], product, low);
                    high[lane] += highOf(product);
                    short moved = (short)(product << shift);
                    ref short seen = ref products[(2 * lane) + (i % 2)];
                    twice[(2 * lane) + (i % 2)] |= (short)(seen & moved);
                    seen |= moved;
                }
            }

            Vector256<int> actual = sum(
                Vector256.Create(high), Vector256.Create(products), Vector256.Create(twice), Vector256.Create(startLow), shift, low & (-1 << cleared));

            Assert.Equal(Vector256.Create(expected), actual);
        }
    }

    private static int AndAllBelow(int bits)
    {
        int all = 0;
        for (; bits != 0; bits >>= 1)
        {
            all |= bits;
        }

        return all;
    }
}
