using System.Runtime.Intrinsics;
using QMacVerify.Runtime.Vectors;

namespace QMacVerify.Runtime.Tests.Vectors;

/// <summary>The transforms against their matrices, and all of it against the convolution that it stands for.</summary>
public sealed class WinogradTileTests
{
    private const int Channels = 16;
    private const int Step = 24;

    private static readonly Tile Two = new(
        2, 4, WinogradTile2.TransformPatch, Accumulators2,
        new[,] { { 1, 0, -1, 0 }, { 0, 1, 1, 0 }, { 0, -1, 1, 0 }, { 0, 1, 0, -1 } },
        new[,] { { 2, 0, 0 }, { 1, 1, 1 }, { 1, -1, 1 }, { 0, 0, 2 } },
        new[,] { { 1, 1, 1, 0 }, { 0, 1, -1, -1 } });

    private static readonly Tile Four = new(
        4, 24 * 24, WinogradTile4.TransformPatch, Accumulators4,
        new[,] { { 4, 0, -5, 0, 1, 0 }, { 0, -4, -4, 1, 1, 0 }, { 0, 4, -4, -1, 1, 0 }, { 0, -2, -1, 2, 1, 0 }, { 0, 2, -1, -2, 1, 0 }, { 0, 4, 0, -5, 0, 1 } },
        new[,] { { 6, 0, 0 }, { 1, 1, 1 }, { 1, -1, 1 }, { 1, 2, 4 }, { 1, -2, 4 }, { 0, 0, 6 } },
        new[,] { { 1, -4, -4, 1, 1, 0 }, { 0, -4, 4, 2, -2, 0 }, { 0, -4, -4, 4, 4, 0 }, { 0, -4, 4, 8, -8, 4 } });

    private delegate void PatchTransform(ref short patch, int rowStep, int pixelStep, ref short transformed, int step);

    private delegate Vector256<int>[] ResultTransform(int[] products, Vector256<int> start);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void TransformPatch_IsTheMatrixProduct(int extent)
    {
        Tile tile = Of(extent);
        SplitMix64 random = new(1);
        for (int run = 0; run < 50; run++)
        {
            short[] patch = [.. Enumerable.Range(0, tile.PatchExtent * 7 * Channels).Select(_ => random.NextBelow(8) == 0 ? (short)-128 : (short)random.NextSByte())];
            short[] transformed = new short[tile.Products * Step];

            // Rows of seven pixels, of which the patch takes the first ones.
            tile.TransformPatch(ref patch[0], rowStep: 7 * Channels, pixelStep: Channels, ref transformed[0], Step);

            for (int channel = 0; channel < Channels; channel++)
            {
                int[,] expected = Sandwich(tile.OfPatch, Square(tile.PatchExtent, (y, x) => patch[(((y * 7) + x) * Channels) + channel]));
                for (int position = 0; position < tile.Products; position++)
                {
                    Assert.Equal(expected[position / tile.PatchExtent, position % tile.PatchExtent], transformed[(position * Step) + channel]);
                }
            }
        }
    }

    /// <summary>The greatest accumulators of which a multiple by a power of two fits int32, out of sums that wrap.</summary>
    [Theory]
    [InlineData(2, (1 << 29) - 1)]
    [InlineData(2, 1 - (1 << 29))]
    [InlineData(4, (1 << 25) - 1)]
    [InlineData(4, 1 - (1 << 25))]
    public void Accumulators_AtTheLimit_AreExact(int extent, int limit)
    {
        Tile tile = Of(extent);
        SplitMix64 random = new(2);
        for (int run = 0; run < 50; run++)
        {
            int start = random.NextBelow(1 << 20) - (1 << 19);
            int[,] sums = Square(tile.PatchExtent, (_, _) => unchecked((int)random.NextUInt64()));

            // The first product is part of the first output alone, with a factor of 1.
            sums[0, 0] = 0;
            sums[0, 0] = unchecked((tile.Factor * (limit - start)) - Sandwich(tile.OfResult, sums)[0, 0]);

            Vector256<int> first = tile.Accumulators([.. sums.Cast<int>().SelectMany(sum => Enumerable.Repeat(sum, 8))], Vector256.Create(start))[0];

            Assert.Equal(Vector256.Create(limit), first);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Tile_OfRandomNumbers_IsTheConvolution(int extent)
    {
        Tile tile = Of(extent);
        int patchExtent = tile.PatchExtent;
        SplitMix64 random = new(3);
        for (int run = 0; run < 50; run++)
        {
            short[] patch = [.. Enumerable.Range(0, tile.Products * Channels).Select(_ => (short)random.NextSByte())];
            short[] transformed = new short[tile.Products * Channels];
            tile.TransformPatch(ref patch[0], patchExtent * Channels, Channels, ref transformed[0], Channels);

            // Weights less their zero point, of eight output channels.
            int[][,] filters = [.. Enumerable.Range(0, 8 * Channels).Select(_ => Square(3, (_, _) => random.NextBelow(511) - 255))];
            int[][,] transformedFilters = [.. filters.Select(filter => Sandwich(tile.OfFilter, filter))];
            int[] products = new int[tile.Products * 8];
            for (int position = 0; position < tile.Products; position++)
            {
                for (int output = 0; output < 8; output++)
                {
                    for (int channel = 0; channel < Channels; channel++)
                    {
                        products[(position * 8) + output] += transformed[(position * Channels) + channel]
                            * transformedFilters[(output * Channels) + channel][position / patchExtent, position % patchExtent];
                    }
                }
            }

            Vector256<int>[] accumulators = tile.Accumulators(products, Vector256.Create(run - 1000));
            for (int output = 0; output < 8; output++)
            {
                for (int pixel = 0; pixel < extent * extent; pixel++)
                {
                    int expected = run - 1000;
                    for (int tap = 0; tap < 9 * Channels; tap++)
                    {
                        int filterY = tap / Channels / 3;
                        int filterX = tap / Channels % 3;
                        expected += filters[(output * Channels) + (tap % Channels)][filterY, filterX]
                            * patch[(((((pixel / extent) + filterY) * patchExtent) + (pixel % extent) + filterX) * Channels) + (tap % Channels)];
                    }

                    Assert.Equal(expected, accumulators[pixel][output]);
                }
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Matrices_Together_AreAMultipleOfTheConvolution(int extent)
    {
        Tile tile = Of(extent);
        SplitMix64 random = new(4);
        int[,] patch = Square(tile.PatchExtent, (_, _) => random.NextSByte());
        int[,] filter = Square(3, (_, _) => random.NextSByte());
        int[,] d = Sandwich(tile.OfPatch, patch);
        int[,] g = Sandwich(tile.OfFilter, filter);
        int[,] result = Sandwich(tile.OfResult, Square(tile.PatchExtent, (y, x) => d[y, x] * g[y, x]));
        for (int y = 0; y < extent; y++)
        {
            for (int x = 0; x < extent; x++)
            {
                Assert.Equal(tile.Factor * Enumerable.Range(0, 9).Sum(tap => filter[tap / 3, tap % 3] * patch[y + (tap / 3), x + (tap % 3)]), result[y, x]);
            }
        }
    }

    private static Tile Of(int extent) => extent == 2 ? Two : Four;

    private static Vector256<int>[] Accumulators2(int[] products, Vector256<int> start)
    {
        Vector256<int>[] tile = new Vector256<int>[4];
        WinogradTile2.SumColumns(ref products[0], step: 8, start);
        for (int row = 0; row < 2; row++)
        {
            WinogradTile2.Accumulators(ref products[row * 4 * 8], step: 8, out tile[2 * row], out tile[(2 * row) + 1]);
        }

        return tile;
    }

    private static Vector256<int>[] Accumulators4(int[] products, Vector256<int> start)
    {
        Vector256<int>[] tile = new Vector256<int>[16];
        WinogradTile4.SumColumns(ref products[0], step: 8, start);
        for (int row = 0; row < 4; row++)
        {
            WinogradTile4.Accumulators(ref products[row * 6 * 8], step: 8, out tile[4 * row], out tile[(4 * row) + 1], out tile[(4 * row) + 2], out tile[(4 * row) + 3]);
        }

        return tile;
    }

    /// <summary><c>T m T'</c> modulo 2^32.</summary>
    private static int[,] Sandwich(int[,] transform, int[,] m)
    {
        int size = m.GetLength(0);
        int rows = transform.GetLength(0);
        return Square(rows, (y, x) => Enumerable.Range(0, size * size).Aggregate(
            0, (sum, k) => unchecked(sum + (transform[y, k / size] * m[k / size, k % size] * transform[x, k % size]))));
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

    /// <summary>A tile with the matrices that are meant.</summary>
    private sealed record Tile(
        int Extent, int Factor, PatchTransform TransformPatch, ResultTransform Accumulators, int[,] OfPatch, int[,] OfFilter, int[,] OfResult)
    {
        public int PatchExtent => Extent + 2;

        public int Products => PatchExtent * PatchExtent;
    }
}
