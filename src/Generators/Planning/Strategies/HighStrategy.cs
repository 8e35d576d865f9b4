using QMacVerify.Generators.Circuits.Forms;
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

    /// <summary>Accumulators beside which the sums of int16 would not fit the registers: those that are emptied more than once for a filter.</summary>
    public override ScratchBuffer? Emptied => Depth > Image.RunSteps(2) ? null : new ScratchBuffer("emptied", StorageType.Int32, Block.Pixels * Block.Channels);

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

    /// <summary>A high half times 2^drop has to fit two int16 factors.</summary>
    private const int MaxDrop = 14;

    public override string Name => HighKernel.Name;

    public override KernelOffer Offer(MacLayer layer)
    {
        ProductForms forms = ProductForms.Of(layer.Operators.Multiplier);
        if (AdderForm.Of(layer.Operators.Adder, forms) is not ExactSum sum)
        {
            return KernelOffer.Refuse("the adder has no carries between its low bits");
        }

        HighProduct? product = forms.WithoutLowBits(sum.ClearedBits).High;
        if (Obstacle(layer, product) is string obstacle)
        {
            return KernelOffer.Refuse(obstacle);
        }

        MacGeometry geometry = layer.Geometry;
        WideImage image = WideImage.Of(geometry);
        AccumulatorBlock block = AccumulatorBlock.For(image.OutWidth, geometry.GroupOutChannels);
        MovedOperands operands = new(layer, product!.ZeroPoint, 16 - product.Drop);
        int depth = operands.Depth(image, exact => exact >> product.Drop);
        return KernelOffer.Of(
            () =>
            {
                HighKernel shape = new(
                    layer with { Starts = layer.Starts.WithoutLowBits(sum.ClearedBits) }, block, image, operands.Plane, EquatableArray<short>.Empty, product.Drop, depth);
                return shape with { PackedWeights = operands.Pack(shape, image) };
            },
            Invariant($"products without their {product.Drop} low bits are high halves of int16 products"),
            (DirectStrategy.ShareOfLoops * (1 + (EmptyingShare / depth)) * VectorKernel.Products(geometry, image, block))
                + (DirectStrategy.CopyCost * image.Length) + VectorKernel.ResultCost(layer));
    }

    private static string? Obstacle(MacLayer layer, HighProduct? product) =>
        product is null ? "the products are not exact ones without their low bits"
        : product.Drop > MaxDrop ? Invariant($"products without their {product.Drop} low bits are no longer int16 in steps of 2^{product.Drop}")
        : layer.WeightZeroPoints.Count > 0 ? "weights have a zero point"
        : VectorKernel.Obstacle(layer);
}
