using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning.Strategies;

/// <summary>Sums of exact 3 x 3 convolutions by Winograd in integers, with fewer products than they have.</summary>
/// <remarks>
/// A strip of tiles is transformed at a time, so that what is made of it stays in the cache: for each of the positions of
/// a tile, tiles x terms x input channels; of that, for a block of output channels, as many sums of products for each tile. The last
/// tile of a row, and the last row of tiles, is moved back until it ends where they end. All sums wrap modulo 2^32.
/// </remarks>
/// <param name="Layer">What it computes, with the start values of its sums.</param>
/// <param name="Form">The tiles, and how they are transformed.</param>
/// <param name="Block">What it keeps in registers: tiles x channels.</param>
/// <param name="Image">How a copy of the input lies in memory.</param>
/// <param name="Planes">What activations stand as in each term; one of the activations themselves for exact arithmetic.</param>
/// <param name="StripTiles">Tiles of a strip, a multiple of those of a block.</param>
/// <param name="PackedWeights">
/// Transformed weights in the order of use: blocks of channels, positions in the tile, terms, pairs of input channels, output
/// channels, the two input channels.
/// </param>
public sealed record WinogradKernel(
    MacLayer Layer, WinogradForm Form, AccumulatorBlock Block, WideImage Image, EquatableArray<ImagePlane> Planes, int StripTiles, EquatableArray<short> PackedWeights)
    : VectorKernel(Layer, Block)
{
    /// <summary>int16 lanes of a vector: channels that are transformed together.</summary>
    private const int TransformLanes = 16;

    /// <summary>Elements between the positions of a tile beyond its own: were they a power of two apart, they would share sets of the cache.</summary>
    private const int PositionGap = 32;

    public override string Strategy => Form.Strategy;

    /// <summary>Tiles of a row.</summary>
    public int TileColumns => Form.TilesOver(Image.OutWidth);

    /// <summary>Rows of tiles of an image.</summary>
    public int TileRows => Form.TilesOver(Image.OutHeight);

    /// <summary>Tiles of all images.</summary>
    public int Tiles => Image.Images * TileRows * TileColumns;

    /// <summary>Strips of all tiles.</summary>
    public int Strips => (Tiles + StripTiles - 1) / StripTiles;

    /// <summary>From a term of a tile to the next in the transformed input: its channels in whole vectors.</summary>
    public int TermStep => RoundUp(Layer.Geometry.Window.InChannels, TransformLanes);

    /// <summary>From a tile to the next in the transformed input.</summary>
    public int TileStep => Planes.Count * TermStep;

    /// <summary>From a position of the tiles to the next in the transformed input.</summary>
    public int PositionStep => (StripTiles * TileStep) + PositionGap;

    /// <summary>Elements of the transformed input of a strip.</summary>
    public long TransformedLength => (long)Form.Products * PositionStep;

    /// <summary>Weights of one block of channels at one position.</summary>
    public int PositionWeights => Planes.Count * 2 * Pairs * Block.Channels;

    /// <summary>Sums of products of a tile, for a block of output channels.</summary>
    public int SumsOfTile => Form.Products * Block.Channels;

    /// <summary>Pairs of input channels; an odd one is paired with a weight of 0.</summary>
    public int Pairs => (Layer.Geometry.Window.InChannels + 1) / 2;

    public override EquatableArray<ScratchBuffer> Scratch => EquatableArray.Of(
        new ScratchBuffer("wide", StorageType.Int16, (int)Image.LengthOf(Planes.Count)),
        new ScratchBuffer("transformed", StorageType.Int16, (int)TransformedLength),
        new ScratchBuffer("products", StorageType.Int32, StripTiles * SumsOfTile));

    public override EquatableArray<KernelConstant> Constants => CommonConstants(ConstantChannels)
        .Concat(PlaneConstants(Planes))
        .Prepend(new Int16Constant(
            "Weights",
            $"{(Planes.Count > 1 ? "Factors of the weights" : "Weights")} of {{0}} as G g G' by Winograd, with the G of WinogradTile{Form.Extent}, in the order of use: blocks of {Block.Channels} output channels, {Form.Products} positions of a tile, {(Planes.Count > 1 ? "terms, " : "")}pairs of input channels, output channels, the two",
            PackedWeights))
        .ToEquatableArray();

    internal static int RoundUp(int number, int step) => (number + step - 1) / step * step;
}

/// <summary>Takes 3 x 3 convolutions whose products are exact or sums of exact ones, on adders that add all of them exactly.</summary>
/// <param name="form">The tiles.</param>
internal sealed class WinogradStrategy(WinogradForm form) : KernelStrategy
{
    /// <summary>Tiles of a strip at most: their sums of products stay in the first level of the cache.</summary>
    private const int MaxStripTiles = 8;

    /// <summary>The same where weights exceed the second level, so that each strip reads them from far away.</summary>
    private const int MaxStripTilesOfLarge = 16;

    /// <summary>Weights that stay in the second level beside those of other layers.</summary>
    private const int LargeWeights = (1 << 20) / sizeof(short);

    /// <summary>What a strip takes to read each weight where there are more, as a share of a product in a plain loop: 35 GB/s.</summary>
    private const double FarWeightCost = 0.05;

    public override string Name => form.Strategy;

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

        if (terms.All.Any(term => !AreTransformable(layer.Geometry, term)))
        {
            return KernelOffer.Refuse("a transformed weight does not fit int16");
        }

        MacGeometry geometry = layer.Geometry;
        long weights = (long)geometry.OutChannels * form.Products * terms.All.Count * geometry.Window.InChannels;
        WideImage image = WideImage.Of(geometry);
        int tiles = image.Images * form.TilesOver(image.OutHeight) * form.TilesOver(image.OutWidth);
        bool isLarge = weights > LargeWeights;
        int most = isLarge ? MaxStripTilesOfLarge : MaxStripTiles;
        AccumulatorBlock block = AccumulatorBlock.For(Math.Min(tiles, most), geometry.OutChannels);
        WinogradKernel kernel = new(
            layer with { Starts = terms.Starts([]) }, form, block, image, terms.All.Select(term => term.Plane).ToEquatableArray(),
            StripTiles(tiles, most, block), EquatableArray<short>.Empty);
        if (kernel.TransformedLength > TensorInfo.MaxElements || image.LengthOf(kernel.Planes.Count) > TensorInfo.MaxElements)
        {
            return KernelOffer.Refuse(Invariant($"{kernel.Planes.Count} copies of the image are too large"));
        }

        if (weights > TensorInfo.MaxElements)
        {
            return KernelOffer.Refuse(Invariant($"{weights} transformed weights are too many"));
        }

        string arithmetic = DirectStrategy.ArithmeticObstacle(layer) is null ? "exact arithmetic" : $"products are sums of exact ones: {terms.Description}";
        return KernelOffer.Of(
            () => kernel with { PackedWeights = Pack(kernel, terms) },
            Invariant($"{arithmetic}, {form.Products} products for {form.Extent} x {form.Extent} outputs instead of {form.PlainProducts}, blocks of {block.Pixels} tiles x {block.Channels} channels"),
            Cost(kernel) + (isLarge ? FarWeightCost * weights * kernel.Strips : 0));
    }

    /// <summary>Whether sums of activations, as the transform makes them, fit int16.</summary>
    private bool IsTransformable(ImagePlane plane)
    {
        short[] values = [.. plane.OfActivation, plane.Border];
        return form.Transformed(new Interval(values.Min(), values.Max())).MaxMagnitude <= short.MaxValue;
    }

    private static double Cost(WinogradKernel kernel)
    {
        double blockTiles = WinogradKernel.RoundUp(kernel.Tiles, kernel.Block.Pixels);
        double channels = kernel.Block.RoundUpChannels(kernel.Layer.Geometry.OutChannels);
        return (DirectStrategy.ShareOfLoops * kernel.Form.Products * kernel.Planes.Count * 2 * kernel.Pairs * blockTiles * channels)
            + (DirectStrategy.CopyCost * kernel.Planes.Count * kernel.Image.Length)
            + (kernel.Form.PatchCost * kernel.Tiles * kernel.TileStep)
            + (kernel.Form.TileCost * kernel.Tiles * channels)
            + VectorKernel.ResultCost(kernel.Layer);
    }

    /// <summary>Strips of about the same length, in whole blocks.</summary>
    private static int StripTiles(int tiles, int most, AccumulatorBlock block)
    {
        int strips = (tiles + most - 1) / most;
        return WinogradKernel.RoundUp((tiles + strips - 1) / strips, block.Pixels);
    }

    private string? Obstacle(MacLayer layer)
    {
        WindowGeometry window = layer.Geometry.Window;
        return VectorKernel.Obstacle(layer) is string obstacle ? obstacle
            : layer.CorrectsByPosition ? "the zero point correction depends on the position"
            : layer.Geometry.Groups > 1 || window is not { FilterHeight: 3, FilterWidth: 3, StrideY: 1, StrideX: 1, DilationY: 1, DilationX: 1, Transposed: null }
            ? "only convolutions of 3 x 3 with stride 1 and one group have such tiles"
            : window.OutHeight < form.Extent || window.OutWidth < form.Extent ? Invariant($"the output is smaller than a tile of {form.Extent} x {form.Extent}")
            : form.PowerOfTwo * layer.Bound.MaxMagnitude > int.MaxValue ? Invariant($"{form.PowerOfTwo} times an accumulator of {layer.Bound.MaxMagnitude} does not fit int32")
            : null;
    }

    /// <summary>Whether the transforms of all filters of a term fit int16; where the greatest weight does not say so, they are computed.</summary>
    private bool AreTransformable(MacGeometry geometry, LayerTerm term)
    {
        int[] filter = new int[9];
        for (int outChannel = 0; outChannel < geometry.OutChannels; outChannel++)
        {
            for (int inChannel = 0; inChannel < geometry.Window.InChannels; inChannel++)
            {
                Read(term, geometry.Window.InChannels, outChannel, inChannel, filter);
                if (form.FilterGain * filter.Max(Math.Abs) > short.MaxValue && form.TransformFilter(filter).Any(weight => weight != (short)weight))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Reads the nine weights of a filter.</summary>
    private static void Read(LayerTerm term, int inChannels, int outChannel, int inChannel, int[] filter)
    {
        for (int element = 0; element < filter.Length; element++)
        {
            filter[element] = term.OfWeight(outChannel, (element * inChannels) + inChannel);
        }
    }

    private EquatableArray<short> Pack(WinogradKernel kernel, LayerTerms terms)
    {
        int inChannels = kernel.Layer.Geometry.Window.InChannels;
        int positions = form.Products * terms.All.Count;
        int[] taps = [.. Enumerable.Range(0, 2 * kernel.Pairs).Select(channel => channel < inChannels ? channel : -1)];
        short[] transformed = Transform(kernel.Layer.Geometry, terms.All);
        return WeightPacking
            .Pack(kernel, taps, positions, group: 2, (position, channel, inChannel) => transformed[(((channel * positions) + position) * inChannels) + inChannel])
            .Select(weight => (short)weight).ToEquatableArray();
    }

    /// <summary>The transforms of all filters: output channels x positions x terms x input channels.</summary>
    private short[] Transform(MacGeometry geometry, IReadOnlyList<LayerTerm> terms)
    {
        int inChannels = geometry.Window.InChannels;
        short[] transformed = new short[geometry.OutChannels * form.Products * terms.Count * inChannels];
        int[] filter = new int[9];
        for (int outChannel = 0; outChannel < geometry.OutChannels; outChannel++)
        {
            for (int term = 0; term < terms.Count; term++)
            {
                for (int inChannel = 0; inChannel < inChannels; inChannel++)
                {
                    Read(terms[term], inChannels, outChannel, inChannel, filter);
                    int[] positions = form.TransformFilter(filter);
                    for (int position = 0; position < positions.Length; position++)
                    {
                        transformed[(((((outChannel * form.Products) + position) * terms.Count) + term) * inChannels) + inChannel] = (short)positions[position];
                    }
                }
            }
        }

        return transformed;
    }
}
