using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Generators.Emit;

/// <summary>Prints constants of the generated class: weights as base64, everything that one may want to read as numbers.</summary>
public sealed class ParameterWriter(SourceWriter writer)
{
    private bool _hasMember;

    /// <summary>An int8 array, decoded once when the class is first used.</summary>
    public void Int8(string name, string summary, byte[] data)
    {
        BeginMember(summary);
        writer.Line($"private static readonly sbyte[] {name} = ParameterText.DecodeInt8(\"\"\"");
        foreach (string line in ParameterTextFormat.Base64Lines(data))
        {
            writer.Line("    " + line);
        }

        writer.Line("    \"\"\"u8);");
    }

    /// <summary>An int32 list, which the compiler puts into the data section of the assembly.</summary>
    public void Int32(string name, string summary, ReadOnlySpan<int> values) => Numbers(name, summary, "int", values);

    /// <summary>The products of a table, 256 activations by 256 weights, likewise.</summary>
    public void Products(TableMultiplier table) => Numbers(
        table.TableName,
        $"Products of {table.Spec}, activation -128 to 127 outer, weight -128 to 127 inner; sha256 as int32 {table.Sha256}",
        table.ElementTypeName,
        table.Products);

    private void Numbers(string name, string summary, string typeName, ReadOnlySpan<int> values)
    {
        BeginMember(summary);
        writer.Line($"private static ReadOnlySpan<{typeName}> {name} => new {typeName}[]");
        writer.Line("{");
        writer.Numbers(values);
        writer.Line("};");
    }

    private void BeginMember(string summary)
    {
        if (_hasMember)
        {
            writer.Line();
        }

        _hasMember = true;
        writer.Documentation("summary", summary + ".");
    }
}
