using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning.Strategies;

/// <summary>Exact products by multiply-add pairs of bytes where the weights prove that their sums fit int16, of int16 elsewhere.</summary>
/// <remarks>
/// Activations stand as <c>code - least</c>, 0 to 255, which start values correct. The instruction on bytes (vpmaddubsw) would
/// saturate; it takes the taps alone for which two products fit, whatever the activations, and where the products of two
/// groups fit together their sums are added in int16 before they are widened. Machines with VNNI multiply and add four bytes in
/// int32 (vpdpbusd): there every group is one instruction for eight sums, whatever its weights.
/// </remarks>
/// <param name="Layer">What it computes, with the start values of its sums.</param>
/// <param name="Block">What it keeps in registers.</param>
/// <param name="Image">How a copy of the input lies in memory.</param>
/// <param name="Plane">What it holds.</param>
/// <param name="Steps">The order of the taps in each block of channels.</param>
/// <param name="PackedBytes">Weights less their zero point in the order of use: blocks of channels, groups of four taps, channels, the four taps; without those of wide groups where some weight is no byte.</param>
/// <param name="PackedWeights">Likewise of wide groups, in pairs of taps.</param>
public sealed record BytesKernel(
    MacLayer Layer, AccumulatorBlock Block, WideImage Image, ImagePlane Plane, EquatableArray<ByteSteps> Steps,
    EquatableArray<sbyte> PackedBytes, EquatableArray<short> PackedWeights)
    : VectorKernel(Layer, Block)
{
    internal const string Name = "bytes";

    public override string Strategy => Name;

    /// <summary>Whether some taps are multiplied in int16.</summary>
    public bool HasWide => Steps.Any(steps => steps.Wide.Count > 0);

    /// <summary>Whether all weights are bytes, which is what machines with VNNI want.</summary>
    public bool HasBytesOfAll { get; } = AreBytes(Layer);

    /// <summary>Whether a layer's weights less their zero point are bytes.</summary>
    internal static bool AreBytes(MacLayer layer) => layer.WeightZeroPoints.Count == 0;

    public override EquatableArray<ScratchBuffer> Scratch => HasWide
        ? EquatableArray.Of(new ScratchBuffer("bytes", StorageType.Int8, (int)Image.Length), new ScratchBuffer("wide", StorageType.Int16, (int)Image.Length))
        : EquatableArray.Of(new ScratchBuffer("bytes", StorageType.Int8, (int)Image.Length));

    public override EquatableArray<KernelConstant> Constants
    {
        get
        {
            List<KernelConstant> constants =
            [
                new Int8Constant("ByteWeights", PackedSummary("Weights of {0} that are multiplied as bytes", planes: 1, ByteTerms.Group), PackedBytes),
                new Int32Constant("Steps", "Where in the window of {0} the taps of each step begin: blocks of channels, of each the steps in the order of use", Steps.SelectMany(StepPlaces).ToEquatableArray()),
                new Int32Constant("StepCounts", "Steps of {0} of each block of channels: two groups of four taps as bytes, one group as bytes, one in int16", Steps.SelectMany(Counts).ToEquatableArray()),
            ];
            if (HasWide)
            {
                constants.Add(new Int16Constant("Weights", PackedSummary("Weights of {0} that are multiplied in int16", planes: 1, group: 2), PackedWeights));
            }

            return constants.Concat(CommonConstants(ConstantChannels)).ToEquatableArray();
        }
    }

    /// <summary>Steps of two groups, of one, and of one in int16.</summary>
    private static int[] Counts(ByteSteps steps) => [steps.Doubles.Count / 2, steps.Singles.Count, steps.Wide.Count];

    private IEnumerable<int> StepPlaces(ByteSteps steps) =>
        steps.Doubles.Concat(steps.Singles).Concat(steps.Wide).Select(group => Image.PlaceOf(group, ByteTerms.Group));
}

/// <summary>Takes layers with exact arithmetic of which enough products fit.</summary>
internal sealed class BytesStrategy : KernelStrategy
{
    /// <summary>Instructions for a group of four taps beside loads: of two groups in bytes, of one, of one in int16.</summary>
    private const double DoubleInstructions = 2.5, SingleInstructions = 3, WideInstructions = 4;

    /// <summary>What an instruction takes, as a share of one of <c>direct</c>: the taps are where a list says.</summary>
    private const double InstructionShare = 1.04;

    /// <summary>
    /// What a layer counts for where machines with VNNI compute it at up to twice the speed: plans are the same for all machines, and this is how
    /// much slower than <c>direct</c> it may be on others.
    /// </summary>
    private const double ShareWithVnni = 0.9;

    /// <summary>What the copy of an element to a byte takes, as a share of a product in a plain loop.</summary>
    private const double CopyCost = 0.02;

    /// <summary>What a layer takes beside, likewise: its loops over steps.</summary>
    private const double LayerCost = 20;

    public override string Name => BytesKernel.Name;

    public override KernelOffer Offer(MacLayer layer)
    {
        if (DirectStrategy.Obstacle(layer) is string obstacle)
        {
            return KernelOffer.Refuse(obstacle);
        }

        if (layer.Geometry.Window.Transposed is not null)
        {
            return KernelOffer.Refuse("between the pixels of a transposed convolution lies no activation");
        }

        WideImage image = WideImage.Of(layer.Geometry);
        Interval codes = layer.InputCodes;
        int least = (int)codes.Lower;
        BytesKernel shape = new(
            layer, AccumulatorBlock.For(image.OutWidth, layer.Geometry.GroupOutChannels, groups: 2), image, layer.Plane(activation => activation - least),
            EquatableArray<ByteSteps>.Empty, EquatableArray<sbyte>.Empty, EquatableArray<short>.Empty);
        int[] taps = [.. image.TapOrder(ByteTerms.Group)];
        ByteSteps[] steps = ByteSteps.Of(shape, taps, (int)(codes.Upper - codes.Lower));
        int doubles = steps.Sum(block => block.Doubles.Count);
        int singles = steps.Sum(block => block.Singles.Count);
        int wide = steps.Sum(block => block.Wide.Count);
        if (doubles + singles == 0 && !BytesKernel.AreBytes(layer))
        {
            return KernelOffer.Refuse("nowhere do two products fit int16 in all channels of a block");
        }

        BytesKernel kernel = shape with { Steps = new EquatableArray<ByteSteps>(steps) };
        double groups = doubles + singles + wide;
        return KernelOffer.Of(
            () => Packed(kernel, taps),
            Invariant($"exact arithmetic on bytes, activations {codes.Lower} to {codes.Upper}: int16 holds sums of 4 products for {100 * doubles / groups:F0} % of the taps, of 2 for {100 * singles / groups:F0} %, blocks of {shape.Block.Pixels} pixels x {shape.Block.Channels} channels"),
            (BytesKernel.AreBytes(layer) ? ShareWithVnni : 1) * (DirectStrategy.ShareOfLoops * Products() * shape.Block.Channels * image.Images * image.OutHeight * shape.Block.RoundUpPixels(image.OutWidth))
                + ((CopyCost + (kernel.HasWide ? DirectStrategy.CopyCost : 0)) * image.Length) + LayerCost + VectorKernel.ResultCost(layer));

        // Of a pixel and channel, as many as those of direct that take as many instructions.
        double Products()
        {
            double loads = shape.Block.LoadsPerProduct;
            double direct = WideInstructions + (2 * AccumulatorBlock.For(image.OutWidth, layer.Geometry.GroupOutChannels).LoadsPerProduct);
            return ByteTerms.Group * InstructionShare / direct
                * ((doubles * (DoubleInstructions + loads)) + (singles * (SingleInstructions + loads)) + (wide * (WideInstructions + (2 * loads))));
        }
    }

    private static int SumOfWeights(MacLayer layer, int channel) => Enumerable.Range(0, layer.Geometry.Taps).Sum(tap => layer.CentredWeight(channel, tap));

    private static BytesKernel Packed(BytesKernel kernel, int[] taps)
    {
        List<int> bytes = [], wide = [];
        foreach ((int firstChannel, ByteSteps steps) in kernel.BlockStarts().Zip(kernel.Steps, (first, steps) => (first, steps)))
        {
            IEnumerable<int> ofBytes = steps.Doubles.Concat(steps.Singles).Concat(kernel.HasBytesOfAll ? steps.Wide : []);
            WeightPacking.AddBlock(bytes, kernel, firstChannel, TapsOf(ofBytes), ByteTerms.Group, kernel.Layer.CentredWeight);
            WeightPacking.AddBlock(wide, kernel, firstChannel, TapsOf(steps.Wide), group: 2, kernel.Layer.CentredWeight);
        }

        MacLayer layer = kernel.Layer;
        int least = (int)layer.InputCodes.Lower;
        return kernel with
        {
            Layer = layer with { Starts = layer.Starts.Select((value, channel) => unchecked(value + (least * SumOfWeights(layer, channel)))) },
            PackedBytes = bytes.Select(weight => checked((sbyte)weight)).ToEquatableArray(),
            PackedWeights = wide.Select(weight => checked((short)weight)).ToEquatableArray(),
        };

        int[] TapsOf(IEnumerable<int> groups) => [.. groups.SelectMany(group => Enumerable.Range(group * ByteTerms.Group, ByteTerms.Group)).Select(tap => taps[tap])];
    }
}
