using QMacVerify.Generators.Reading;

namespace QMacVerify.Generators.Emit;

/// <summary>Prints constants of the generated class: weights as base64, everything that one may want to read as numbers.</summary>
internal sealed class ParameterWriter(SourceWriter writer)
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
    public void Int32(string name, string summary, ReadOnlySpan<int> values)
    {
        BeginMember(summary);
        writer.Line($"private static ReadOnlySpan<int> {name} => new int[]");
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
