using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning.Strategies;

/// <summary>Sums of exact 3 x 3 convolutions by Winograd's F(2x2, 3x3) in integers: 16 products for each tile of 2 x 2 outputs instead of 36.</summary>
/// <remarks>
/// A strip of tiles is transformed at a time, so that what is made of it stays in the cache: for each of the 16 positions of
/// a tile, tiles x terms x input channels; of that, for a block of output channels, 16 sums of products for each tile. The last
/// tile of a row, and the last row of tiles, is moved back until it ends where they end. All sums wrap modulo 2^32.
/// </remarks>
/// <param name="Layer">What it computes, with the start values of its sums.</param>
/// <param name="Block">What it keeps in registers: tiles x channels.</param>
/// <param name="Image">How a copy of the input lies in memory.</param>
/// <param name="Planes">What activations stand as in each term; one of the activations themselves for exact arithmetic.</param>
/// <param name="StripTiles">Tiles of a strip, a multiple of those of a block.</param>
/// <param name="PackedWeights">
/// Transformed weights in the order of use: blocks of channels, positions in the tile, terms, pairs of input channels, output
/// channels, the two input channels.
/// </param>
public sealed record WinogradKernel(
    MacLayer Layer, AccumulatorBlock Block, WideImage Image, EquatableArray<ImagePlane> Planes, int StripTiles, EquatableArray<short> PackedWeights)
    : VectorKernel(Layer, Block)
{
    internal const string Name = "winograd";

    /// <summary>Products of a tile for each input and output channel.</summary>
    public const int TileProducts = 16;

    /// <summary>Rows and columns of outputs of a tile.</summary>
    public const int TileExtent = 2;

    /// <summary>int16 lanes of a vector: channels that are transformed together.</summary>
    private const int TransformLanes = 16;

    /// <summary>Elements between the positions of a tile beyond its own: were they a power of two apart, they would share sets of the cache.</summary>
    private const int PositionGap = 32;

    public override string Strategy => Name;

    /// <summary>Tiles of a row.</summary>
    public int TileColumns => TilesOver(Image.OutWidth);

    /// <summary>Rows of tiles of an image.</summary>
    public int TileRows => TilesOver(Image.OutHeight);

    /// <summary>Tiles of all images.</summary>
    public int Tiles => Image.Images * TileRows * TileColumns;

    /// <summary>From a term of a tile to the next in the transformed input: its channels in whole vectors.</summary>
    public int TermStep => RoundUp(Layer.Geometry.Window.InChannels, TransformLanes);

    /// <summary>From a tile to the next in the transformed input.</summary>
    public int TileStep => Planes.Count * TermStep;

    /// <summary>From a position of the tiles to the next in the transformed input.</summary>
    public int PositionStep => (StripTiles * TileStep) + PositionGap;

    /// <summary>Elements of the transformed input of a strip.</summary>
    public long TransformedLength => (long)TileProducts * PositionStep;

    /// <summary>Weights of one block of channels at one position.</summary>
    public int PositionWeights => Planes.Count * 2 * Pairs * Block.Channels;

    /// <summary>Pairs of input channels; an odd one is paired with a weight of 0.</summary>
    public int Pairs => (Layer.Geometry.Window.InChannels + 1) / 2;

    public override EquatableArray<ScratchBuffer> Scratch => EquatableArray.Of(
        new ScratchBuffer("wide", StorageType.Int16, (int)Image.LengthOf(Planes.Count)),
        new ScratchBuffer("transformed", StorageType.Int16, (int)TransformedLength),
        new ScratchBuffer("products", StorageType.Int32, StripTiles * TileProducts * Block.Channels));

    public override EquatableArray<KernelConstant> Constants => CommonConstants(ConstantChannels)
        .Concat(PlaneConstants(Planes))
        .Prepend(new Int16Constant(
            "Weights",
            $"{(Planes.Count > 1 ? "Factors of the weights" : "Weights")} of {{0}}, 4 times as G g G' by Winograd, in the order of use: blocks of {Block.Channels} output channels, 16 positions of a tile, {(Planes.Count > 1 ? "terms, " : "")}pairs of input channels, output channels, the two",
            PackedWeights))
        .ToEquatableArray();

    internal static int TilesOver(int extent) => (extent + TileExtent - 1) / TileExtent;

    internal static int RoundUp(int number, int step) => (number + step - 1) / step * step;
}

/// <summary>Takes 3 x 3 convolutions whose products are exact or sums of exact ones, on adders that add all of them exactly.</summary>
internal sealed class WinogradStrategy : KernelStrategy
{
    /// <summary>Tiles of a strip at most: their sums of products stay in the first level of the cache.</summary>
    private const int MaxStripTiles = 8;

    /// <summary>The same where weights exceed the second level, so that each strip reads them from far away.</summary>
    private const int MaxStripTilesOfLarge = 16;

    private const int LargeWeightBytes = 1 << 20;

    /// <summary>What the transform of a channel of a patch takes, as a share of a product in a plain loop.</summary>
    private const double PatchCost = 0.85;

    /// <summary>What the sums of a tile of an output channel take, likewise.</summary>
    private const double TileCost = 0.35;

    /// <summary>Twice the matrix that transforms a row or column of the filter.</summary>
    private static readonly int[,] DoubledFilterTransform = { { 2, 0, 0 }, { 1, 1, 1 }, { 1, -1, 1 }, { 0, 0, 2 } };

    public override string Name => WinogradKernel.Name;

    public override KernelOffer Offer(MacLayer layer)
    {
        if (Obstacle(layer) is string obstacle)
        {
            return KernelOffer.Refuse(obstacle);
        }

        if (LayerTerms.Of(layer, out string none) is not LayerTerms terms)
        {
            return KernelOffer.Refuse(none);
        }

        if (terms.All.Count == 0)
        {
            return KernelOffer.Refuse("every product is 0");
        }

        if (terms.All.Any(term => !IsTransformable(term.Plane)))
        {
            return KernelOffer.Refuse("a transformed activation may not fit int16");
        }

        if (TransformWeights(terms) is not short[] transformed)
        {
            return KernelOffer.Refuse("a transformed weight does not fit int16");
        }

        MacGeometry geometry = layer.Geometry;
        WideImage image = WideImage.Of(geometry);
        int tiles = image.Images * WinogradKernel.TilesOver(image.OutHeight) * WinogradKernel.TilesOver(image.OutWidth);
        int most = sizeof(short) * transformed.Length > LargeWeightBytes ? MaxStripTilesOfLarge : MaxStripTiles;
        AccumulatorBlock block = AccumulatorBlock.For(Math.Min(tiles, most), geometry.OutChannels);
        WinogradKernel kernel = new(
            layer with { Starts = terms.Starts([]) }, block, image, terms.All.Select(term => term.Plane).ToEquatableArray(),
            StripTiles(tiles, most, block), EquatableArray<short>.Empty);
        if (kernel.TransformedLength > TensorInfo.MaxElements || image.LengthOf(kernel.Planes.Count) > TensorInfo.MaxElements)
        {
            return KernelOffer.Refuse(Invariant($"{kernel.Planes.Count} copies of the image are too large"));
        }

        string arithmetic = DirectStrategy.ArithmeticObstacle(layer) is null ? "exact arithmetic" : $"products are sums of exact ones: {terms.Description}";
        return KernelOffer.Of(
            () => kernel with { PackedWeights = Pack(kernel, transformed) },
            Invariant($"{arithmetic}, 16 products for 2 x 2 outputs instead of 36, blocks of {block.Pixels} tiles x {block.Channels} channels"),
            Cost(kernel));
    }

    /// <summary>Whether sums of four activations, as the transform makes them, fit int16.</summary>
    private static bool IsTransformable(ImagePlane plane) =>
        plane.OfActivation.Append(plane.Border).All(value => Math.Abs(4 * value) <= short.MaxValue);

    private static double Cost(WinogradKernel kernel)
    {
        double blockTiles = WinogradKernel.RoundUp(kernel.Tiles, kernel.Block.Pixels);
        double channels = kernel.Block.RoundUpChannels(kernel.Layer.Geometry.OutChannels);
        return (DirectStrategy.ShareOfLoops * WinogradKernel.TileProducts * kernel.Planes.Count * 2 * kernel.Pairs * blockTiles * channels)
            + (DirectStrategy.CopyCost * kernel.Planes.Count * kernel.Image.Length)
            + (PatchCost * kernel.Tiles * kernel.TileStep)
            + (TileCost * kernel.Tiles * channels)
            + VectorKernel.ResultCost(kernel.Layer);
    }

    /// <summary>Strips of about the same length, in whole blocks.</summary>
    private static int StripTiles(int tiles, int most, AccumulatorBlock block)
    {
        int strips = (tiles + most - 1) / most;
        return WinogradKernel.RoundUp((tiles + strips - 1) / strips, block.Pixels);
    }

    private static string? Obstacle(MacLayer layer)
    {
        WindowGeometry window = layer.Geometry.Window;
        return VectorKernel.Obstacle(layer) is string obstacle ? obstacle
            : layer.CorrectsByPosition ? "the zero point correction depends on the position"
            : layer.Geometry.Groups > 1 || window is not { FilterHeight: 3, FilterWidth: 3, StrideY: 1, StrideX: 1, DilationY: 1, DilationX: 1, Transposed: null }
            ? "only convolutions of 3 x 3 with stride 1 and one group have such tiles"
            : window.OutHeight < WinogradKernel.TileExtent || window.OutWidth < WinogradKernel.TileExtent ? "the output is smaller than a tile of 2 x 2"
            : 4 * layer.Bound.MaxMagnitude > int.MaxValue ? Invariant($"4 times an accumulator of {layer.Bound.MaxMagnitude} does not fit int32")
            : null;
    }

    /// <summary><c>G g G'</c> with the doubled G of all filters: output channels x 16 positions x terms x input channels; null where a number does not fit int16.</summary>
    private static short[]? TransformWeights(LayerTerms terms)
    {
        MacGeometry geometry = terms.Layer.Geometry;
        int inChannels = geometry.Window.InChannels;
        IReadOnlyList<LayerTerm> all = terms.All;
        short[] transformed = new short[geometry.OutChannels * WinogradKernel.TileProducts * all.Count * inChannels];
        int[] filter = new int[9];
        for (int outChannel = 0; outChannel < geometry.OutChannels; outChannel++)
        {
            for (int term = 0; term < all.Count; term++)
            {
                for (int inChannel = 0; inChannel < inChannels; inChannel++)
                {
                    for (int element = 0; element < filter.Length; element++)
                    {
                        filter[element] = all[term].OfWeight(outChannel, (element * inChannels) + inChannel);
                    }

                    for (int position = 0; position < WinogradKernel.TileProducts; position++)
                    {
                        int sum = TransformedWeight(filter, position / 4, position % 4);
                        if (sum != (short)sum)
                        {
                            return null;
                        }

                        transformed[(((((outChannel * WinogradKernel.TileProducts) + position) * all.Count) + term) * inChannels) + inChannel] = (short)sum;
                    }
                }
            }
        }

        return transformed;
    }

    private static int TransformedWeight(int[] filter, int row, int column)
    {
        int sum = 0;
        for (int y = 0; y < 3; y++)
        {
            int line = 0;
            for (int x = 0; x < 3; x++)
            {
                line += DoubledFilterTransform[column, x] * filter[(3 * y) + x];
            }

            sum += DoubledFilterTransform[row, y] * line;
        }

        return sum;
    }

    private static EquatableArray<short> Pack(WinogradKernel kernel, short[] transformed)
    {
        int inChannels = kernel.Layer.Geometry.Window.InChannels;
        int positions = WinogradKernel.TileProducts * kernel.Planes.Count;
        int[] taps = [.. Enumerable.Range(0, 2 * kernel.Pairs).Select(channel => channel < inChannels ? channel : -1)];
        return WeightPacking
            .Pack(kernel, taps, positions, group: 2, (position, channel, inChannel) => transformed[(((channel * positions) + position) * inChannels) + inChannel])
            .Select(weight => (short)weight).ToEquatableArray();
    }
}
