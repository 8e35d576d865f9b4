using System.Security.Cryptography;
using QMacVerify.Runtime.Arrays;

namespace QMacVerify.Runtime.Tests.Arrays;

public class ContentHashTests
{
    // Both made with sha256sum from the documented bytes.
    [Fact]
    public void Of_KnownArrays_IsTheSha256OfLineAndData()
    {
        Assert.Equal(
            "856207f785cc7d54f9ef86e3f1685b1dcc8cdf6d39946d99721b6ff0d7e72de2",
            ContentHash.Of(NpyArray.Create<sbyte>([2, 3], [-3, -2, -1, 0, 1, 2])));
        Assert.Equal(
            "34015567e7792bc8492b152594f639115931b472b96c7f36436c142326cffec2",
            ContentHash.Of(NpyArray.Create<float>([], [1.5f])));
    }

    [Fact]
    public void Of_OtherStorage_IsTheSame()
    {
        NpyArray fromFortran = NpyFormat.ReadFile(Fixture.PathOf("int32_fortran.npy"));
        NpyArray fromMemory = NpyArray.Create<int>([2, 3, 4], Enumerable.Range(0, 24).ToArray());
        Assert.Equal(ContentHash.Of(fromMemory), ContentHash.Of(fromFortran));
    }

    [Fact]
    public void Of_OtherShapeOrType_IsAnother()
    {
        string[] hashes =
        [
            ContentHash.Of(ElementType.Int8, [6], new byte[6]),
            ContentHash.Of(ElementType.UInt8, [6], new byte[6]),
            ContentHash.Of(ElementType.Int8, [2, 3], new byte[6]),
            ContentHash.Of(ElementType.Int8, [23], new byte[6]),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. "int8 6\n"u8, 0, 0, 0, 0, 0, 0])), hashes[0]);
    }
}
