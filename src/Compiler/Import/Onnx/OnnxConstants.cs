using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using QMacVerify.Compiler.Import.Onnx.Schema;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Onnx;

/// <summary>The constants of a file: raw bytes, typed lists, or bytes of another file of the same folder.</summary>
/// <param name="initializers">By name.</param>
/// <param name="folder">Where external data lies.</param>
internal sealed class OnnxConstants(IReadOnlyDictionary<string, TensorProto> initializers, OnnxExternalData folder)
{
    private readonly Dictionary<string, OnnxTensor> _read = new(StringComparer.Ordinal);

    /// <summary>Bytes read from other files so far.</summary>
    public long ExternalBytes => folder.BytesRead;

    /// <summary>An initializer, or null where there is none of that name.</summary>
    /// <exception cref="DiagnosticException">Its values do not fit its shape, or have a type that is not supported.</exception>
    public OnnxTensor? Find(string name)
    {
        if (!_read.TryGetValue(name, out OnnxTensor? tensor) && initializers.TryGetValue(name, out TensorProto? proto))
        {
            tensor = Read(proto, $"constant {Quote(name)}");
            _read.Add(name, tensor);
        }

        return tensor;
    }

    /// <summary>The values of a tensor of the file.</summary>
    /// <param name="proto">As in the file.</param>
    /// <param name="label">For messages.</param>
    public OnnxTensor Read(TensorProto proto, string label)
    {
        OnnxType type = (OnnxType)proto.DataType;
        if (type.Size() == 0)
        {
            throw Error(Descriptors.GraphInvalid, label, $"is {type.Name()}, which is not supported; codes must have 8 bits, and real numbers 32");
        }

        int[] shape = ReadShape(proto, label);
        long bytes = shape.Aggregate(1L, (product, extent) => product * extent) * type.Size();
        ReadOnlyMemory<byte> data = proto.DataLocation == TensorProto.Types.DataLocation.External
            ? folder.Read(proto.ExternalData, bytes, label)
            : proto.RawData.Length > 0 ? proto.RawData.Memory
            : Elements(proto, type, label);
        return data.Length == bytes
            ? new OnnxTensor(proto.Name, type, shape, data)
            : throw Error(Descriptors.ShapeMismatch, label, Invariant(
                $"has {data.Length} bytes of values, expected {bytes} for {type.Name()} [{string.Join(", ", shape)}]"));
    }

    private static int[] ReadShape(TensorProto proto, string label)
    {
        long count = 1;
        foreach (long extent in proto.Dims)
        {
            // Stepwise, because the product of hostile extents overflows even 64 bits.
            count = extent is < 0 or > TensorInfo.MaxElements ? long.MaxValue : count * extent;
            if (count > TensorInfo.MaxElements)
            {
                throw Error(Descriptors.ShapeMismatch, label, Invariant(
                    $"has shape [{string.Join(", ", proto.Dims.Take(8))}]; a tensor may have at most {TensorInfo.MaxElements} elements"));
            }
        }

        return [.. proto.Dims.Select(extent => (int)extent)];
    }

    /// <summary>The bytes of a typed list.</summary>
    private static byte[] Elements(TensorProto proto, OnnxType type, string label)
    {
        switch (type)
        {
            case OnnxType.Float32:
                return MemoryMarshal.AsBytes<float>(proto.FloatData.ToArray()).ToArray();
            case OnnxType.Int64:
                return MemoryMarshal.AsBytes<long>(proto.Int64Data.ToArray()).ToArray();
            case OnnxType.Int32:
                return MemoryMarshal.AsBytes<int>(proto.Int32Data.ToArray()).ToArray();
            default:
                return Bytes(proto.Int32Data, type == OnnxType.Int8 ? sbyte.MinValue : 0, type == OnnxType.Int8 ? sbyte.MaxValue : byte.MaxValue, label);
        }
    }

    private static byte[] Bytes(RepeatedField<int> elements, int lower, int upper, string label)
    {
        byte[] bytes = new byte[elements.Count];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = elements[i] >= lower && elements[i] <= upper
                ? unchecked((byte)elements[i])
                : throw Error(Descriptors.GraphInvalid, label, Invariant($"has the value {elements[i]}, expected {lower} to {upper}"));
        }

        return bytes;
    }

    private static DiagnosticException Error(ProblemDescriptor descriptor, string label, string problem) =>
        new(new DiagnosticInfo(descriptor, null, $"{label} {problem}"));
}
