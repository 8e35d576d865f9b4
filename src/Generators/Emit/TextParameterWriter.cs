using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Generators.Emit;

/// <summary>Constants as text: weights and products as base64, everything that one may want to read as numbers.</summary>
internal sealed class TextParameterWriter(SourceWriter writer) : ParameterWriter(writer)
{
    /// <summary>An array that is decoded once, when the class is first used.</summary>
    protected override void Array(string name, string typeName, byte[] data)
    {
        Writer.Line($"private static readonly {typeName}[] {name} = ParameterText.{Decoder(typeName)}(\"\"\"");
        foreach (string line in ParameterTextFormat.Base64Lines(data))
        {
            Writer.Line("    " + line);
        }

        Writer.Line("    \"\"\"u8);");
    }

    /// <summary>A list, which the compiler puts into the data section of the assembly.</summary>
    protected override void Numbers(Kernel kernel, Int32Constant constant)
    {
        Writer.Line($"private static ReadOnlySpan<int> {kernel.Member(constant.Suffix)} => new int[]");
        Writer.Line("{");
        Writer.Numbers(constant.Values.AsSpan(), index => kernel.OriginOf(constant, index));
        Writer.Line("};");
    }

    private static string Decoder(string typeName) => typeName switch
    {
        "sbyte" => "DecodeInt8",
        "short" => "DecodeInt16",
        "int" => "DecodeInt32",
        _ => throw new ArgumentOutOfRangeException(nameof(typeName), typeName, "no array is of this type"),
    };
}
