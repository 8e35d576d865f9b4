using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Graph;

/// <summary>The values of a constant tensor.</summary>
/// <param name="type">Element type.</param>
/// <param name="shape">Extents.</param>
/// <param name="data">Little-endian elements in C order; the caller gives the array away.</param>
public sealed class ParameterArray(ElementType type, EquatableArray<int> shape, byte[] data)
{
    private string? _sha256;

    public ElementType Type { get; } = type;

    public EquatableArray<int> Shape { get; } = shape;

    public byte[] Data { get; } = data;

    /// <summary>Hash of the line <c>int8 16,3,3,3</c>, a line feed and the data: the same for every file that holds the array.</summary>
    public string Sha256 => _sha256 ??= Hash();

    /// <summary>Type and extents as in <c>params.b64.txt</c> and in the hash.</summary>
    public string Header => $"{Type.Name()} {string.Join(",", Shape.Select(extent => extent.ToString(CultureInfo.InvariantCulture)))}";

    /// <summary>The elements of an int8 array.</summary>
    public ReadOnlySpan<sbyte> Int8 => Type == ElementType.Int8
        ? MemoryMarshal.Cast<byte, sbyte>(Data)
        : throw new InvalidOperationException($"the array is {Type.Name()}");

    /// <summary>The elements of an int32 array.</summary>
    public ReadOnlySpan<int> Int32 => Type == ElementType.Int32
        ? MemoryMarshal.Cast<byte, int>(Data)
        : throw new InvalidOperationException($"the array is {Type.Name()}");

    /// <summary>The elements of a float32 array.</summary>
    public ReadOnlySpan<float> Float32 => Type == ElementType.Float32
        ? MemoryMarshal.Cast<byte, float>(Data)
        : throw new InvalidOperationException($"the array is {Type.Name()}");

    /// <summary>The same as bit patterns.</summary>
    public uint[] Float32Bits => MemoryMarshal.Cast<float, uint>(Float32).ToArray();

    private string Hash()
    {
        using SHA256 sha = SHA256.Create();
        byte[] header = Encoding.ASCII.GetBytes(Header + "\n");
        sha.TransformBlock(header, 0, header.Length, null, 0);
        sha.TransformFinalBlock(Data, 0, Data.Length);
        return Hex(sha.Hash);
    }
}

/// <summary>The values of all constant tensors of a graph, by tensor index.</summary>
public sealed class ParameterSet(IReadOnlyDictionary<int, ParameterArray> arrays)
{
    public ParameterArray this[int tensor] => arrays[tensor];

    /// <summary>Tensor indices in ascending order.</summary>
    public IEnumerable<int> Tensors => arrays.Keys.OrderBy(index => index);

    public bool Contains(int tensor) => arrays.ContainsKey(tensor);

    /// <summary>The same with other values of one tensor, which keeps its type and shape.</summary>
    /// <param name="tensor">A tensor that has values.</param>
    /// <param name="data">Little-endian elements in C order; the caller gives the array away.</param>
    public ParameterSet With(int tensor, byte[] data)
    {
        Dictionary<int, ParameterArray> changed = arrays.ToDictionary(entry => entry.Key, entry => entry.Value);
        changed[tensor] = new ParameterArray(changed[tensor].Type, changed[tensor].Shape, data);
        return new ParameterSet(changed);
    }
}
