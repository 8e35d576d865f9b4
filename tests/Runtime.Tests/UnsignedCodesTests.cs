namespace QMacVerify.Runtime.Tests;

public sealed class UnsignedCodesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(257)]
    public void ToSigned_AndBack_MovesBy128(int length)
    {
        byte[] codes = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
        sbyte[] signed = [.. Enumerable.Repeat((sbyte)55, length + 1)];
        byte[] unsigned = [.. Enumerable.Repeat((byte)99, length + 1)];

        UnsignedCodes.ToSigned(codes, signed);
        UnsignedCodes.FromSigned(signed.AsSpan(0, length), unsigned);

        Assert.Equal([.. codes.Select(code => code - 128), 55], signed.Select(code => (int)code));
        Assert.Equal([.. codes, 99], unsigned);
    }

    [Fact]
    public void ToSigned_IntoTooLittleRoom_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => UnsignedCodes.ToSigned(new byte[17], new sbyte[16]));
}
