using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning.Strategies;

/// <summary>Truncated products as high halves of int16 products, summed in int16 for a proved number of steps.</summary>
/// <remarks>Image and weights hold the operands moved to the left by 16 - Drop bits together, so that a high half is <c>floor(a * w / 2^Drop)</c>.</remarks>
/// <param name="Layer">What it computes, with the start values of its sums.</param>
/// <param name="Block">What it keeps in registers.</param>
/// <param name="Image">How the copy of the input lies in memory.</param>
/// <param name="Plane">The moved activations.</param>
/// <param name="PackedWeights">The moved weights; see <see cref="WeightPacking"/>.</param>
/// <param name="Drop">Low bits of a product that are 0.</param>
/// <param name="Depth">Pairs of taps after which int16 sums are emptied; see <see cref="NarrowSums"/>.</param>
public sealed record HighKernel(
    MacLayer Layer, AccumulatorBlock Block, WideImage Image, ImagePlane Plane, EquatableArray<short> PackedWeights, int Drop, int Depth)
    : VectorKernel(Layer, Block)
{
    internal const string Name = "high";

    public override string Strategy => Name;

    public override ScratchBuffer? Emptied => EmptiedBeside(Depth, Image.RunSteps(2));

    public override EquatableArray<ScratchBuffer> Scratch => new[] { new ScratchBuffer("wide", StorageType.Int16, (int)Image.Length), Emptied }
        .OfType<ScratchBuffer>().ToEquatableArray();

    public override EquatableArray<KernelConstant> Constants => CommonConstants(ConstantChannels)
        .Concat(PlaneConstants(EquatableArray.Of(Plane)))
        .Prepend(new Int16Constant("Weights", PackedSummary("Weights of {0}, moved to the left,", planes: 1, group: 2), PackedWeights))
        .ToEquatableArray();
}

/// <summary>Takes layers whose products, or whose products after a truncated adder, are exact ones without their low bits.</summary>
internal sealed class HighStrategy : KernelStrategy
{
    /// <summary>What a product takes beside that of a multiply-add pair, as a share: sums are emptied.</summary>
    private const double EmptyingShare = 2;

    public override string Name => HighKernel.Name;

    public override KernelOffer Offer(MacLayer layer)
    {
        if (NarrowArithmetic.OfHigh(layer, out string none) is not NarrowArithmetic arithmetic)
        {
            return KernelOffer.Refuse(none);
        }

        if (VectorKernel.Obstacle(layer) is string obstacle)
        {
            return KernelOffer.Refuse(obstacle);
        }

        MacGeometry geometry = layer.Geometry;
        WideImage image = WideImage.Of(geometry);
        AccumulatorBlock block = AccumulatorBlock.For(image.OutWidth, geometry.GroupOutChannels);
        int[] taps = [.. image.TapOrder()];
        int depth = arithmetic.Depth(taps, image.FilterRows * image.Runs);
        return KernelOffer.Of(
            () =>
            {
                HighKernel shape = new(
                    layer with { Starts = arithmetic.Starts }, block, image, arithmetic.Operands.Plane, EquatableArray<short>.Empty, arithmetic.Drop, depth);
                return shape with { PackedWeights = arithmetic.Operands.Pack(shape, taps) };
            },
            Invariant($"products without their {arithmetic.Drop} low bits are high halves of int16 products"),
            (DirectStrategy.ShareOfLoops * (1 + (EmptyingShare / depth)) * VectorKernel.Products(geometry, image, block))
                + (DirectStrategy.CopyCost * image.Length) + VectorKernel.ResultCost(layer));
    }
}
