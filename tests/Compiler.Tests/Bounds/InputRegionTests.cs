using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Tests.Bounds;

public sealed class InputRegionTests
{
    [Theory]
    [InlineData(1f, -128, -128, 127)]
    [InlineData(1f / 255, -128, -128, 127)]
    [InlineData(2f, 0, 0, 127)]
    [InlineData(2f, -100, -100, 28)]
    [InlineData(102f, -10, -10, -7)]
    [InlineData(1e-38f, 5, 5, 127)]
    public void Pixels_OfAnInputQuantization_RoundHalfAwayFromZeroAndClamp(float scale, int zeroPoint, int lower, int upper)
    {
        Assert.Equal(new Interval(lower, upper), InputRegion.Pixels.BoxOf(Input(scale, zeroPoint), 0)[0]);
    }

    [Fact]
    public void Linf_NearTheEnds_IsCutOffByTheRangeOfCodes()
    {
        Box box = InputRegion.Linf([[-127, 0, 126]], 3).BoxOf(Input(1, 0), 0);
        Assert.Equal([new Interval(-128, -124), new Interval(-3, 3), new Interval(123, 127)], Enumerable.Range(0, 3).Select(i => box[i]));
    }

    [Fact]
    public void Linf_OfAnotherShape_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => InputRegion.Linf([[1, 2]], 3).BoxOf(Input(1, 0), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => InputRegion.Linf([[1, 2, 3]], 256));
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(-1, 0, 1)]
    [InlineData(-1, 1, 2)]
    [InlineData(-128, 127, 8)]
    [InlineData(-129, 0, 9)]
    [InlineData(int.MinValue, int.MaxValue, 32)]
    [InlineData(0, 1L + int.MaxValue, 33)]
    public void Bits_OfAnInterval_AreTheNarrowestRegister(long lower, long upper, int bits) =>
        Assert.Equal(bits, new Interval(lower, upper).Bits);

    private static TensorInfo Input(float scale, int zeroPoint) => new(
        0, "input", ElementType.Int8, EquatableArray.Of(1, 3), TensorLayout.Any, false,
        new TensorQuantization(EquatableArray.Of(BitConverter.SingleToUInt32Bits(scale)), "", zeroPoint, 0));
}
