using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Circuits.Forms;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning.Strategies;

/// <summary>Exact products by multiply-add pairs of int16 over a padded copy of the image: no im2col, no test for padding.</summary>
/// <param name="Layer">What it computes.</param>
/// <param name="Block">What it keeps in registers.</param>
/// <param name="Image">The copy of the input.</param>
/// <param name="PackedWeights">
/// Weights less their zero point, in the order of use: blocks of channels, pairs of taps, vectors of eight channels, two taps
/// of each channel.
/// </param>
public sealed record DirectKernel(MacLayer Layer, AccumulatorBlock Block, WideImage Image, EquatableArray<short> PackedWeights)
    : VectorKernel(Layer, Block)
{
    internal const string Name = "direct";

    public override string Strategy => Name;

    public override EquatableArray<ScratchBuffer> Scratch => EquatableArray.Of(new ScratchBuffer("wide", StorageType.Int16, (int)Image.Length));

    public override EquatableArray<KernelConstant> Constants => CommonConstants(ConstantChannels)
        .Prepend(new Int16Constant("Weights", $"Weights of {{0}} in the order of use: blocks of {Block.Channels} output channels, pairs of taps, channels, the two taps", PackedWeights))
        .ToEquatableArray();
}

/// <summary>Takes layers with exact arithmetic.</summary>
internal sealed class DirectStrategy : KernelStrategy
{
    /// <summary>What a multiply-add takes, as a share of a product in a plain loop.</summary>
    internal const double ShareOfLoops = 1 / 80.0;

    /// <summary>What the copy of an element takes, likewise.</summary>
    internal const double CopyCost = 0.07;

    public override string Name => DirectKernel.Name;

    public override KernelOffer Offer(MacLayer layer)
    {
        if (Obstacle(layer) is string obstacle)
        {
            return KernelOffer.Refuse(obstacle);
        }

        MacGeometry geometry = layer.Geometry;
        WideImage image = WideImage.Of(geometry);
        AccumulatorBlock block = AccumulatorBlock.For(image.OutWidth, geometry.GroupOutChannels);
        return KernelOffer.Of(
            () => new DirectKernel(layer, block, image, Pack(layer, block, image)),
            Invariant($"exact arithmetic, blocks of {block.Pixels} pixels x {block.Channels} channels"),
            (ShareOfLoops * VectorKernel.Products(geometry, image, block)) + (CopyCost * image.Length) + VectorKernel.ResultCost(layer));
    }

    /// <summary>Why a layer cannot be computed with int16 multiply-add pairs over a padded copy of the image; null where it can.</summary>
    internal static string? Obstacle(MacLayer layer) =>
        ArithmeticObstacle(layer) is string obstacle ? obstacle
        : layer.CorrectsByPosition && layer.Geometry.Window.Transposed is null ? "skipped padding makes the products depend on the position"
        : VectorKernel.ImageObstacle(layer);

    /// <summary>Why exact arithmetic is not what the circuits of a layer do; null where it is.</summary>
    internal static string? ArithmeticObstacle(MacLayer layer) =>
        layer.Operators.Adder is not ExactAdder ? "the adder is approximate"
        : ProductForms.Of(layer.Operators.Multiplier).Exact is not { ZeroPoint: 0 } ? "the products are approximate"
        : null;

    /// <summary>Weights less their zero point, which fit int16, so that a weight zero point costs nothing.</summary>
    private static EquatableArray<short> Pack(MacLayer layer, AccumulatorBlock block, WideImage image)
    {
        DirectKernel shape = new(layer, block, image, EquatableArray<short>.Empty);
        return WeightPacking
            .Pack(shape, [.. image.TapOrder()], planes: 1, group: 2, (_, channel, tap) => layer.CentredWeight(channel, tap))
            .Select(weight => (short)weight).ToEquatableArray();
    }
}
