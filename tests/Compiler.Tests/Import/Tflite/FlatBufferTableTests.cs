using System.Buffers.Binary;
using System.Text;
using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Tflite;

namespace QMacVerify.Compiler.Tests.Import.Tflite;

/// <summary>Tables of files written byte for byte, at their edges (FlatBuffers' internals: vtable, table, vector, string).</summary>
public sealed class FlatBufferTableTests
{
    private const int VTable = 8;

    [Fact]
    public void Fields_AbsentPresentAndBehindTheVTable_AreDefaultsAndValues()
    {
        FlatBufferTable table = Table(fields: [4, 8, 0, 12], tableSize: 16, 7, BitConverter.SingleToInt32Bits(1.5f), 0x0201);

        Assert.Equal([true, true, false, true, false], Enumerable.Range(0, 5).Select(id => table.Has(At(id))));
        Assert.Equal([7, 42, 42], ((int[])[0, 2, 4]).Select(id => table.Int32(At(id, 42))));
        Assert.Equal((1.5f, 0f), (table.Single(At(1)), table.Single(At(2))));
        Assert.Equal((1, 0), (table.Byte(At(3)), table.Byte(At(4))));
        Assert.Equal([true, false], ((int[])[3, 2]).Select(id => table.Flag(At(id))));
        Assert.Null(table.Text(At(2)));
        Assert.Null(table.Table(At(2)));
        Assert.Empty(table.Tables(At(2)));
        Assert.Empty(table.Int32s(At(4)));
        Assert.Empty(table.Bytes(At(4)).ToArray());
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(12, true)]
    [InlineData(13, false)] // one byte beyond the table
    [InlineData(3, false)] // inside of the vtable's own offset
    [InlineData(65_535, false)]
    public void Field_AtTheEdgesOfItsTable_IsReadOrRefused(int offset, bool isRead)
    {
        FlatBufferTable table = Table([offset], tableSize: 16, 1, 2, 3);
        if (isRead)
        {
            Assert.Equal(offset / 4, table.Int32(At(0)));
        }
        else
        {
            InvalidModelException error = Assert.Throws<InvalidModelException>(() => table.Int32(At(0)));
            Assert.Equal("m.tflite cannot be read at byte 12: field 0 lies outside its table; convert or download the model again", error.Message);
        }
    }

    /// <summary>One byte takes the last place, where an int32 would not fit.</summary>
    [Fact]
    public void Byte_InTheLastPlaceOfItsTable_IsRead() =>
        Assert.Equal(9, Table([15], tableSize: 16, 1, 2, 9 << 24).Byte(At(0)));

    [Fact]
    public void Vectors_AreReadInTheirOrder()
    {
        // The vector of the field stands behind the table: its length, then its elements.
        Assert.Equal([5, -6], Table([4], 8, 4, 2, 5, -6).Int32s(At(0)));
        Assert.Equal([5 + (6L << 32)], Table([4], 8, 4, 1, 5, 6).Int64s(At(0)));
        Assert.Equal([0.5f, -2f], Table([4], 8, 4, 2, BitConverter.SingleToInt32Bits(0.5f), BitConverter.SingleToInt32Bits(-2f)).Singles(At(0)));
        Assert.Equal([1, 2, 3], Table([4], 8, 4, 3, 0x030201).Bytes(At(0)).ToArray());
        Assert.Equal("ab\uFFFD", Table([4], 8, 4, 3, 0xff6261).Text(At(0)));
        Assert.Equal("", Table([4], 8, 4, 0).Text(At(0)));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(-1, false)] // 2^32 - 1
    public void Vector_OfMoreThanTheFileHolds_IsRefused(int count, bool isRead)
    {
        FlatBufferTable table = Table([4], 8, 4, count, 5, 6);
        if (isRead)
        {
            Assert.Equal(count, table.Int32s(At(0)).Length);
        }
        else
        {
            Assert.Contains(
                $"field 0 claims {(uint)count} elements, more than the file holds", Assert.Throws<InvalidModelException>(() => table.Int32s(At(0))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Tables_OfAVector_AreEachWhereTheirOffsetPoints()
    {
        // Two offsets to one table, which has the vtable of the first: its field 0 is 77.
        FlatBufferTable[] tables = Table([4], 8, 4, 2, 8, 4, 28, 77).Tables(At(0));

        Assert.Equal([77, 77], tables.Select(table => table.Int32(At(0))));
    }

    /// <summary>Parts that many offsets share are read 16 times as much as the file holds, and no further.</summary>
    [Fact]
    public void Vector_ReadAgainAndAgain_IsRefusedInTheEnd()
    {
        FlatBufferTable table = Table([4], 8, 4, 2, 5, 6);
        int length = VTable + 6 + 2 + 8 + 12;
        int allowed = 16 * length / 12;
        for (int i = 0; i < allowed; i++)
        {
            Assert.Equal([5, 6], table.Int32s(At(0)));
        }

        Assert.Contains("the parts of the file overlap", Assert.Throws<InvalidModelException>(() => table.Int32s(At(0))).Message, StringComparison.Ordinal);
    }

    /// <summary>A file of 16 bytes: offset of the table, identifier, vtable (its size, the table's), table (offset of the vtable).</summary>
    [Theory]
    [InlineData(0, 12, null)]
    [InlineData(0, 100, "100: a table lies outside the 16 bytes of the file")]
    [InlineData(12, -100, "112: a vtable lies outside the 16 bytes of the file")]
    [InlineData(12, -2, "16: a vtable lies outside the 16 bytes of the file")]
    [InlineData(VTable, 4 + (5 << 16), "12: a table lies outside the 16 bytes of the file")]
    [InlineData(VTable, 0 + (4 << 16), "8: a vtable has 0 bytes")]
    [InlineData(VTable, 2 + (4 << 16), "8: a vtable has 2 bytes")]
    [InlineData(VTable, 5 + (4 << 16), "8: a vtable has 5 bytes")]
    [InlineData(VTable, 10 + (4 << 16), "8: a vtable lies outside the 16 bytes of the file")]
    public void Root_WithOneNumberChanged_IsReadOrRefused(int position, int number, string? problem)
    {
        byte[] file = File([], tableSize: 4);
        Assert.Equal(16, file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(position), number);
        if (problem is null)
        {
            Assert.False(Root(file).Has(At(0)));
        }
        else
        {
            Assert.Equal($"m.tflite cannot be read at byte {problem}; convert or download the model again", Assert.Throws<InvalidModelException>(() => Root(file)).Message);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\0TFL")]
    [InlineData("\0\0\0\0TFL4")]
    public void Root_WithoutTheIdentifier_IsNoModel(string file) => Assert.Equal(
        "m.tflite is not a TensorFlow Lite model: it lacks the identifier TFL3 at byte 4; give a .tflite file",
        Assert.Throws<InvalidModelException>(() => Root(Encoding.ASCII.GetBytes(file))).Message);

    /// <summary>The identifier is there, and nothing behind it: the offset 0 points at itself, a table whose vtable is of 0 bytes.</summary>
    [Fact]
    public void Root_HeaderAlone_IsRefusedAtItsTable() =>
        Assert.Contains("cannot be read at byte 0: a vtable has 0 bytes", Assert.Throws<InvalidModelException>(() => Root(Encoding.ASCII.GetBytes("\0\0\0\0TFL3"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Memory_OutsideOfTheFile_IsRefused()
    {
        FlatBufferReader reader = new(new byte[16], "m.tflite");

        Assert.Equal(6, reader.Memory(10, 6, "a buffer").Length);
        Assert.Contains("at byte 10: a buffer lies outside the 16 bytes", Assert.Throws<InvalidModelException>(() => reader.Memory(10, 7, "a buffer")).Message, StringComparison.Ordinal);
    }

    private static Field At(int id, int byDefault = 0) => new(id, $"field {id}", byDefault);

    private static FlatBufferTable Table(int[] fields, int tableSize, params int[] words) => Root(File(fields, tableSize, words));

    private static FlatBufferTable Root(byte[] file) => new FlatBufferReader(file, "m.tflite").Root("TFL3");

    /// <summary>Header, vtable, and behind it the table: the offset to the vtable, then words, those beyond its size being whatever comes after.</summary>
    private static byte[] File(int[] fields, int tableSize, params int[] words)
    {
        int vtableSize = 4 + (2 * fields.Length);
        int table = (VTable + vtableSize + 3) / 4 * 4;
        byte[] file = new byte[table + 4 + (4 * words.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(file, table);
        Encoding.ASCII.GetBytes("TFL3").CopyTo(file, 4);
        foreach ((int i, int number) in ((int[])[vtableSize, tableSize, .. fields]).Index())
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(VTable + (2 * i)), (ushort)number);
        }

        foreach ((int i, int word) in ((int[])[table - VTable, .. words]).Index())
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(table + (4 * i)), word);
        }

        return file;
    }
}
