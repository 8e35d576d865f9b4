using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Planning;
using QMacVerify.Runtime;

namespace QMacVerify.Generators.Tests.Planning;

public sealed class ImagePlaneTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    [InlineData(6)]
    public void Magnitude_OfDrum_GivesEveryValue(int bits)
    {
        // Drum's factor for a weight of 1, which it leaves alone.
        DrumMultiplier drum = new(bits);
        AssertGives(activation => drum.Apply(activation, 1), isFound: true);
    }

    [Fact]
    public void Magnitude_OfMaskedMagnitude_GivesEveryValue() =>
        AssertGives(activation => Math.Sign(activation) * (Math.Abs(activation) & 0xdc), isFound: true);

    [Fact]
    public void Offset_OfASumWithAConstant_IsTheConstant()
    {
        Assert.Equal(128, ImagePlane.Of(activation => activation + 128, zeroPoint: 5).Offset);
        Assert.Null(ImagePlane.Of(activation => activation == 127 ? 0 : activation + 128, zeroPoint: 5).Offset);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Magnitude_WhereAValueDiffers_IsNotFound(int error)
    {
        SplitMix64 random = new(1);
        for (int run = 0; run < 100; run++)
        {
            int other = random.NextBelow(256) - 128;
            AssertGives(activation => activation == other ? activation + error : activation, isFound: other == -128);
        }
    }

    private static void AssertGives(Func<int, int> function, bool isFound)
    {
        MagnitudeBits? found = ImagePlane.Of(function, zeroPoint: 0).Magnitude;
        Assert.Equal(isFound, found is not null);
        for (int activation = -128; found is not null && activation < 128; activation++)
        {
            int magnitude = Math.Abs(activation);
            int bits = (magnitude & found.Masks[magnitude >> 4]) | found.Sets[magnitude >> 4];
            Assert.Equal(function(activation), Math.Sign(activation) * bits);
        }
    }
}
