using System.Buffers.Binary;
using System.Text;

namespace QMacVerify.Tests.Shared.Onnx;

/// <summary>Writes one message of the protocol buffers format field by field: an encoder of the tests' own.</summary>
public sealed class ProtobufWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>A field of the types int32, int64, bool and enum.</summary>
    public ProtobufWriter Varint(int field, long value)
    {
        Raw((ulong)field << 3);
        Raw(unchecked((ulong)value));
        return this;
    }

    public ProtobufWriter Float(int field, float value)
    {
        Raw(((ulong)field << 3) | 5);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Raw(((ulong)field << 3) | 2);
        Raw((ulong)value.Length);
        _bytes.AddRange(value);
        return this;
    }

    public ProtobufWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufWriter Message(int field, ProtobufWriter message) => Bytes(field, message.ToArray());

    /// <summary>A packed list of integers.</summary>
    public ProtobufWriter Packed(int field, IEnumerable<long> values)
    {
        ProtobufWriter list = new();
        foreach (long value in values)
        {
            list.Raw(unchecked((ulong)value));
        }

        return Message(field, list);
    }

    public byte[] ToArray() => [.. _bytes];

    private void Raw(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
    }
}
