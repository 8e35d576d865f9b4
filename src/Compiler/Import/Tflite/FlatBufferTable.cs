using System.Buffers.Binary;
using System.Text;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>A table of a FlatBuffers file: fields by their place in the schema.</summary>
/// <remarks>An absent field reads as the schema's default. The default value of this type is a table without fields.</remarks>
/// <param name="Reader">The file.</param>
/// <param name="Position">Of the table.</param>
/// <param name="Size">Of its inline fields, in bytes.</param>
/// <param name="VTable">Position of the field offsets.</param>
/// <param name="VTableSize">In bytes.</param>
internal readonly record struct FlatBufferTable(FlatBufferReader Reader, long Position, int Size, long VTable, int VTableSize)
{
    public bool Has(Field field) => Locate(field, 1) is not null;

    public bool Flag(Field field) => Byte(field) != 0;

    public byte Byte(Field field) => Locate(field, 1) is long position ? Reader.Bytes(position, 1, field.What)[0] : (byte)0;

    public int Int32(Field field) => Locate(field, sizeof(int)) is long position ? Reader.Int32(position, field.What) : field.Default;

    public float Single(Field field) => Locate(field, sizeof(float)) is long position
        ? BinaryPrimitives.ReadSingleLittleEndian(Reader.Bytes(position, sizeof(float), field.What))
        : 0;

    /// <summary>UTF-8 text; malformed sequences become U+FFFD. Null when the field is absent.</summary>
    public string? Text(Field field)
    {
        if (Target(field) is not long position)
        {
            return null;
        }

        (long start, int count) = Reader.CopiedVector(position, 1, field.What);
        return Encoding.UTF8.GetString(Reader.Bytes(start, count, field.What));
    }

    public FlatBufferTable? Table(Field field) => Target(field) is long position ? Reader.Table(position) : null;

    /// <summary>A vector of tables; empty when the field is absent.</summary>
    public FlatBufferTable[] Tables(Field field)
    {
        if (Target(field) is not long position)
        {
            return [];
        }

        (long start, int count) = Reader.CopiedVector(position, sizeof(uint), field.What);
        FlatBufferTable[] tables = new FlatBufferTable[count];
        for (int i = 0; i < count; i++)
        {
            tables[i] = Reader.Table(Reader.Follow(start + ((long)i * sizeof(uint)), field.What));
        }

        return tables;
    }

    public int[] Int32s(Field field) => Vector(field, sizeof(int), BinaryPrimitives.ReadInt32LittleEndian);

    public long[] Int64s(Field field) => Vector(field, sizeof(long), BinaryPrimitives.ReadInt64LittleEndian);

    public float[] Singles(Field field) => Vector(field, sizeof(float), BinaryPrimitives.ReadSingleLittleEndian);

    /// <summary>A vector of bytes inside the file; empty when the field is absent.</summary>
    public ReadOnlyMemory<byte> Bytes(Field field)
    {
        if (Target(field) is not long position)
        {
            return default;
        }

        (long start, int count) = Reader.Vector(position, 1, field.What);
        return Reader.Memory(start, count, field.What);
    }

    private delegate T Decode<out T>(ReadOnlySpan<byte> bytes);

    private T[] Vector<T>(Field field, int elementSize, Decode<T> decode)
    {
        if (Target(field) is not long position)
        {
            return [];
        }

        (long start, int count) = Reader.CopiedVector(position, elementSize, field.What);
        ReadOnlySpan<byte> bytes = Reader.Bytes(start, (long)count * elementSize, field.What);
        T[] values = new T[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = decode(bytes[(i * elementSize)..]);
        }

        return values;
    }

    private long? Target(Field field) => Locate(field, sizeof(uint)) is long position ? Reader.Follow(position, field.What) : null;

    /// <summary>Position of a field's inline bytes, or null when it is absent.</summary>
    private long? Locate(Field field, int size)
    {
        int entry = (2 + field.Id) * sizeof(ushort);
        if (entry + sizeof(ushort) > VTableSize)
        {
            return null;
        }

        int offset = BinaryPrimitives.ReadUInt16LittleEndian(Reader.Bytes(VTable + entry, sizeof(ushort), field.What));
        return offset == 0 ? null
            : offset >= sizeof(int) && offset + size <= Size ? Position + offset
            : throw Reader.Error(VTable + entry, $"{field.What} lies outside its table");
    }
}
