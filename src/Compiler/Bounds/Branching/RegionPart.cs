using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Bounds.Branching;

/// <summary>A part of a region.</summary>
/// <param name="Boxes">By index of the tensor where an input's codes first stand.</param>
internal sealed record RegionPart(IReadOnlyDictionary<int, Box> Boxes) : InputRegion
{
    public override string Kind => "part";

    /// <summary>The whole of a region.</summary>
    public static RegionPart Whole(InputRegion region, QuantizedGraph graph) =>
        new(region.BoxesOf(graph).ToDictionary(input => input.Codes.Index, input => input.Box));

    public override Box BoxOf(TensorInfo input, int position, QuantizeRounding rounding) => Boxes[input.Index];

    /// <summary>The codes of one element up to one, and those above it.</summary>
    public (RegionPart Lower, RegionPart Upper) At(RegionSplit split)
    {
        Box box = Boxes[split.Tensor];
        sbyte[] upperEnds = box.Upper.ToArray();
        sbyte[] lowerEnds = box.Lower.ToArray();
        upperEnds[split.Element] = (sbyte)split.At;
        lowerEnds[split.Element] = (sbyte)(split.At + 1);
        return (With(new Box(box.Lower.ToArray(), upperEnds)), With(new Box(lowerEnds, box.Upper.ToArray())));

        RegionPart With(Box changed) => new(new Dictionary<int, Box>(Boxes) { [split.Tensor] = changed });
    }
}
