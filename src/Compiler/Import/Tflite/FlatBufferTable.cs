using System.Buffers.Binary;
using System.Text;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>A table of a FlatBuffers file: fields by id, which is their position in the schema (a union takes two ids).</summary>
/// <remarks>An absent field reads as the schema's default. The default value of this type is a table without fields.</remarks>
/// <param name="Reader">The file.</param>
/// <param name="Position">Of the table.</param>
/// <param name="Size">Of its inline fields, in bytes.</param>
/// <param name="VTable">Position of the field offsets.</param>
/// <param name="VTableSize">In bytes.</param>
internal readonly record struct FlatBufferTable(FlatBufferReader Reader, long Position, int Size, long VTable, int VTableSize)
{
    public bool Has(int id) => Locate(id, 1, "a field") is not null;

    public bool Flag(int id, string what) => Byte(id, what) != 0;

    public byte Byte(int id, string what) => Locate(id, 1, what) is long position ? Reader.Bytes(position, 1, what)[0] : (byte)0;

    public int Int32(int id, string what, int defaultValue = 0) =>
        Locate(id, sizeof(int), what) is long position ? Reader.Int32(position, what) : defaultValue;

    public float Single(int id, string what) => Locate(id, sizeof(float), what) is long position
        ? BinaryPrimitives.ReadSingleLittleEndian(Reader.Bytes(position, sizeof(float), what))
        : 0;

    /// <summary>UTF-8 text; malformed sequences become U+FFFD. Null when the field is absent.</summary>
    public string? Text(int id, string what)
    {
        if (Target(id, what) is not long position)
        {
            return null;
        }

        (long start, int count) = Reader.CopiedVector(position, 1, what);
        return Encoding.UTF8.GetString(Reader.Bytes(start, count, what));
    }

    public FlatBufferTable? Table(int id, string what) => Target(id, what) is long position ? Reader.Table(position) : null;

    /// <summary>A vector of tables; empty when the field is absent.</summary>
    public FlatBufferTable[] Tables(int id, string what)
    {
        if (Target(id, what) is not long position)
        {
            return [];
        }

        (long start, int count) = Reader.CopiedVector(position, sizeof(uint), what);
        FlatBufferTable[] tables = new FlatBufferTable[count];
        for (int i = 0; i < count; i++)
        {
            tables[i] = Reader.Table(Reader.Follow(start + ((long)i * sizeof(uint)), what));
        }

        return tables;
    }

    public int[] Int32s(int id, string what) => Vector(id, sizeof(int), what, BinaryPrimitives.ReadInt32LittleEndian);

    public long[] Int64s(int id, string what) => Vector(id, sizeof(long), what, BinaryPrimitives.ReadInt64LittleEndian);

    public float[] Singles(int id, string what) => Vector(id, sizeof(float), what, BinaryPrimitives.ReadSingleLittleEndian);

    /// <summary>A vector of bytes inside the file; empty when the field is absent.</summary>
    public ReadOnlyMemory<byte> Bytes(int id, string what)
    {
        if (Target(id, what) is not long position)
        {
            return default;
        }

        (long start, int count) = Reader.Vector(position, 1, what);
        return Reader.Memory(start, count, what);
    }

    private delegate T Decode<out T>(ReadOnlySpan<byte> bytes);

    private T[] Vector<T>(int id, int elementSize, string what, Decode<T> decode)
    {
        if (Target(id, what) is not long position)
        {
            return [];
        }

        (long start, int count) = Reader.CopiedVector(position, elementSize, what);
        ReadOnlySpan<byte> bytes = Reader.Bytes(start, (long)count * elementSize, what);
        T[] values = new T[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = decode(bytes[(i * elementSize)..]);
        }

        return values;
    }

    private long? Target(int id, string what) =>
        Locate(id, sizeof(uint), what) is long position ? Reader.Follow(position, what) : null;

    /// <summary>Position of a field's inline bytes, or null when it is absent.</summary>
    private long? Locate(int id, int size, string what)
    {
        int entry = (2 + id) * sizeof(ushort);
        if (entry + sizeof(ushort) > VTableSize)
        {
            return null;
        }

        int offset = BinaryPrimitives.ReadUInt16LittleEndian(Reader.Bytes(VTable + entry, sizeof(ushort), what));
        return offset == 0 ? null
            : offset >= sizeof(int) && offset + size <= Size ? Position + offset
            : throw Reader.Error(VTable + entry, $"{what} lies outside its table");
    }
}
