using System.Buffers.Binary;
using System.Text;

namespace QMacVerify.Runtime.Arrays;

/// <summary>Writes a zip archive of uncompressed entries whose bytes depend on names and contents only.</summary>
/// <remarks>
/// The class library's archive writes the operating system into every entry ("version made by") and its file mode
/// beside it, so its bytes differ between systems. Layout: PKWARE APPNOTE.TXT 4.3.
/// </remarks>
internal sealed class StoredZipWriter(Stream output)
{
    private const ushort VersionNeeded = 20;
    private const ushort Utf8Names = 1 << 11;
    private const ushort DateOf1980January1 = (1 << 5) | 1;
    private const int CommonFieldsLength = 26;

    private readonly List<byte[]> directory = [];
    private long position;

    /// <summary>Appends an entry. Names must be distinct; the whole archive stays below 4 GiB.</summary>
    public void Add(string name, ReadOnlySpan<byte> content)
    {
        byte[] nameBytes = Encoding.UTF8.GetBytes(name);
        Span<byte> common = stackalloc byte[CommonFieldsLength];
        common.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(common, VersionNeeded);
        BinaryPrimitives.WriteUInt16LittleEndian(common[2..], Ascii.IsValid(name) ? (ushort)0 : Utf8Names);
        BinaryPrimitives.WriteUInt16LittleEndian(common[8..], DateOf1980January1);
        BinaryPrimitives.WriteUInt32LittleEndian(common[10..], Crc32.Append(0, content));
        BinaryPrimitives.WriteUInt32LittleEndian(common[14..], (uint)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(common[18..], (uint)content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(common[22..], checked((ushort)nameBytes.Length));

        // Version made by (2.0 on MS-DOS), the common fields, then comment, disk and attributes, all zero.
        byte[] directoryEntry = new byte[46 + nameBytes.Length];
        "PK\x01\x02"u8.CopyTo(directoryEntry);
        BinaryPrimitives.WriteUInt16LittleEndian(directoryEntry.AsSpan(4), VersionNeeded);
        common.CopyTo(directoryEntry.AsSpan(6));
        BinaryPrimitives.WriteUInt32LittleEndian(directoryEntry.AsSpan(42), checked((uint)position));
        nameBytes.CopyTo(directoryEntry.AsSpan(46));
        directory.Add(directoryEntry);

        Write("PK\x03\x04"u8);
        Write(common);
        Write(nameBytes);
        Write(content);
    }

    /// <summary>Writes the directory, which ends the archive.</summary>
    public void Finish()
    {
        uint directoryStart = checked((uint)position);
        foreach (byte[] entry in directory)
        {
            Write(entry);
        }

        Span<byte> end = stackalloc byte[22];
        end.Clear();
        "PK\x05\x06"u8.CopyTo(end);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], checked((ushort)directory.Count));
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], checked((ushort)directory.Count));
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], checked((uint)(position - directoryStart)));
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], directoryStart);
        Write(end);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        position += bytes.Length;
    }
}
