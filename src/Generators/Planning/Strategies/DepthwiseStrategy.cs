using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning.Strategies;

/// <summary>Exact products with channels in the lanes of vectors, two rows of the filter in each multiply-add.</summary>
/// <param name="Layer">What it computes.</param>
/// <param name="Block">What it keeps in registers.</param>
/// <param name="Rows">The copy of the input.</param>
/// <param name="PackedWeights">
/// Weights less their zero point, in the order of use: blocks of channels, pairs of filter rows, filter columns, channels, the
/// two rows.
/// </param>
public sealed record DepthwiseKernel(MacLayer Layer, AccumulatorBlock Block, PairedRows Rows, EquatableArray<short> PackedWeights)
    : VectorKernel(Layer, Block)
{
    internal const string Name = "depthwise";

    /// <summary>Vectors of weights that are written out and held in registers, as far as those reach.</summary>
    private const int MostHeld = 16;

    public override string Strategy => Name;

    /// <summary>Every channel is a group of its own, so blocks go over all of them.</summary>
    public override int Groups => 1;

    public override EquatableArray<ScratchBuffer> Scratch => EquatableArray.Of(new ScratchBuffer("pairs", StorageType.Int16, (int)Rows.Length));

    /// <summary>Pairs of taps of a channel.</summary>
    public int Pairs => Rows.FilterPairs * Rows.Window.FilterWidth;

    /// <summary>Weights of one block of channels.</summary>
    public int BlockWeights => Pairs * 2 * Block.Channels;

    /// <summary>Whether the weights of a block are loaded once for a row of the output, and its products written out.</summary>
    public bool HoldsWeights => Pairs * Block.Vectors <= MostHeld;

    public override EquatableArray<KernelConstant> Constants => CommonConstants(ConstantChannels)
        .Prepend(new Int16Constant(
            "Weights", $"Weights of {{0}} in the order of use: blocks of {Block.Channels} channels, pairs of filter rows, filter columns, channels, the two rows", PackedWeights))
        .ToEquatableArray();
}

/// <summary>Takes depthwise convolutions with exact arithmetic and as many output as input channels.</summary>
internal sealed class DepthwiseStrategy : KernelStrategy
{
    /// <summary>What a multiply-add takes, as a share of a product in a plain loop.</summary>
    private const double ShareOfLoops = 1 / 38.0;

    /// <summary>What the copy of an element of the image takes, likewise.</summary>
    private const double CopyCost = 0.05;

    public override string Name => DepthwiseKernel.Name;

    public override KernelOffer Offer(MacLayer layer)
    {
        if (Obstacle(layer) is string obstacle)
        {
            return KernelOffer.Refuse(obstacle);
        }

        PairedRows rows = new(layer.Geometry.Window);
        AccumulatorBlock block = BlockFor(layer.Geometry.OutChannels);
        return KernelOffer.Of(
            () => new DepthwiseKernel(layer, block, rows, Pack(layer, block, rows)),
            Invariant($"depthwise with exact arithmetic, {block.Channels} channels at a time"),
            (ShareOfLoops * Products(layer.Geometry, rows, block)) + (CopyCost * PaddedWindow.Of(rows.Window).Elements) + VectorKernel.ResultCost(layer));
    }

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
        : layer.CorrectsByPosition ? "the products of a transposed convolution depend on the position"
        : DirectStrategy.ArithmeticObstacle(layer) is string obstacle ? obstacle
        : layer.HasChannelsFirst ? "the result has its channels first"
        : new PairedRows(layer.Geometry.Window).Length > TensorInfo.MaxElements ? Invariant($"the rows under a window have {new PairedRows(layer.Geometry.Window).Length} elements")
        : null;

    /// <summary>Weights less their zero point, which fit int16, so that a weight zero point costs nothing.</summary>
    private static EquatableArray<short> Pack(MacLayer layer, AccumulatorBlock block, PairedRows rows)
    {
        DepthwiseKernel shape = new(layer, block, rows, EquatableArray<short>.Empty);
        return WeightPacking
            .Pack(shape, [.. rows.TapOrder()], planes: 1, group: 2, (_, channel, tap) => layer.CentredWeight(channel, tap))
            .Select(weight => (short)weight).ToEquatableArray();
    }
}
