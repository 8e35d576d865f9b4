using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Bounds.Regions;

/// <summary>See <see cref="InputRegion.Pixels"/>.</summary>
internal sealed record PixelRegion : InputRegion
{
    public override string Kind => "pixels";

    public override Box BoxOf(TensorInfo input, int position, QuantizeRounding rounding)
    {
        byte[] ends = [byte.MinValue, byte.MaxValue];
        sbyte[] codes = new sbyte[2];
        UnsignedCodes.ToSigned(ends, codes);
        return Box.Uniform(input.ElementCount, codes[0], codes[1]);
    }

    public override void WriteMembers(JsonWriter json) => json.Member("code", "pixel - 128");
}
