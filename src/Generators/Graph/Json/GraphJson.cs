using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Graph.Json;

/// <summary>What the JSON of packages has for values of the graph; <see cref="NodeReader"/> reads them back.</summary>
internal static class GraphJson
{
    public static void Member(this JsonWriter json, string name, Rescale value)
    {
        if (value.Kind == RequantizationKind.OnnxFloat)
        {
            json.Float32(name, value.FactorBits);
        }
        else
        {
            json.Member(name, value.Multiplier);
        }
    }

    public static void Member(this JsonWriter json, string name, QuantizedMultiplier value)
    {
        using (json.Object(name, inline: true))
        {
            json.Member("multiplier", value.Multiplier);
            json.Member("shift", value.Shift);
        }
    }

    /// <summary>Bits of a float32 number, written as their pattern because JSON has no number that keeps every bit.</summary>
    public static uint AsReal(this JsonValue value, RealRange range) => JsonNumbers.Float32Bits(value) is uint bits && range.Contains(bits)
        ? bits
        : throw value.Error($"{Quote(value.AsText())} is not the bit pattern of {range} such as \"0x3f800000\"");

    /// <summary>The members of a moving window.</summary>
    public static void Window(this JsonWriter json, WindowGeometry window)
    {
        json.Member("stride", [window.StrideY, window.StrideX]);
        json.Member("dilation", [window.DilationY, window.DilationX]);
        if (window.Padding.Mode == PaddingMode.Explicit)
        {
            json.Member("padding", window.Padding.Amounts);
        }
        else
        {
            json.Member("padding", window.Padding.Mode == PaddingMode.Same ? "same" : "valid");
        }
    }
}
