using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Bounds.Regions;

/// <summary>See <see cref="InputRegion.Full"/>.</summary>
internal sealed record FullRegion : InputRegion
{
    public override string Kind => "full";

    public override Box BoxOf(TensorInfo input, int position, QuantizeRounding rounding) => Box.Uniform(input.ElementCount, ClampRange.Full);
}
