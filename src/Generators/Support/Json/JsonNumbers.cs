using System.Globalization;

namespace QMacVerify.Generators.Support.Json;

/// <summary>Numbers that package files hold as text, because JSON has none that keep every bit.</summary>
internal static class JsonNumbers
{
    /// <summary>A bit pattern such as <c>"0x3f800000"</c>, or null where the text is none.</summary>
    public static uint? Float32Bits(JsonValue value)
    {
        string text = value.AsText();
        return text.StartsWith("0x", StringComparison.Ordinal)
            && uint.TryParse(text.Substring(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint bits)
                ? bits
                : null;
    }
}
