using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning.Strategies;

/// <summary>Products with channels in the lanes of vectors, two rows of the filter at once: sums of exact ones, or parts of them in int16.</summary>
/// <param name="Layer">What it computes, with the start values of its sums.</param>
/// <param name="Block">What it keeps in registers: a pixel, or one of each of two rows of the output.</param>
/// <param name="Rows">How a copy of the input lies in memory.</param>
/// <param name="Planes">What activations stand as in each term of the products; one of the activations themselves for exact arithmetic.</param>
/// <param name="PackedWeights">
/// Factors of the weights in the order of use: blocks of channels, terms, pairs of filter rows, filter columns, rows of the
/// output that share them, channels, the two rows.
/// </param>
/// <param name="Narrow">How lanes of int16 sum parts of the products; null where multiply-adds sum whole ones.</param>
public sealed record DepthwiseKernel(
    MacLayer Layer, AccumulatorBlock Block, PairedRows Rows, EquatableArray<ImagePlane> Planes, EquatableArray<short> PackedWeights, NarrowLanes? Narrow)
    : VectorKernel(Layer, Block)
{
    internal const string Name = "depthwise";

    /// <summary>Vectors of weights that are held in registers as far as those reach, and beyond on the stack, from where a product takes them as well.</summary>
    private const int MostHeld = 64;

    public override string Strategy => Name;

    /// <summary>Every channel is a group of its own, so blocks go over all of them.</summary>
    public override int Groups => 1;

    public override EquatableArray<ScratchBuffer> Scratch => EquatableArray.Of(new ScratchBuffer("pairs", StorageType.Int16, (int)Rows.LengthOf(Planes.Count)));

    /// <summary>Pairs of taps of a channel and term.</summary>
    public int Pairs => Rows.FilterPairs * Rows.Window.FilterWidth;

    /// <summary>Weights of one block of channels.</summary>
    public int BlockWeights => Planes.Count * Pairs * 2 * Rows.OutRows * Block.Channels;

    /// <summary>Whether the weights of a block are loaded once for a row of the output, and its products written out.</summary>
    public bool HoldsWeights => CanHold(Rows, Planes.Count, Block);

    internal static bool CanHold(PairedRows rows, int planes, AccumulatorBlock block) =>
        planes * rows.FilterPairs * rows.Window.FilterWidth * rows.OutRows * block.Vectors <= MostHeld;

    public override EquatableArray<KernelConstant> Constants => CommonConstants(ConstantChannels)
        .Concat(PlaneConstants(Planes))
        .Concat(Narrow?.Low is LowBits low ? [low.Constant(ConstantChannels)] : [])
        .Prepend(new Int16Constant(
            "Weights", $"{(Planes.Count > 1 ? "Factors of the weights" : "Weights")} of {{0}}{(Narrow is null ? "" : ", moved to the left,")} in the order of use: blocks of {Block.Channels} channels, {(Planes.Count > 1 ? "terms, " : "")}pairs of filter rows, filter columns, {(Rows.OutRows > 1 ? "rows of the output, " : "")}channels, the two rows", PackedWeights))
        .ToEquatableArray();
}

/// <summary>How lanes of int16 sum parts of products.</summary>
/// <param name="Drop">Bits that sums are moved by when they are added to accumulators.</param>
/// <param name="Low">What lanes keep of low bits; null for truncated products.</param>
/// <param name="Depth">Pairs of taps after which sums are emptied; see <see cref="NarrowSums"/>, a pair of filter rows being a run.</param>
public sealed record NarrowLanes(int Drop, LowBits? Low, int Depth);

/// <summary>Takes depthwise convolutions with as many output as input channels whose products are sums of exact ones, or whose parts int16 lanes can sum.</summary>
internal sealed class DepthwiseStrategy : KernelStrategy
{
    /// <summary>What a multiply-add takes, as a share of a product in a plain loop.</summary>
    private const double ShareOfLoops = 1 / 38.0;

    /// <summary>What the copy of an element of the image takes, likewise.</summary>
    private const double CopyCost = 0.05;

    /// <summary>Instructions of a pair of taps, as multiples of those of a multiply-add.</summary>
    private const double LowerPartOrShare = 2, ErrorTolerantShare = 3;

    public override string Name => DepthwiseKernel.Name;

    public override KernelOffer Offer(MacLayer layer) =>
        Obstacle(layer) is string obstacle ? KernelOffer.Refuse(obstacle)
        : (NarrowArithmetic.OfHigh(layer, out _) ?? NarrowArithmetic.OfLanes(layer, out _)) is NarrowArithmetic narrow ? Offer(layer, narrow)
        : LayerTerms.Of(layer, out string none) is LayerTerms terms ? Offer(terms)
        : KernelOffer.Refuse(none);

    /// <summary>Sums of exact products.</summary>
    private static KernelOffer Offer(LayerTerms terms)
    {
        MacLayer layer = terms.Layer;
        IReadOnlyList<LayerTerm> all = terms.All;
        AccumulatorBlock block = BlockFor(layer.Geometry.OutChannels);
        PairedRows rows = new(layer.Geometry.Window, OutRows: 2);
        if (PairedRows.CanShare(rows.Window) && DepthwiseKernel.CanHold(rows, all.Count, block))
        {
            block = block with { Pixels = rows.OutRows };
        }
        else
        {
            rows = new PairedRows(layer.Geometry.Window);
        }

        if (rows.LengthOf(all.Count) > TensorInfo.MaxElements)
        {
            return KernelOffer.Refuse(Invariant($"the rows under a window have {rows.LengthOf(all.Count)} elements"));
        }

        string arithmetic = DirectStrategy.ArithmeticObstacle(layer) is null ? "exact arithmetic" : $"products are sums of exact ones: {terms.Description}";
        return Offer(
            layer, rows, block, arithmetic, all.Count,
            () =>
            {
                DepthwiseKernel shape = new(
                    layer with { Starts = terms.Starts([]) }, block, rows, all.Select(term => term.Plane).ToEquatableArray(), EquatableArray<short>.Empty, Narrow: null);
                return shape with
                {
                    PackedWeights = WeightPacking.Pack(shape, [.. rows.TapOrder()], all.Count, group: 2, (term, channel, tap) => all[term].OfWeight(channel, tap))
                        .Select(weight => checked((short)weight)).ToEquatableArray(),
                };
            });
    }

    /// <summary>Parts of products.</summary>
    private static KernelOffer Offer(MacLayer layer, NarrowArithmetic arithmetic)
    {
        PairedRows rows = new(layer.Geometry.Window);
        AccumulatorBlock block = BlockFor(layer.Geometry.OutChannels);
        return Offer(
            layer, rows, block,
            arithmetic.Low is LowBits low
                ? Invariant($"lanes add {(low.IsRounded ? "rounded " : "")}high parts of products and collect their {low.Adder.Lower} low bits")
                : Invariant($"products without their {arithmetic.Drop} low bits are high halves of int16 products"),
            arithmetic.Low is null ? 1 : arithmetic.Low.IsRounded ? LowerPartOrShare : ErrorTolerantShare,
            () =>
            {
                int[] taps = [.. rows.TapOrder()];
                DepthwiseKernel shape = new(
                    layer with { Starts = arithmetic.Starts }, block, rows, EquatableArray.Of(arithmetic.Operands.Plane), EquatableArray<short>.Empty,
                    new NarrowLanes(arithmetic.Drop, arithmetic.Low, arithmetic.Depth(taps, rows.FilterPairs)));
                return shape with { PackedWeights = arithmetic.Operands.Pack(shape, taps) };
            });
    }

    private static KernelOffer Offer(MacLayer layer, PairedRows rows, AccumulatorBlock block, string arithmetic, double share, Func<LayerKernel> make) => KernelOffer.Of(
        make,
        Invariant($"{arithmetic}, {block.Channels} channels at a time"),
        (share * ((ShareOfLoops * Products(layer.Geometry, rows, block)) + (CopyCost / rows.OutRows * PaddedWindow.Of(rows.Window).Elements))) + VectorKernel.ResultCost(layer));

    /// <summary>One pixel of 16 channels, or of 8 where that leaves fewer channels computed twice.</summary>
    /// <remarks>A vector alone takes about 1.15 of its share of two, since narrowing and storing take the same instructions.</remarks>
    private static AccumulatorBlock BlockFor(int channels)
    {
        AccumulatorBlock single = new(1, 1);
        AccumulatorBlock two = new(1, 2);
        return 1.15 * single.RoundUpChannels(channels) < two.RoundUpChannels(channels) ? single : two;
    }

    /// <summary>Products of whole blocks, which is what is computed.</summary>
    private static double Products(MacGeometry geometry, PairedRows rows, AccumulatorBlock block) =>
        2.0 * rows.FilterPairs * rows.Window.FilterWidth * block.RoundUpChannels(geometry.OutChannels) * geometry.Positions;

    private static string? Obstacle(MacLayer layer) =>
        layer.Geometry is not { GroupInChannels: 1, GroupOutChannels: 1, Groups: > 1 } ? "not every output channel has one input channel of its own"
        : layer.Geometry.Window.Transposed is not null ? "pixels of a transposed convolution lie apart"
        : VectorKernel.PositionObstacle(layer) is string position ? position
        : layer.HasChannelsFirst ? "the result has its channels first"
        : new PairedRows(layer.Geometry.Window).LengthOf(1) > TensorInfo.MaxElements ? Invariant($"the rows under a window have {new PairedRows(layer.Geometry.Window).LengthOf(1)} elements")
        : null;
}
