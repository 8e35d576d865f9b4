using System.Runtime.Intrinsics;
using QMacVerify.Runtime.Vectors;

namespace QMacVerify.Runtime.Tests.Vectors;

public sealed class MagnitudeBitsTests
{
    [Fact]
    public void Apply_EveryCode_KeepsAndSetsBitsByTheUpperHalf()
    {
        byte[] masks = [15, 30, 60, 60, 120, 120, 120, 120, 240, 0, 0, 0, 0, 0, 0, 0];
        byte[] sets = [0, 1, 2, 2, 4, 4, 4, 4, 8, 0, 0, 0, 0, 0, 0, 0];
        sbyte[] codes = [.. Enumerable.Range(-128, 256).Select(code => (sbyte)code), 0, -128, 127];
        short[] values = new short[codes.Length];
        new MagnitudeBits(Vector128.Create(masks), Vector128.Create(sets)).Apply(codes, values);

        Assert.Equal(
            codes.Select(code => (short)(Math.Sign(code) * ((Math.Abs((int)code) & masks[Math.Abs((int)code) >> 4]) | sets[Math.Abs((int)code) >> 4]))), values);
    }
}
