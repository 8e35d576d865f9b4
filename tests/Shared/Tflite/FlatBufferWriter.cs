using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace QMacVerify.Tests.Shared.Tflite;

/// <summary>Writes a tree of <see cref="FlatTable"/> as a FlatBuffers file.</summary>
/// <remarks>
/// The official builders write back to front. This one writes front to back and fills in each offset once its target
/// is placed, which the format allows as well: offsets to objects only have to point forward, and a table finds its
/// vtable, written just before it, by a signed offset.
/// </remarks>
public sealed class FlatBufferWriter
{
    private readonly List<byte> bytes = [];

    private FlatBufferWriter()
    {
    }

    /// <summary>The file: root offset, identifier, then every object, each aligned as its content asks.</summary>
    /// <param name="root">The root table.</param>
    /// <param name="identifier">Four ASCII characters.</param>
    public static byte[] Write(FlatTable root, string identifier)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(identifier.Length, 4);
        FlatBufferWriter writer = new();
        writer.bytes.AddRange(new byte[sizeof(uint)]);
        writer.bytes.AddRange(Encoding.ASCII.GetBytes(identifier));
        writer.PointTo(offsetPosition: 0, root);
        return [.. writer.bytes];
    }

    private void PointTo(int offsetPosition, FlatObject target)
    {
        int position = Place(target);
        PatchInt32(offsetPosition, position - offsetPosition);
        switch (target)
        {
            case FlatTable table:
                int[] offsets = Layout(table, out _, out _);
                foreach ((int index, FlatTable.Field field) in table.Fields.Values.Index())
                {
                    if (field.Target is not null)
                    {
                        PointTo(position + offsets[index], field.Target);
                    }
                }

                break;
            case FlatTableVector vector:
                foreach ((int index, FlatTable table) in vector.Tables.Index())
                {
                    PointTo(position + (sizeof(uint) * (1 + index)), table);
                }

                break;
        }
    }

    /// <summary>Writes one object with empty offsets and gives its position.</summary>
    private int Place(FlatObject target) => target switch
    {
        FlatTable table => PlaceTable(table),
        FlatTableVector vector => PlaceVector(vector.Tables.Length, new byte[vector.Tables.Length * sizeof(uint)], sizeof(uint)),
        FlatVector vector => PlaceVector(vector.Count, vector.Content, vector.Alignment),
        _ => throw new InvalidOperationException($"Unknown object {target.GetType().Name}."),
    };

    private int PlaceVector(int count, byte[] content, int alignment)
    {
        PadUntilAligned(sizeof(uint), Math.Max(alignment, sizeof(uint)));
        int position = bytes.Count;
        AppendInt32(count);
        bytes.AddRange(content);
        return position;
    }

    private int PlaceTable(FlatTable table)
    {
        int[] offsets = Layout(table, out int size, out int alignment);
        int fieldCount = table.Fields.Count == 0 ? 0 : table.Fields.Keys.Max() + 1;
        int vtableSize = (2 + fieldCount) * sizeof(ushort);

        PadUntilAligned(vtableSize, alignment);
        byte[] vtable = new byte[vtableSize];
        BinaryPrimitives.WriteUInt16LittleEndian(vtable, checked((ushort)vtableSize));
        BinaryPrimitives.WriteUInt16LittleEndian(vtable.AsSpan(sizeof(ushort)), checked((ushort)size));
        foreach ((int index, int id) in table.Fields.Keys.Index())
        {
            BinaryPrimitives.WriteUInt16LittleEndian(vtable.AsSpan((2 + id) * sizeof(ushort)), checked((ushort)offsets[index]));
        }

        bytes.AddRange(vtable);

        int position = bytes.Count;
        AppendInt32(vtableSize);
        bytes.AddRange(new byte[size - sizeof(int)]);
        foreach ((int index, FlatTable.Field field) in table.Fields.Values.Index())
        {
            field.Inline.CopyTo(CollectionsMarshal.AsSpan(bytes)[(position + offsets[index])..]);
        }

        return position;
    }

    /// <summary>Offsets of the fields from the start of their table, in the order of ids, each field aligned to its size.</summary>
    private static int[] Layout(FlatTable table, out int size, out int alignment)
    {
        int[] offsets = new int[table.Fields.Count];
        size = sizeof(int);
        alignment = sizeof(int);
        foreach ((int index, FlatTable.Field field) in table.Fields.Values.Index())
        {
            int fieldSize = field.Inline.Length;
            size = (size + fieldSize - 1) / fieldSize * fieldSize;
            offsets[index] = size;
            size += fieldSize;
            alignment = Math.Max(alignment, fieldSize);
        }

        return offsets;
    }

    /// <summary>Pads so that what follows the next <paramref name="leading"/> bytes is aligned.</summary>
    private void PadUntilAligned(int leading, int alignment)
    {
        while ((bytes.Count + leading) % alignment != 0)
        {
            bytes.Add(0);
        }
    }

    private void AppendInt32(int value)
    {
        bytes.AddRange(new byte[sizeof(int)]);
        PatchInt32(bytes.Count - sizeof(int), value);
    }

    private void PatchInt32(int position, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(bytes)[position..], value);
}
