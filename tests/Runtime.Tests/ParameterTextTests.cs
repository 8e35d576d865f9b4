namespace QMacVerify.Runtime.Tests;

public class ParameterTextTests
{
    [Fact]
    public void DecodeInt8_LinesAndSpaces_GivesTheBytes()
    {
        sbyte[] values = ParameterText.DecodeInt8("""
            gAD/
            AX
            8=
            """u8);
        Assert.Equal([-128, 0, -1, 1, 127], values);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData(" \t\n")]
    public void DecodeInt8_AnyLineEnd_GivesTheBytes(string lineEnd)
    {
        sbyte[] expected = new sbyte[1000];
        new SplitMix64(3).FillInt8(expected);
        string base64 = Convert.ToBase64String(expected.Select(value => (byte)value).ToArray());
        string lines = string.Join(lineEnd, base64.Chunk(76).Select(chunk => new string(chunk)));
        Assert.Equal(expected, ParameterText.DecodeInt8(System.Text.Encoding.ASCII.GetBytes(lines)));
    }

    [Fact]
    public void DecodeInt32_Bytes_AreLittleEndian() =>
        Assert.Equal([1, -2, int.MinValue], ParameterText.DecodeInt32("AQAA\nAP7///8A\nAACA"u8));

    [Fact]
    public void Decode_EmptyText_GivesNothing()
    {
        Assert.Empty(ParameterText.DecodeInt8(""u8));
        Assert.Empty(ParameterText.DecodeInt32("\n"u8));
    }

    [Fact]
    public void DecodeInt8_NotBase64_SaysWhere()
    {
        FormatException exception = Assert.Throws<FormatException>(() => ParameterText.DecodeInt8("gAD/A!X8"u8));
        Assert.Equal("The parameter text is not base64 from its byte 4 on.", exception.Message);
        Assert.Throws<FormatException>(() => ParameterText.DecodeInt8("gAD/AX8"u8));
    }

    [Fact]
    public void DecodeInt32_OddLength_IsRefused()
    {
        FormatException exception = Assert.Throws<FormatException>(() => ParameterText.DecodeInt32("gAD/AX8="u8));
        Assert.Equal("The parameter text holds 5 bytes, expected a multiple of 4.", exception.Message);
    }
}
