using System.Buffers.Binary;
using System.Text;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>Bounds-checked access to a FlatBuffers file that nobody vouches for.</summary>
/// <remarks>
/// Every offset, vtable, vector and string is checked against the file before it is used. Cycles cannot trap a reader that
/// descends along a schema without recursion; parts that many offsets share could make it read far more than the file holds,
/// so what is copied out of the file is limited too.
/// </remarks>
/// <param name="file">The whole file.</param>
/// <param name="name">Its name, for messages.</param>
internal sealed class FlatBufferReader(byte[] file, string name)
{
    /// <summary>Writers share equal strings and vectors, but no model is read this many times over.</summary>
    private const int MaxTimesRead = 16;

    private const int HeaderLength = 8;

    private long _bytesLeft = (long)MaxTimesRead * file.Length;

    /// <summary>The root table of a file with the identifier.</summary>
    public FlatBufferTable Root(string identifier)
    {
        if (file.Length < HeaderLength || Encoding.ASCII.GetString(file, sizeof(uint), identifier.Length) != identifier)
        {
            throw new InvalidModelException(
                $"{name} is not a TensorFlow Lite model: it lacks the identifier {identifier} at byte 4; give a .tflite file");
        }

        return Table(Follow(0, "the model"));
    }

    /// <summary>The table at a position.</summary>
    public FlatBufferTable Table(long position)
    {
        long vtable = position - Int32(position, "a table");
        int vtableSize = UInt16(vtable, "a vtable");
        int size = UInt16(vtable + sizeof(ushort), "a vtable");
        if (vtableSize < 2 * sizeof(ushort) || vtableSize % sizeof(ushort) != 0)
        {
            throw Error(vtable, Invariant($"a vtable has {vtableSize} bytes"));
        }

        _ = Bytes(vtable, vtableSize, "a vtable");
        _ = Bytes(position, size, "a table");
        return new FlatBufferTable(this, position, size, vtable, vtableSize);
    }

    /// <summary>Where the offset at a position points.</summary>
    public long Follow(long position, string what) => position + BinaryPrimitives.ReadUInt32LittleEndian(Bytes(position, sizeof(uint), what));

    /// <summary>Position of the first element, and the number of elements, of the vector at a position.</summary>
    public (long Start, int Count) Vector(long position, int elementSize, string what)
    {
        long start = position + sizeof(uint);
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(Bytes(position, sizeof(uint), what));
        if (count * (long)elementSize > file.Length - start)
        {
            throw Error(position, Invariant($"{what} claims {count} elements, more than the file holds"));
        }

        return (start, (int)count);
    }

    /// <summary>The same for a vector whose elements are copied.</summary>
    public (long Start, int Count) CopiedVector(long position, int elementSize, string what)
    {
        (long start, int count) = Vector(position, elementSize, what);
        _bytesLeft -= sizeof(uint) + ((long)count * elementSize);
        return _bytesLeft >= 0 ? (start, count) : throw Error(position, "the parts of the file overlap");
    }

    public int Int32(long position, string what) => BinaryPrimitives.ReadInt32LittleEndian(Bytes(position, sizeof(int), what));

    /// <summary>Bytes of the file, without copying.</summary>
    public ReadOnlySpan<byte> Bytes(long position, long length, string what)
    {
        Require(position, length, what);
        return file.AsSpan((int)position, (int)length);
    }

    /// <summary>Bytes of the file, without copying, for records that keep them.</summary>
    public ReadOnlyMemory<byte> Memory(long position, long length, string what)
    {
        Require(position, length, what);
        return file.AsMemory((int)position, (int)length);
    }

    /// <summary>A violation of the format.</summary>
    public InvalidModelException Error(long position, string problem) =>
        new(Invariant($"{name} cannot be read at byte {position}: {problem}; convert or download the model again"));

    private int UInt16(long position, string what) =>
        BinaryPrimitives.ReadUInt16LittleEndian(Bytes(position, sizeof(ushort), what));

    private void Require(long position, long length, string what)
    {
        if (position < 0 || position + length > file.Length)
        {
            throw Error(position, Invariant($"{what} lies outside the {file.Length} bytes of the file"));
        }
    }
}
