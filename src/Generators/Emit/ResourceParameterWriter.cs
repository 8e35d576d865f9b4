using System.Runtime.InteropServices;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit;

/// <summary>Constants as a resource of the assembly, for classes whose source nobody keeps: parsing megabytes of text takes Roslyn many seconds.</summary>
/// <param name="writer">Takes the declarations.</param>
/// <param name="className">The class that they stand in, as it names itself.</param>
public sealed class ResourceParameterWriter(SourceWriter writer, string className) : ParameterWriter(writer)
{
    private readonly List<byte> _data = [];

    /// <summary>What the resource holds that bears the full name of the class: the elements of each constant, in the byte order of this machine.</summary>
    public byte[] Data => _data.ToArray();

    protected override void Array(string name, string typeName, byte[] data) =>
        Writer.Line($"private static readonly {typeName}[] {name} = {Read(typeName, data)};");

    /// <remarks>No other member has an underscore before a word like this.</remarks>
    protected override void Numbers(Kernel kernel, Int32Constant constant)
    {
        string name = kernel.Member(constant.Suffix);
        Writer.Line($"private static readonly int[] {name}_Data = {Read("int", MemoryMarshal.AsBytes(constant.Values.AsSpan()).ToArray())};");
        Writer.Line($"private static ReadOnlySpan<int> {name} => {name}_Data;");
    }

    private string Read(string typeName, byte[] data)
    {
        int offset = _data.Count;
        _data.AddRange(data);
        return Invariant($"ParameterResource.Read<{typeName}>(typeof({className}), offset: {offset}, length: {data.Length})");
    }
}
