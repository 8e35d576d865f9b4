using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning.Strategies;

/// <summary>Sums of an adder whose low bits have no carries: each lane sums the high parts of its products and keeps what their low bits do.</summary>
/// <param name="Layer">What it computes, with the start values of its high sums.</param>
/// <param name="Block">What it keeps in registers.</param>
/// <param name="Image">How the copy of the input lies in memory.</param>
/// <param name="Plane">The moved activations.</param>
/// <param name="PackedWeights">The moved weights; see <see cref="WeightPacking"/>.</param>
/// <param name="Low">What lanes keep of low bits.</param>
/// <param name="Depth">Pairs of taps after which int16 sums are emptied; see <see cref="NarrowSums"/>.</param>
public sealed record LanesKernel(
    MacLayer Layer, AccumulatorBlock Block, WideImage Image, ImagePlane Plane, EquatableArray<short> PackedWeights, LowBits Low, int Depth)
    : VectorKernel(Layer, Block)
{
    internal const string Name = "lanes";

    public override string Strategy => Name;

    public override EquatableArray<ScratchBuffer> Scratch => EquatableArray.Of(new ScratchBuffer("wide", StorageType.Int16, (int)Image.Length));

    public override EquatableArray<KernelConstant> Constants => CommonConstants(ConstantChannels)
        .Concat(PlaneConstants(EquatableArray.Of(Plane)))
        .Append(Low.Constant(ConstantChannels))
        .Prepend(new Int16Constant("Weights", PackedSummary("Weights of {0}, moved to the left,", planes: 1, group: 2), PackedWeights))
        .ToEquatableArray();
}

/// <summary>Takes layers on lower-part-OR and error-tolerant adders whose products are exact but for low bits.</summary>
internal sealed class LanesStrategy : KernelStrategy
{
    /// <summary>Instructions of a pair of taps, as multiples of those of a multiply-add.</summary>
    private const double LowerPartOrShare = 2, ErrorTolerantShare = 3;

    public override string Name => LanesKernel.Name;

    public override KernelOffer Offer(MacLayer layer)
    {
        if (NarrowArithmetic.OfLanes(layer, out string none) is not NarrowArithmetic { Low: LowBits low } arithmetic)
        {
            return KernelOffer.Refuse(none);
        }

        if (VectorKernel.Obstacle(layer) is string obstacle)
        {
            return KernelOffer.Refuse(obstacle);
        }

        MacGeometry geometry = layer.Geometry;
        WideImage image = WideImage.Of(geometry);
        AccumulatorBlock block = AccumulatorBlock.For(image.OutWidth, geometry.GroupOutChannels, registers: low.IsRounded ? 2 : 3);
        int[] taps = [.. image.TapOrder()];
        int depth = arithmetic.Depth(taps, image.FilterRows * image.Runs);
        return KernelOffer.Of(
            () =>
            {
                LanesKernel shape = new(layer with { Starts = arithmetic.Starts }, block, image, arithmetic.Operands.Plane, EquatableArray<short>.Empty, low, depth);
                return shape with { PackedWeights = arithmetic.Operands.Pack(shape, taps) };
            },
            Invariant($"lanes add {(low.IsRounded ? "rounded " : "")}high parts of products and collect their {low.Adder.Lower} low bits"),
            (DirectStrategy.ShareOfLoops * (low.IsRounded ? LowerPartOrShare : ErrorTolerantShare) * (1 + (1.0 / depth)) * VectorKernel.Products(geometry, image, block))
                + (DirectStrategy.CopyCost * image.Length) + VectorKernel.ResultCost(layer));
    }
}
