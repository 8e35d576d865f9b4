using System.Buffers.Binary;
using System.Text;

namespace QMacVerify.Tests.Shared.Tflite;

/// <summary>
/// One FlatBuffers table under construction: values by field id, which is the position of the field in the schema
/// (a union takes two ids, its type first).
/// </summary>
/// <remarks>As every FlatBuffers serializer does, scalars equal to their schema default are left out.</remarks>
public sealed class FlatTable : FlatObject
{
    private readonly SortedDictionary<int, Field> fields = [];

    /// <summary>The fields present, by ascending id.</summary>
    internal IReadOnlyDictionary<int, Field> Fields => fields;

    public FlatTable Bool(int id, bool value, bool defaultValue = false) =>
        value == defaultValue ? this : Scalar(id, [(byte)(value ? 1 : 0)]);

    public FlatTable Int8(int id, int value, int defaultValue = 0) =>
        value == defaultValue ? this : Scalar(id, [(byte)checked((sbyte)value)]);

    public FlatTable Int32(int id, int value, int defaultValue = 0)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return value == defaultValue ? this : Scalar(id, bytes);
    }

    public FlatTable Float(int id, float value, float defaultValue = 0)
    {
        byte[] bytes = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        return value == defaultValue ? this : Scalar(id, bytes);
    }

    public FlatTable Text(int id, string value)
    {
        byte[] text = Encoding.UTF8.GetBytes(value);
        return Object(id, new FlatVector(text.Length, [.. text, 0], alignment: 1));
    }

    public FlatTable Table(int id, FlatTable table) => Object(id, table);

    public FlatTable Tables(int id, IEnumerable<FlatTable> tables) => Object(id, new FlatTableVector([.. tables]));

    public FlatTable Bytes(int id, ReadOnlySpan<byte> values, int alignment = 1) =>
        Object(id, new FlatVector(values.Length, values.ToArray(), alignment));

    public FlatTable Int32s(int id, ReadOnlySpan<int> values) =>
        Object(id, new FlatVector(values.Length, LittleEndian.Bytes(values), sizeof(int)));

    public FlatTable Int64s(int id, ReadOnlySpan<long> values) =>
        Object(id, new FlatVector(values.Length, LittleEndian.Bytes(values), sizeof(long)));

    public FlatTable Floats(int id, ReadOnlySpan<float> values) =>
        Object(id, new FlatVector(values.Length, LittleEndian.Bytes(values), sizeof(float)));

    private FlatTable Scalar(int id, byte[] bytes)
    {
        fields.Add(id, new Field(bytes, null));
        return this;
    }

    private FlatTable Object(int id, FlatObject target)
    {
        fields.Add(id, new Field(new byte[sizeof(uint)], target));
        return this;
    }

    /// <summary>What a table holds for one id.</summary>
    /// <param name="Inline">The scalar, or the room for the offset to <paramref name="Target"/>.</param>
    /// <param name="Target">What the offset points to; null for a scalar.</param>
    internal readonly record struct Field(byte[] Inline, FlatObject? Target);
}
