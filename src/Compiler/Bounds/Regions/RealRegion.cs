using System.Globalization;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Bounds.Regions;

/// <summary>See <see cref="InputRegion.Real"/>.</summary>
/// <param name="Lower">The least number.</param>
/// <param name="Upper">The greatest number.</param>
internal sealed record RealRegion(float Lower, float Upper) : InputRegion
{
    public override string Kind => "real";

    /// <remarks>The quantizer is monotone, so what lies between the ends has codes between theirs.</remarks>
    public override Box BoxOf(TensorInfo input, int position, QuantizeRounding rounding)
    {
        sbyte[] codes = RealCodesReference.Quantize(
            [Lower, Upper], BitConverter.UInt32BitsToSingle(input.ScaleBits), input.ZeroPoint, rounding.ToReference());
        return Box.Uniform(input.ElementCount, codes[0], codes[1]);
    }

    public override void WriteMembers(JsonWriter json)
    {
        json.Member("lower", Decimal(Lower));
        json.Member("upper", Decimal(Upper));
    }

    /// <summary>The double that prints as the float32 number would: 0.1 and not 0.10000000149011612.</summary>
    private static double Decimal(float number) =>
        double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
