using QMacVerify.Generators.Circuits.Forms;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning.Strategies;

/// <summary>Look-ups of whole rows: for each tap and activation the products of 16 output channels stand beside each other.</summary>
/// <remarks>
/// Rows take 512 bytes for each weight, so they are neither shipped nor kept: those of a stretch of taps are made from the
/// multiplier's products, serve all pixels of all samples at once, and stay in the second level of the cache meanwhile. The sums
/// of the pixels wait in memory from one stretch to the next.
/// </remarks>
/// <param name="Layer">What it computes, with the start values of its sums.</param>
/// <param name="Block">What it keeps in registers: 16 channels of some pixels.</param>
/// <param name="Image">How the copy of the input lies in memory.</param>
/// <param name="Places">Where in the rows of a tap that of an activation is.</param>
/// <param name="ClearedBits">Low bits that the adder reads of each product as zero.</param>
/// <param name="Samples">Samples that it computes at once.</param>
/// <param name="StretchTaps">Taps whose rows are there at once, an even number.</param>
/// <param name="Columns">Numbers of the columns of products that weights stand for, 0 for what is missing; see <see cref="WeightPacking"/>.</param>
public sealed record RowsKernel(
    MacLayer Layer, AccumulatorBlock Block, WideImage Image, ImagePlane Places, int ClearedBits, int Samples, int StretchTaps,
    EquatableArray<short> Columns)
    : VectorKernel(Layer, Block)
{
    internal const string Name = "rows";

    /// <summary>Elements of the rows of a tap: 256 activations and an absent one, 16 channels.</summary>
    public const int TapStep = 257 * Vectors * AccumulatorBlock.Lanes;

    /// <summary>From the row of an activation to the next, in steps of eight bytes.</summary>
    internal const int PlaceStep = 4;

    /// <summary>Vectors of eight sums that a row gives.</summary>
    internal const int Vectors = 2;

    public override string Strategy => Name;

    /// <summary>Of all weights; rows hold products less its own with the activation.</summary>
    public int WeightZeroPoint => Layer.WeightZeroPoints.Count == 0 ? 0 : Layer.WeightZeroPoints[0];

    public override bool TakesBatch => Samples > 1;

    /// <summary>Stretches of a run of memory.</summary>
    public int Stretches => Image.RunSteps(StretchTaps);

    /// <summary>Stretches of a filter.</summary>
    public int Parts => Image.FilterRows * Image.Runs * Stretches;

    public override EquatableArray<ScratchBuffer> Scratch => new[]
    {
        new ScratchBuffer("places", StorageType.Int16, (int)Image.LengthOf(Samples)),
        new ScratchBuffer("rows", StorageType.Int16, StretchTaps * TapStep),
        new ScratchBuffer("sums", StorageType.Int32, Parts == 1 ? 0 : (int)SumsLength(Image, Block, Samples)),
    }.Where(buffer => buffer.Length > 0).ToEquatableArray();

    public override EquatableArray<KernelConstant> Constants => CommonConstants(ConstantChannels)
        .Prepend(new Int16Constant("Columns", "Columns of products of the weights of {0} (weight + 129, 0 for none) in the order of use: blocks of 16 output channels, taps, channels", Columns))
        .ToEquatableArray();

    /// <summary>Sums of one block of channels.</summary>
    internal static long SumsLength(WideImage image, AccumulatorBlock block, int samples) =>
        (long)samples * image.Images * image.OutHeight * block.RoundUpPixels(image.OutWidth) * block.Channels;
}

/// <summary>Takes any products of int16, with adders that add all products exactly.</summary>
internal sealed class RowsStrategy : KernelStrategy
{
    /// <summary>Rows of so many taps and 16 channels take 130 KB, a quarter of the second level of the cache.</summary>
    private const int MostStretchTaps = 16;

    /// <summary>Pixels that rows have to serve so that making them takes a quarter of the time.</summary>
    private const int EnoughPixels = 1024;

    /// <summary>What a product takes, as a share of one in a plain loop.</summary>
    private const double ShareOfLoops = 1 / 22.0;

    /// <summary>What the row entries of a weight take, in products of a plain loop.</summary>
    private const double WeightCost = 14;

    public override string Name => RowsKernel.Name;

    public override KernelOffer Offer(MacLayer layer)
    {
        ProductForms forms = ProductForms.Of(layer.Operators.Multiplier);
        if (AdderForm.Of(layer.Operators.Adder, forms) is not ExactSum sum)
        {
            return KernelOffer.Refuse("the adder has no carries between its low bits");
        }

        if (Obstacle(layer, forms.WithoutLowBits(sum.ClearedBits)) is string obstacle)
        {
            return KernelOffer.Refuse(obstacle);
        }

        MacGeometry geometry = layer.Geometry;
        WideImage image = WideImage.Of(geometry);
        AccumulatorBlock block = BlockFor(image.OutWidth);
        int samples = geometry.Positions >= EnoughPixels ? 1 : layer.BatchSize;
        if (image.LengthOf(samples) > TensorInfo.MaxElements || RowsKernel.SumsLength(image, block, samples) > TensorInfo.MaxElements)
        {
            return KernelOffer.Refuse(Invariant($"the images and sums of {samples} samples are too large"));
        }

        double making = WeightCost * geometry.Taps * geometry.Groups * block.RoundUpChannels(geometry.GroupOutChannels);
        double adding = (ShareOfLoops * VectorKernel.Products(geometry, image, block)) + (DirectStrategy.CopyCost * image.Length) + VectorKernel.ResultCost(layer);
        return making + adding > geometry.Macs
            ? KernelOffer.OnRequest(Make, Invariant($"too few output positions ({geometry.Positions}) to repay the making of rows for a single sample"))
            : KernelOffer.Of(
                Make,
                Invariant($"rows of products of 16 channels, made once for {samples * geometry.Positions} pixels{(samples == 1 ? "" : Invariant($" of {samples} samples"))}"),
                adding + (making / samples));

        RowsKernel Make()
        {
            int stretches = (image.RunLength + MostStretchTaps - 1) / MostStretchTaps;
            int taps = 2 * ((image.RunLength + (2 * stretches) - 1) / (2 * stretches));
            RowsKernel shape = new(
                layer with { Starts = layer.Starts.WithoutLowBits(sum.ClearedBits) }, block, image, Places(layer),
                sum.ClearedBits, samples, taps, EquatableArray<short>.Empty);
            return shape with
            {
                Columns = WeightPacking.Pack(shape, [.. image.TapOrder(taps)], planes: 1, group: 1, (_, channel, tap) => layer.Weight(channel, tap) + 129)
                    .Select(column => (short)column).ToEquatableArray(),
            };
        }
    }

    private static string? Obstacle(MacLayer layer, ProductForms products) =>
        layer.WeightZeroPoints.Distinct().Count() > 1 ? "weights have several zero points"
        : VectorKernel.Obstacle(layer) is string obstacle ? obstacle
        : !FitInt16(layer, products.Table) ? "products with its weights exceed int16"
        : null;

    private static bool FitInt16(MacLayer layer, RowTable table) => (layer.WeightZeroPoints.Count == 0 && table.FitsInt16) || layer.Weights.Distinct().All(
        weight => Enumerable.Range(sbyte.MinValue, 256)
            .Select(activation => table.Apply(activation, weight) - (layer.WeightZeroPointOf(0) * (activation - layer.Centre)))
            .All(product => product == (short)product));

    /// <summary>Up to four pixels; what surrounds the sums of a block takes about as long as those of one more.</summary>
    private static AccumulatorBlock BlockFor(int outWidth) => new[] { 4, 3, 2, 1 }
        .Where(pixels => pixels <= outWidth).Select(pixels => new AccumulatorBlock(pixels, RowsKernel.Vectors))
        .OrderBy(block => block.RoundUpPixels(outWidth) / block.Pixels * (block.Pixels + 1)).First();

    private static ImagePlane Places(MacLayer layer)
    {
        ImagePlane places = ImagePlane.Of(activation => RowsKernel.PlaceStep * activation, layer.Input.ZeroPoint);
        return layer.CorrectsByPosition ? places with { Border = RowsKernel.PlaceStep * (sbyte.MaxValue + 1) } : places;
    }
}
