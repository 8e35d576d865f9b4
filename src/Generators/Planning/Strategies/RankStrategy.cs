using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning.Strategies;

/// <summary>Products as sums of exact ones, <c>f(a, w) = sum over k of u_k(a) * v_k(w)</c>: a copy of the image for each u_k.</summary>
/// <param name="Layer">What it computes, with the start values of its sums.</param>
/// <param name="Block">What it keeps in registers.</param>
/// <param name="Image">How a copy of the input lies in memory.</param>
/// <param name="Planes">u_k of the terms that are multiply-add pairs of int16.</param>
/// <param name="PackedWeights">v_k of their weights; see <see cref="WeightPacking"/>.</param>
/// <param name="Bytes">The terms that are multiply-add pairs of bytes.</param>
public sealed record RankKernel(
    MacLayer Layer, AccumulatorBlock Block, WideImage Image, EquatableArray<ImagePlane> Planes, EquatableArray<short> PackedWeights, ByteTerms Bytes)
    : VectorKernel(Layer, Block)
{
    internal const string Name = "rank";

    public override string Strategy => Name;

    public override ScratchBuffer? Emptied => Bytes.Planes.Count == 0 ? null : EmptiedBeside(Bytes.Depth, Image.RunSteps(ByteTerms.Group));

    public override EquatableArray<ScratchBuffer> Scratch => new[]
    {
        new ScratchBuffer("wide", StorageType.Int16, Planes.Count == 0 ? 0 : (int)Image.LengthOf(Planes.Count)),
        new ScratchBuffer("bytes", StorageType.Int8, Bytes.Planes.Count == 0 ? 0 : (int)Image.LengthOf(Bytes.Planes.Count)),
        Emptied,
    }.OfType<ScratchBuffer>().Where(buffer => buffer.Length > 0).ToEquatableArray();

    public override EquatableArray<KernelConstant> Constants
    {
        get
        {
            List<KernelConstant> constants = [];
            if (Planes.Count > 0)
            {
                constants.Add(new Int16Constant("Weights", PackedSummary("Factors of the weights of {0}", Planes.Count, group: 2), PackedWeights));
                constants.AddRange(PlaneConstants(Planes));
            }

            if (Bytes.Planes.Count > 0)
            {
                constants.Add(new Int8Constant("ByteWeights", PackedSummary("Factors of the weights of {0} that are bytes", Bytes.Planes.Count, group: 4), Bytes.PackedWeights));
                constants.AddRange(Bytes.PlaneConstants());
            }

            return constants.Concat(CommonConstants(ConstantChannels)).ToEquatableArray();
        }
    }
}

/// <summary>Terms of which two products fit int16: u of 0 to 255 times int8, two at a time (vpmaddubsw), summed in int16.</summary>
/// <param name="Planes">u_k, 0 to 255.</param>
/// <param name="PackedWeights">v_k of the weights; see <see cref="WeightPacking"/>.</param>
/// <param name="Depth">Steps of four taps after which sums are emptied; see <see cref="NarrowSums"/>.</param>
public sealed record ByteTerms(EquatableArray<ImagePlane> Planes, EquatableArray<sbyte> PackedWeights, int Depth)
{
    /// <summary>Taps that a lane of 32 bits holds.</summary>
    public const int Group = 4;

    /// <summary>Tables of the planes that need one, as the bits of int8.</summary>
    internal IEnumerable<KernelConstant> PlaneConstants() => Planes
        .Select((plane, index) => new Int8Constant(
            PlaneSuffix(index), "What activations -128 to 127 stand as, from 0 to 255, in a copy of the input of {0}",
            plane.OfActivation.Select(value => unchecked((sbyte)value)).ToEquatableArray()))
        .Where((_, index) => Planes[index] is { Bits: null, Offset: null });

    /// <summary>Ends the name of a plane's table.</summary>
    internal static string PlaneSuffix(int plane) => Invariant($"BytePlane{plane}");
}

/// <summary>Takes layers whose products are sums of few products of int16, on adders that add all products exactly.</summary>
internal sealed class RankStrategy : KernelStrategy
{
    /// <summary>Least steps between two times that sums of bytes are emptied; below it int16 pairs are no dearer.</summary>
    private const int LeastDepth = 3;

    public override string Name => RankKernel.Name;

    public override KernelOffer Offer(MacLayer layer) =>
        VectorKernel.Obstacle(layer) is string shape ? KernelOffer.Refuse(shape)
        : LayerTerms.Of(layer, out string obstacle) is LayerTerms terms ? Offer(terms)
        : KernelOffer.Refuse(obstacle);

    private static KernelOffer Offer(LayerTerms terms)
    {
        MacLayer layer = terms.Layer;
        WideImage image = WideImage.Of(layer.Geometry);
        AccumulatorBlock block = AccumulatorBlock.For(image.OutWidth, layer.Geometry.GroupOutChannels);
        int depth = terms.ByteDepth(image, LeastDepth);
        IReadOnlyList<LayerTerm> bytes = depth == 0 ? [] : terms.Small;
        IReadOnlyList<LayerTerm> wide = depth == 0 ? terms.All : terms.Wide;
        if (image.LengthOf(Math.Max(wide.Count, bytes.Count)) > TensorInfo.MaxElements)
        {
            return KernelOffer.Refuse(Invariant($"{wide.Count + bytes.Count} copies of the image are too large"));
        }

        double bytesCost = bytes.Count == 0 ? 0 : bytes.Count * (0.5 + (1.0 / depth)) * VectorKernel.Products(layer.Geometry, image, block, ByteTerms.Group);
        return KernelOffer.Of(
            Make,
            $"products are sums of exact ones: {terms.Description}",
            (DirectStrategy.ShareOfLoops * ((wide.Count * VectorKernel.Products(layer.Geometry, image, block)) + bytesCost))
                + (DirectStrategy.CopyCost * (wide.Count + bytes.Count) * image.Length) + VectorKernel.ResultCost(layer));

        RankKernel Make()
        {
            RankKernel shape = new(
                layer with { Starts = terms.Starts(bytes) }, block, image, wide.Select(term => term.Plane).ToEquatableArray(), EquatableArray<short>.Empty,
                new ByteTerms(bytes.Select(term => term.BytePlane).ToEquatableArray(), EquatableArray<sbyte>.Empty, depth));
            return shape with
            {
                PackedWeights = WeightPacking.Pack(shape, [.. image.TapOrder()], wide.Count, 2, (term, channel, tap) => wide[term].OfWeight(channel, tap))
                    .Select(weight => checked((short)weight)).ToEquatableArray(),
                Bytes = shape.Bytes with
                {
                    PackedWeights = WeightPacking.Pack(shape, [.. image.TapOrder(ByteTerms.Group)], bytes.Count, ByteTerms.Group, (term, channel, tap) => bytes[term].OfWeight(channel, tap))
                        .Select(weight => checked((sbyte)weight)).ToEquatableArray(),
                },
            };
        }
    }
}
