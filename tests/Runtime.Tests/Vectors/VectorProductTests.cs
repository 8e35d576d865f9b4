using System.Runtime.Intrinsics;
using QMacVerify.Runtime.Vectors;

namespace QMacVerify.Runtime.Tests.Vectors;

/// <summary>Products of lanes against their formulas; CI runs them with less instruction sets too.</summary>
public class VectorProductTests
{
    private const int Rounds = 2000;

    [Fact]
    public void MultiplyHigh_RandomLanes_IsFloorOfTheProduct() => AssertLanes((a, b) => (a * b) >> 16, VectorMath.MultiplyHigh);

    [Fact]
    public void MultiplyRound_RandomLanes_RoundsHalfUp() => AssertLanes((a, b) => (short)(((a * b) + (1 << 14)) >> 15), VectorMath.MultiplyRound);

    [Fact]
    public void AddPairs_RandomLanes_Wraps()
    {
        SplitMix64 random = new(4);
        for (int round = 0; round < Rounds; round++)
        {
            int[] sum = [.. Enumerable.Range(0, 8).Select(_ => round == 0 ? int.MaxValue : random.NextBelow(int.MaxValue))];
            short[] a = [.. Enumerable.Range(0, 16).Select(_ => round == 0 ? short.MinValue : (short)random.NextBelow(1 << 16))];
            short[] b = [.. Enumerable.Range(0, 16).Select(_ => round == 0 ? short.MinValue : (short)random.NextBelow(1 << 16))];

            Vector256<int> sums = VectorMath.AddPairs(Vector256.Create(sum), Vector256.Create(a), Vector256.Create(b));

            for (int lane = 0; lane < 8; lane++)
            {
                Assert.Equal(unchecked(sum[lane] + (a[2 * lane] * b[2 * lane]) + (a[(2 * lane) + 1] * b[(2 * lane) + 1])), sums[lane]);
            }
        }
    }

    [Fact]
    public void AddQuads_RandomLanes_Wraps()
    {
        SplitMix64 random = new(5);
        for (int round = 0; round < Rounds; round++)
        {
            int[] sum = [.. Enumerable.Range(0, 8).Select(_ => round == 0 ? int.MinValue : random.NextBelow(int.MaxValue))];
            byte[] a = [.. Enumerable.Range(0, 32).Select(_ => round == 0 ? byte.MaxValue : (byte)random.NextBelow(256))];
            sbyte[] b = [.. Enumerable.Range(0, 32).Select(_ => round == 0 ? sbyte.MinValue : (sbyte)(random.NextBelow(256) - 128))];

            Vector256<int> sums = VectorMath.AddQuads(Vector256.Create(sum), Vector256.Create(a), Vector256.Create(b));

            for (int lane = 0; lane < 8; lane++)
            {
                Assert.Equal(unchecked(sum[lane] + Enumerable.Range(4 * lane, 4).Sum(i => a[i] * b[i])), sums[lane]);
            }
        }
    }

    [Fact]
    public void MultiplyAddPairs_Bytes_Saturates()
    {
        SplitMix64 random = new(1);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] a = [.. Enumerable.Range(0, 32).Select(_ => round == 0 ? byte.MaxValue : (byte)random.NextBelow(256))];
            sbyte[] b = [.. Enumerable.Range(0, 32).Select(_ => round == 0 ? sbyte.MinValue : (sbyte)(random.NextBelow(256) - 128))];

            Vector256<short> sums = VectorMath.MultiplyAddPairs(Vector256.Create(a), Vector256.Create(b));

            for (int lane = 0; lane < 16; lane++)
            {
                int sum = (a[2 * lane] * b[2 * lane]) + (a[(2 * lane) + 1] * b[(2 * lane) + 1]);
                Assert.Equal(Math.Clamp(sum, short.MinValue, short.MaxValue), sums[lane]);
            }
        }
    }

    [Theory]
    [InlineData(-8, 3)]
    [InlineData(-1, 8)]
    [InlineData(5, 0)]
    public void Fill_CodeBits_EqualsTheirTable(int mask, int shift)
    {
        SplitMix64 random = new(2);
        sbyte[] image = [.. Enumerable.Range(0, 3 * 11 * 5).Select(_ => (sbyte)(random.NextBelow(256) - 128))];
        short[] table = [.. Enumerable.Range(-128, 256).Select(code => (short)((code & mask) << shift))];
        short[] byBits = new short[(5 * 14 * 5) + 3];
        short[] byTable = new short[byBits.Length];

        WideImage.Fill<short, CodeBits>(image, 3, 11, 5, byBits, 5, 14, 1, 2, 77, new CodeBits(mask, shift));
        WideImage.Fill<short, CodeTable<short>>(image, 3, 11, 5, byTable, 5, 14, 1, 2, 77, new CodeTable<short>(table));

        Assert.Equal(byTable, byBits);
        Assert.Equal(77, byBits[0]);
        Assert.Equal(table[image[0] + 128], byBits[(14 + 2) * 5]);
        Assert.Equal(table[image[^1] + 128], byBits[(((3 * 14) + 12) * 5) + 4]);
    }

    [Fact]
    public void Fill_CodeBitsOfBytes_EqualsTheirTable()
    {
        SplitMix64 random = new(3);
        sbyte[] image = [.. Enumerable.Range(0, 97).Select(_ => (sbyte)(random.NextBelow(256) - 128))];
        sbyte[] table = [.. Enumerable.Range(-128, 256).Select(code => (sbyte)((code & 7) << 2))];
        sbyte[] byBits = new sbyte[image.Length];
        sbyte[] byTable = new sbyte[image.Length];

        WideImage.Fill<sbyte, CodeBits>(image, 1, 97, 1, byBits, 1, 97, 0, 0, 0, new CodeBits(7, 2));
        WideImage.Fill<sbyte, CodeTable<sbyte>>(image, 1, 97, 1, byTable, 1, 97, 0, 0, 0, new CodeTable<sbyte>(table));

        Assert.Equal(byTable, byBits);
    }

    private static void AssertLanes(Func<int, int, int> formula, Func<Vector256<short>, Vector256<short>, Vector256<short>> products)
    {
        SplitMix64 random = new(4);
        for (int round = 0; round < Rounds; round++)
        {
            short[] a = [.. Enumerable.Range(0, 16).Select(_ => round == 0 ? short.MinValue : (short)random.NextBelow(1 << 16))];
            short[] b = [.. Enumerable.Range(0, 16).Select(_ => round == 0 ? short.MinValue : (short)random.NextBelow(1 << 16))];

            Vector256<short> actual = products(Vector256.Create(a), Vector256.Create(b));

            Assert.Equal(a.Zip(b, (x, y) => (short)formula(x, y)), Enumerable.Range(0, 16).Select(lane => actual[lane]));
        }
    }
}
