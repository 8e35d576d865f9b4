using System.Security.Cryptography;
using QMacVerify.Compiler.Data;

namespace QMacVerify.Compiler.Tests.Data;

/// <summary>Pictures as Pillow 9.4 changes them: hashes and first bytes are what its <c>resize</c> and <c>convert</c> gave.</summary>
public sealed class PictureTests
{
    [Theory]
    [InlineData(7, 9, 3, 4, 5, "Bilinear", "123 104 44 104 109 46", "ce0dca249045b4816dccba0f108136789a7f861db1467a298c68a3526345b050")]
    [InlineData(7, 9, 3, 4, 5, "Bicubic", "127 101 39 104 112 46", "c59552cf7d828be49bd37d47fd98a387d9acd85c7e76943325e26e3c531e4b83")]
    [InlineData(5, 6, 3, 9, 11, "Bilinear", "0 20 54 32 66 41", "cdb6801a320e71f0a3b6e9ca4d2085f252c0e7722aa8fb2e90cf9386444c353a")]
    [InlineData(5, 6, 3, 9, 11, "Bicubic", "0 6 53 23 54 39", "e54ffb5ef3fc3d7a8e357c1ca4eb5c5a106bc3eeeed1128be560d9965cdc4226")]
    [InlineData(8, 8, 1, 3, 8, "Bilinear", "45 110 77 67 159 91", "662b39f29e2fc416fcfc431001a7694f3ee7af85de39b37ee2e38484a2cd7d62")]
    [InlineData(8, 8, 1, 3, 8, "Bicubic", "39 103 77 64 165 91", "b941e41b848a29cf343e41d16a56021c78d4d85e60827c82078d969123bd0521")]
    public void Resize_AnySize_EqualsPillow(int height, int width, int channels, int newHeight, int newWidth, string filter, string first, string sha256)
    {
        Picture resized = PictureResizer.Resize(
            Pattern(height, width, channels), new ResizeRule(new PictureSize(newHeight, newWidth), 0), Enum.Parse<Resampling>(filter))!;

        Assert.Equal(first, string.Join(' ', resized.Bytes.Take(6)));
        Assert.Equal((newHeight, newWidth), (resized.Height, resized.Width));
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(resized.Bytes)));
    }

    [Theory]
    [InlineData(30, 41, 16, 16, 21)]
    [InlineData(41, 30, 16, 21, 16)]
    public void Resize_ShorterSide_KeepsTheShape(int height, int width, int shorter, int newHeight, int newWidth)
    {
        Picture resized = PictureResizer.Resize(Pattern(height, width, 3), new ResizeRule(null, shorter), Resampling.Bilinear)!;

        Assert.Equal((newHeight, newWidth), (resized.Height, resized.Width));
    }

    [Fact]
    public void As_Gray_EqualsPillow()
    {
        Picture gray = Pattern(7, 9, 3).As(ChannelOrder.Gray)!;

        Assert.Equal("7a042967142e691e924f7370f23b40e91451f093956cb863c84361dd3de1c363", Convert.ToHexStringLower(SHA256.HashData(gray.Bytes)));
    }

    [Fact]
    public void Crop_TakesTheMiddle()
    {
        Picture cropped = new Picture(3, 4, 1, [.. Enumerable.Range(0, 12).Select(i => (byte)i)]).Crop(new PictureSize(1, 2));

        Assert.Equal<byte>([5, 6], cropped.Bytes);
    }

    private static Picture Pattern(int height, int width, int channels) => new(
        height, width, channels, [.. Enumerable.Range(0, height * width * channels).Select(i => (byte)((i * i * 7) + (i * 13) + (i / 5 * 29)))]);
}
