using System.Runtime.Intrinsics;
using QMacVerify.Runtime.Vectors;

namespace QMacVerify.Runtime.Tests.Vectors;

/// <summary>The transforms against their matrices, and all of it against the convolution that it stands for.</summary>
public sealed class WinogradTileTests
{
    private const int Channels = 16;
    private const int Step = 24;

    private static readonly int[,] PatchTransform = { { 1, 0, -1, 0 }, { 0, 1, 1, 0 }, { 0, -1, 1, 0 }, { 0, 1, 0, -1 } };
    private static readonly int[,] FilterTransform = { { 2, 0, 0 }, { 1, 1, 1 }, { 1, -1, 1 }, { 0, 0, 2 } };
    private static readonly int[,] ResultTransform = { { 1, 1, 1, 0 }, { 0, 1, -1, -1 } };

    [Fact]
    public void TransformPatch_IsTheMatrixProduct()
    {
        SplitMix64 random = new(1);
        for (int run = 0; run < 50; run++)
        {
            short[] patch = [.. Enumerable.Range(0, 4 * 7 * Channels).Select(_ => random.NextBelow(8) == 0 ? (short)-128 : (short)random.NextSByte())];
            short[] transformed = new short[WinogradTile.Products * Step];

            // Rows of seven pixels, of which the patch takes the first four.
            WinogradTile.TransformPatch(ref patch[0], rowStep: 7 * Channels, pixelStep: Channels, ref transformed[0], Step);

            for (int channel = 0; channel < Channels; channel++)
            {
                int[,] expected = Sandwich(PatchTransform, Square(4, (y, x) => patch[(((y * 7) + x) * Channels) + channel]));
                for (int position = 0; position < WinogradTile.Products; position++)
                {
                    Assert.Equal(expected[position / 4, position % 4], transformed[(position * Step) + channel]);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Accumulators_WhoseFourfoldJustFitsInt32_AreExact(int sign)
    {
        // One output is at the limit, and sums on the way wrap.
        int[] products = new int[WinogradTile.Products * 8];
        products.AsSpan(0, 8).Fill(unchecked(sign * 0x7FFF_FFF0));
        products.AsSpan(8, 8).Fill(sign * 0x4000_0000);
        products.AsSpan(16, 8).Fill(-sign * 0x4000_0000);

        WinogradTile.Accumulators(ref products[0], 8, Vector256.Create(sign * 3), out Vector256<int> upperLeft, out _, out _, out _);

        Assert.Equal(Vector256.Create(sign * ((1 << 29) - 1)), upperLeft);
    }

    [Fact]
    public void Tile_OfRandomNumbers_IsTheConvolution()
    {
        SplitMix64 random = new(2);
        for (int run = 0; run < 50; run++)
        {
            short[] patch = [.. Enumerable.Range(0, 16 * Channels).Select(_ => (short)random.NextSByte())];
            short[] transformed = new short[WinogradTile.Products * Channels];
            WinogradTile.TransformPatch(ref patch[0], 4 * Channels, Channels, ref transformed[0], Channels);

            // Weights less their zero point, of eight output channels.
            int[][,] filters = [.. Enumerable.Range(0, 8 * Channels).Select(_ => Square(3, (_, _) => random.NextBelow(511) - 255))];
            int[] products = new int[WinogradTile.Products * 8];
            for (int position = 0; position < WinogradTile.Products; position++)
            {
                for (int output = 0; output < 8; output++)
                {
                    for (int channel = 0; channel < Channels; channel++)
                    {
                        products[(position * 8) + output] += transformed[(position * Channels) + channel]
                            * Sandwich(FilterTransform, filters[(output * Channels) + channel])[position / 4, position % 4];
                    }
                }
            }

            Vector256<int>[] tile = new Vector256<int>[4];
            WinogradTile.Accumulators(ref products[0], 8, Vector256.Create(run - 1000), out tile[0], out tile[1], out tile[2], out tile[3]);
            for (int output = 0; output < 8; output++)
            {
                for (int pixel = 0; pixel < 4; pixel++)
                {
                    int expected = run - 1000;
                    for (int tap = 0; tap < 9 * Channels; tap++)
                    {
                        int filterY = tap / Channels / 3;
                        int filterX = tap / Channels % 3;
                        expected += filters[(output * Channels) + (tap % Channels)][filterY, filterX]
                            * patch[(((((pixel / 2) + filterY) * 4) + (pixel % 2) + filterX) * Channels) + (tap % Channels)];
                    }

                    Assert.Equal(expected, tile[pixel][output]);
                }
            }
        }
    }

    [Fact]
    public void ResultTransform_OfTheOthers_IsFourTimesTheConvolution()
    {
        SplitMix64 random = new(3);
        int[,] patch = Square(4, (_, _) => random.NextSByte());
        int[,] filter = Square(3, (_, _) => random.NextSByte());
        int[,] d = Sandwich(PatchTransform, patch);
        int[,] g = Sandwich(FilterTransform, filter);
        int[,] result = Sandwich(ResultTransform, Square(4, (y, x) => d[y, x] * g[y, x]));
        for (int y = 0; y < 2; y++)
        {
            for (int x = 0; x < 2; x++)
            {
                Assert.Equal(4 * Enumerable.Range(0, 9).Sum(tap => filter[tap / 3, tap % 3] * patch[y + (tap / 3), x + (tap % 3)]), result[y, x]);
            }
        }
    }

    /// <summary><c>T m T'</c>.</summary>
    private static int[,] Sandwich(int[,] transform, int[,] m)
    {
        int size = m.GetLength(0);
        int[,] result = new int[transform.GetLength(0), transform.GetLength(0)];
        for (int i = 0; i < result.Length; i++)
        {
            int row = i / transform.GetLength(0);
            int column = i % transform.GetLength(0);
            for (int k = 0; k < size * size; k++)
            {
                result[row, column] += transform[row, k / size] * m[k / size, k % size] * transform[column, k % size];
            }
        }

        return result;
    }

    private static int[,] Square(int size, Func<int, int, int> element)
    {
        int[,] square = new int[size, size];
        for (int i = 0; i < square.Length; i++)
        {
            square[i / size, i % size] = element(i / size, i % size);
        }

        return square;
    }
}
