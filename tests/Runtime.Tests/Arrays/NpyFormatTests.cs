using System.Text;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Runtime.Tests.Arrays;

public class NpyFormatTests
{
    [Fact]
    public void Read_COrder_GivesShapeAndValues()
    {
        NpyArray array = NpyFormat.ReadFile(Fixture.PathOf("int8_c.npy"));
        Assert.Equal("int8 [2, 3]", array.ToString());
        Assert.Equal([-3, -2, -1, 0, 1, 2], array.Values<sbyte>().ToArray());
        Assert.Equal("int8_c.npy", array.Source);
    }

    [Fact]
    public void Read_FortranOrder_GivesCOrder()
    {
        NpyArray array = NpyFormat.ReadFile(Fixture.PathOf("int32_fortran.npy"));
        Assert.Equal("int32 [2, 3, 4]", array.ToString());
        Assert.Equal(Enumerable.Range(0, 24), array.Values<int>().ToArray());
    }

    [Fact]
    public void Read_BigEndian_GivesLittleEndian()
    {
        NpyArray array = NpyFormat.ReadFile(Fixture.PathOf("int16_big_endian.npy"));
        Assert.Equal([1, -2, 300], array.Values<short>().ToArray());
        Assert.Equal([1, 0, 0xFE, 0xFF, 0x2C, 0x01], array.Data.ToArray());
    }

    [Fact]
    public void Read_BigEndianFortranOrder_GivesBoth()
    {
        NpyArray array = NpyFormat.ReadFile(Fixture.PathOf("float64_big_endian_fortran.npy"));
        Assert.Equal("float64 [3, 2]", array.ToString());
        Assert.Equal([0.5, -1, 2, 3.25, 4, 5], array.Values<double>().ToArray());
    }

    [Theory]
    [InlineData("version2.npy")]
    [InlineData("version3.npy")]
    public void Read_LaterVersion_GivesValues(string name) =>
        Assert.Equal([0, 1, 2, 3], NpyFormat.ReadFile(Fixture.PathOf(name)).Values<ushort>().ToArray());

    [Fact]
    public void Read_ScalarEmptyAndBool_GiveTheirShapes()
    {
        NpyArray scalar = NpyFormat.ReadFile(Fixture.PathOf("float32_scalar.npy"));
        Assert.Equal("float32 []", scalar.ToString());
        Assert.Equal([1.5f], scalar.Values<float>().ToArray());

        NpyArray empty = NpyFormat.ReadFile(Fixture.PathOf("uint8_empty.npy"));
        Assert.Equal("uint8 [0, 3]", empty.ToString());
        Assert.Equal(0, empty.Count);

        Assert.Equal([true, false, true], NpyFormat.ReadFile(Fixture.PathOf("bool_1d.npy")).Values<bool>().ToArray());
    }

    // numpy keeps C order, byte order and version 1.0 by default, so its file must come back as it is.
    [Theory]
    [InlineData("int8_c.npy")]
    [InlineData("float32_scalar.npy")]
    [InlineData("uint8_empty.npy")]
    [InlineData("bool_1d.npy")]
    public void ToBytes_FileOfNumpy_IsTheSameFile(string name) =>
        Assert.Equal(Fixture.Bytes(name), NpyFormat.ToBytes(NpyFormat.ReadFile(Fixture.PathOf(name))));

    [Fact]
    public void ToBytes_Header_IsNumpysText()
    {
        byte[] bytes = NpyFormat.ToBytes(NpyArray.Create<sbyte>([600, 10], new sbyte[6000]));
        string header = Encoding.ASCII.GetString(bytes, 10, 118);
        Assert.Equal("{'descr': '|i1', 'fortran_order': False, 'shape': (600, 10), }".PadRight(117) + "\n", header);
        Assert.Equal(128 + 6000, bytes.Length);
    }

    [Fact]
    public void ToBytes_EveryElementType_ComesBack()
    {
        foreach (ElementType type in Enum.GetValues<ElementType>())
        {
            byte[] data = [.. Enumerable.Range(0, 3 * type.Size()).Select(i => (byte)(i % 2))];
            NpyArray array = new(type, [1, 3], data);
            NpyArray read = Read(NpyFormat.ToBytes(array));
            Assert.Equal(array.ToString(), read.ToString());
            Assert.Equal(data, read.Data.ToArray());
        }
    }

    [Fact]
    public void WriteFile_ThenReadFile_GivesTheArray()
    {
        using QMacVerify.Tests.Shared.TemporaryFolder folder = new();
        NpyFormat.WriteFile(folder.PathOf("a.npy"), NpyArray.Create<long>([2], [long.MinValue, 5]));
        Assert.Equal([long.MinValue, 5], NpyFormat.ReadFile(folder.PathOf("a.npy")).Values<long>().ToArray());
    }

    [Theory]
    [InlineData("object.npy", "object.npy holds pickled Python objects, expected numbers: unpickling runs code.")]
    [InlineData("records.npy", "records.npy holds records, expected an array of numbers.")]
    [InlineData("text.npy", "text.npy has elements of type '<U2', expected bool, int8 to int64, uint8 to uint64 or float16 to float64.")]
    public void Read_NoNumbers_IsRefused(string name, string message) =>
        Assert.Equal(message, Assert.Throws<ArrayFormatException>(() => NpyFormat.ReadFile(Fixture.PathOf(name))).Message);

    [Theory]
    [InlineData("(2, 3)", "(2, 4)", "bad.npy has 6 bytes of data, expected 8 by its header.")]
    [InlineData("(2, 3)", "(2, 2)", "bad.npy has more bytes of data than the 4 expected by its header.")]
    [InlineData("(2, 3)", "(-2, -3)", "bad.npy has a dimension of size -2, expected 0 to 2147483647.")]
    [InlineData("(2, 3)", "(99999999999,)", "bad.npy has a dimension of size 99999999999, expected 0 to 2147483647.")]
    [InlineData("(2, 3)", "(x,)", "bad.npy has a dimension of size , expected 0 to 2147483647.")]
    [InlineData("(2, 3)", "(2147483647, 2147483647, 2147483647)", "bad.npy has shape [2147483647, 2147483647, 2147483647] of int8, expected at most 1073741824 bytes.")]
    [InlineData("(2, 3)", "(65536, 65536, 65536, 65536)", "bad.npy has shape [65536, 65536, 65536, 65536] of int8, expected at most 1073741824 bytes.")]
    [InlineData("(2, 3)", "(1073741824,)", "bad.npy has 6 bytes of data, expected 1073741824 by its header.")]
    [InlineData("(2, 3)", "(1073741825,)", "bad.npy has shape [1073741825] of int8, expected at most 1073741824 bytes.")]
    [InlineData("'|i1'", "'|i4'", "bad.npy has elements of type '|i4', expected bool, int8 to int64, uint8 to uint64 or float16 to float64.")]
    [InlineData("'|i1'", "'<i3'", "bad.npy has elements of type '<i3', expected bool, int8 to int64, uint8 to uint64 or float16 to float64.")]
    [InlineData("'|i1'", "''", "bad.npy has elements of type '', expected bool, int8 to int64, uint8 to uint64 or float16 to float64.")]
    [InlineData("'|i1'", "'|b1'", "bad.npy has a bool that is neither 0 nor 1.")]
    public void Read_HeaderThatLies_SaysWhatIsWrong(string part, string replacement, string message) =>
        Assert.Equal(message, Refusal(WithHeader(Header.Replace(part, replacement, StringComparison.Ordinal))));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, }")]
    [InlineData("{'descr': '|i1', 'fortran_order': 0, 'shape': (2, 3), }")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, 'shape': [2, 3], }")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, 'shape': (2, 3), 'shape': (2, 3), }")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, 'shape': (2, 3), 'more': 1, }")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, 'shape': (2, 3), } + 1")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, 'shape': (2 3), }")]
    [InlineData("{'descr: |i1, 'fortran_order': False, 'shape': (2, 3), }")]
    [InlineData("__import__('os')")]
    public void Read_HeaderOfAnotherForm_IsQuoted(string header)
    {
        string message = Refusal(WithHeader(header));
        Assert.StartsWith($"bad.npy has the header \"{header[..Math.Min(80, header.Length)]}", message, StringComparison.Ordinal);
        Assert.EndsWith("\", expected {'descr': ..., 'fortran_order': ..., 'shape': (...), }.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ThirtyThreeDimensions_IsRefused() => Assert.Equal(
        "bad.npy has 33 dimensions, expected at most 32.",
        Refusal(WithHeader(Header.Replace("(2, 3)", $"({string.Concat(Enumerable.Repeat("1, ", 33))})", StringComparison.Ordinal))));

    [Fact]
    public void Read_HugeSizesBesideZero_IsEmpty() =>
        Assert.Equal(0, Read(WithHeader(Header.Replace("(2, 3)", "(2147483647, 2147483647, 0)", StringComparison.Ordinal), data: [])).Count);

    [Fact]
    public void Read_WrongMagicOrVersion_IsRefused()
    {
        Assert.Equal("bad.npy begins with 504B03040A00, expected the npy magic 934E554D5059.", Refusal([0x50, 0x4B, 3, 4, 10, 0, 0, 0]));
        Assert.Equal("bad.npy is of npy version 4.0, expected 1.0, 2.0 or 3.0.", Refusal([0x93, .. "NUMPY"u8, 4, 0]));
        Assert.Equal("bad.npy is of npy version 1.1, expected 1.0, 2.0 or 3.0.", Refusal([0x93, .. "NUMPY"u8, 1, 1]));
        Assert.Equal(
            "bad.npy has a header of 4294967295 bytes, expected at most 65535.",
            Refusal([0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255]));
    }

    [Fact]
    public void Read_TruncatedAnywhere_IsRefused()
    {
        byte[] whole = Fixture.Bytes("int8_c.npy");
        for (int length = 0; length < whole.Length; length++)
        {
            string expected = length < 128
                ? "bad.npy ends within its npy header."
                : $"bad.npy has {length - 128} bytes of data, expected 6 by its header.";
            Assert.Equal(expected, Refusal(whole[..length]));
        }
    }

    [Fact]
    public void Read_AnyByteChanged_ReadsOrIsRefused()
    {
        byte[] whole = Fixture.Bytes("int32_fortran.npy");
        SplitMix64 random = new();
        for (int i = 0; i < 5000; i++)
        {
            byte[] changed = [.. whole];
            changed[random.NextBelow(changed.Length)] = (byte)random.NextSByte();
            // Anything but the one exception type fails this test.
            Exception? exception = Record.Exception(() => Read(changed));
            Assert.True(exception is null or ArrayFormatException, exception?.ToString());
        }
    }

    private const string Header = "{'descr': '|i1', 'fortran_order': False, 'shape': (2, 3), }";

    private static byte[] WithHeader(string header, byte[]? data = null)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(header + "\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)bytes.Length, (byte)(bytes.Length >> 8), .. bytes, .. data ?? [1, 2, 3, 4, 5, 6]];
    }

    private static NpyArray Read(byte[] bytes) => NpyFormat.Read(new MemoryStream(bytes), "bad.npy");

    private static string Refusal(byte[] bytes) => Assert.Throws<ArrayFormatException>(() => Read(bytes)).Message;
}
