using System.Runtime.InteropServices;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Generators.Emit;

/// <summary>Prints constants of the generated class: weights and products as base64, everything that one may want to read as numbers.</summary>
public sealed class ParameterWriter(SourceWriter writer)
{
    private bool _hasMember;

    /// <summary>The constants of a kernel.</summary>
    public void Constants(Kernel kernel)
    {
        foreach (KernelConstant constant in kernel.Constants)
        {
            string name = kernel.Member(constant.Suffix);
            string summary = constant.Summary.Replace("{0}", kernel.Identifier);
            switch (constant)
            {
                case Int8Constant int8:
                    Base64(name, summary, "sbyte", "DecodeInt8", MemoryMarshal.AsBytes(int8.Values.AsSpan()).ToArray());
                    break;
                case Int16Constant int16:
                    Base64(name, summary, "short", "DecodeInt16", MemoryMarshal.AsBytes(int16.Values.AsSpan()).ToArray());
                    break;
                case Int32Constant int32:
                    Numbers(name, summary, "int", int32.Values.AsSpan());
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(kernel), constant, "no constants are of this kind");
            }
        }
    }

    /// <summary>The products of a table, 256 activations by 256 weights: as a list they would cost the C# compiler most of a second.</summary>
    public void Products(TableMultiplier table) => Base64(
        table.TableName,
        $"Products of {table.Spec}, activation -128 to 127 outer, weight -128 to 127 inner; sha256 as int32 {table.Sha256}",
        table.ElementTypeName,
        table.FitsInt16 ? "DecodeInt16" : "DecodeInt32",
        (table.FitsInt16 ? MemoryMarshal.AsBytes<short>(Array.ConvertAll(table.Products.ToArray(), product => (short)product)) : MemoryMarshal.AsBytes(table.Products)).ToArray());

    /// <summary>An array that is decoded once, when the class is first used.</summary>
    private void Base64(string name, string summary, string typeName, string decode, byte[] data)
    {
        BeginMember(summary);
        writer.Line($"private static readonly {typeName}[] {name} = ParameterText.{decode}(\"\"\"");
        foreach (string line in ParameterTextFormat.Base64Lines(data))
        {
            writer.Line("    " + line);
        }

        writer.Line("    \"\"\"u8);");
    }

    /// <summary>A list, which the compiler puts into the data section of the assembly.</summary>
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
