using QMacVerify.Generators.Circuits.Forms;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning.Strategies;

/// <summary>Sums of an adder whose low bits have no carries: each lane sums the high parts of its products and keeps what their low bits do.</summary>
/// <param name="Layer">What it computes, with the start values of its high sums.</param>
/// <param name="Block">What it keeps in registers.</param>
/// <param name="Image">How the copy of the input lies in memory.</param>
/// <param name="Plane">The moved activations.</param>
/// <param name="PackedWeights">The moved weights; see <see cref="WeightPacking"/>.</param>
/// <param name="Adder">Its low bits.</param>
/// <param name="StartLow">Low bits of each channel's start value.</param>
/// <param name="LowMask">Low bits that products have.</param>
/// <param name="Depth">Pairs of taps after which int16 sums are emptied; see <see cref="NarrowSums"/>.</param>
public sealed record LanesKernel(
    MacLayer Layer,
    AccumulatorBlock Block,
    WideImage Image,
    ImagePlane Plane,
    EquatableArray<short> PackedWeights,
    LaneSum Adder,
    StartValues StartLow,
    int LowMask,
    int Depth)
    : VectorKernel(Layer, Block)
{
    internal const string Name = "lanes";

    public override string Strategy => Name;

    /// <summary>Whether high parts are rounded half up, so that they hold the carries of their products, and not down.</summary>
    public bool IsRounded => Adder is LowerPartOrSum;

    /// <summary>How far products are moved to the left: a rounded product is one of 2^15, a high half one of 2^16.</summary>
    public int Shift => ShiftOf(Adder);

    public override EquatableArray<ScratchBuffer> Scratch => EquatableArray.Of(new ScratchBuffer("wide", StorageType.Int16, (int)Image.Length));

    public override EquatableArray<KernelConstant> Constants => CommonConstants(ConstantChannels)
        .Concat(PlaneConstants(EquatableArray.Of(Plane)))
        .Append(new Int32Constant(
            "StartLow", Invariant($"The {Adder.Lower} low bits of what the accumulators of {{0}} begin with"),
            StartLow.Padded(ConstantChannels)))
        .Prepend(new Int16Constant("Weights", PackedSummary("Weights of {0}, moved to the left,", planes: 1, group: 2), PackedWeights))
        .ToEquatableArray();

    internal static int ShiftOf(LaneSum adder) => (adder is LowerPartOrSum ? 15 : 16) - adder.Lower;
}

/// <summary>Takes layers on lower-part-OR and error-tolerant adders whose products are exact but for low bits.</summary>
internal sealed class LanesStrategy : KernelStrategy
{
    /// <summary>Instructions of a pair of taps, as multiples of those of a multiply-add.</summary>
    private const double LowerPartOrShare = 2, ErrorTolerantShare = 3;

    public override string Name => LanesKernel.Name;

    public override KernelOffer Offer(MacLayer layer)
    {
        ProductForms forms = ProductForms.Of(layer.Operators.Multiplier);
        if (AdderForm.Of(layer.Operators.Adder, forms) is not LaneSum adder)
        {
            return KernelOffer.Refuse("the adder has all its carries");
        }

        (int drop, int zeroPoint) = forms.High is HighProduct high ? (high.Drop, high.ZeroPoint) : (0, forms.Exact?.ZeroPoint ?? 0);
        if (Obstacle(layer, forms, adder) is string obstacle)
        {
            return KernelOffer.Refuse(obstacle);
        }

        MacGeometry geometry = layer.Geometry;
        WideImage image = WideImage.Of(geometry);
        bool isRounded = adder is LowerPartOrSum;
        AccumulatorBlock block = AccumulatorBlock.For(image.OutWidth, geometry.GroupOutChannels, registers: isRounded ? 2 : 3);
        MovedOperands operands = new(layer, zeroPoint, LanesKernel.ShiftOf(adder));
        int depth = operands.Depth(image, product => HighPart(product, adder.Lower, isRounded));
        return KernelOffer.Of(
            () =>
            {
                LanesKernel shape = new(
                    layer with { Starts = layer.Starts.Select((start, _) => HighPart(start, adder.Lower, isRounded)) },
                    block, image, operands.Plane, EquatableArray<short>.Empty, adder,
                    layer.Starts.Select((start, _) => start & adder.LowMask), adder.LowMask & ~((1 << drop) - 1), depth);
                return shape with { PackedWeights = operands.Pack(shape, image) };
            },
            Invariant($"lanes add {(isRounded ? "rounded " : "")}high parts of products and collect their {adder.Lower} low bits"),
            (DirectStrategy.ShareOfLoops * (isRounded ? LowerPartOrShare : ErrorTolerantShare) * (1 + (1.0 / depth)) * VectorKernel.Products(geometry, image, block))
                + (DirectStrategy.CopyCost * image.Length) + VectorKernel.ResultCost(layer));
    }

    /// <summary>The sum of a lane, of a product or a start value: what stands above its low bits, and its own carry.</summary>
    private static int HighPart(int value, int lower, bool isRounded) => (value >> lower) + (isRounded ? (value >> (lower - 1)) & 1 : 0);

    private static string? Obstacle(MacLayer layer, ProductForms forms, LaneSum adder) =>
        forms.Exact is null && forms.High is null ? "the products are not exact but for low bits"
        : adder.Lower > 15 ? "the adder's low bits are more than those of an int16"
        : layer.WeightZeroPoints.Count > 0 ? "weights have a zero point"
        : VectorKernel.Obstacle(layer);
}
