using QMacVerify.Compiler.Import;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Tests.Import;

public class QuantizedMultipliersTests
{
    [Theory]
    [InlineData(0.0, 0, 0)]
    [InlineData(0.5, 1 << 30, 0)]
    [InlineData(1.0, 1 << 30, 1)]
    [InlineData(0.75, 3 << 29, 0)]
    [InlineData(3.0, 3 << 29, 2)]
    [InlineData(0.1, 1717986918, -3)] // 0.8 * 2^31 = 1717986918.4
    [InlineData(1 / 3.0, 1431655765, -1)] // 2/3 * 2^31 = 1431655765.33
    public void From_Factor_IsAFractionOfAtLeastHalfAndAPowerOfTwo(double factor, int multiplier, int shift) =>
        Assert.Equal(new QuantizedMultiplier(multiplier, shift), QuantizedMultipliers.From(factor));

    [Fact]
    public void From_FractionThatRoundsToOne_MovesIntoTheShift() =>
        Assert.Equal(new QuantizedMultiplier(1 << 30, 1), QuantizedMultipliers.From(Math.BitDecrement(1.0)));

    [Fact]
    public void From_Tie_RoundsAwayFromZero() =>
        Assert.Equal(new QuantizedMultiplier((1 << 30) + 1, 0), QuantizedMultipliers.From(0.5 + Math.ScaleB(1, -32)));

    [Fact]
    public void From_TooSmall_IsZero()
    {
        Assert.Equal(new QuantizedMultiplier(1 << 30, -31), QuantizedMultipliers.From(Math.ScaleB(1, -32)));
        Assert.Equal(new QuantizedMultiplier(0, 0), QuantizedMultipliers.From(Math.ScaleB(1, -33)));
        Assert.Equal(new QuantizedMultiplier(0, 0), QuantizedMultipliers.From(double.Epsilon));
    }

    [Fact]
    public void From_RoundsUpToTheLeastShift_IsNotZero() =>
        Assert.Equal(new QuantizedMultiplier(1 << 30, -31), QuantizedMultipliers.From(Math.BitDecrement(Math.ScaleB(1, -32))));

    [Fact]
    public void From_BeyondTheGreatestShift_IsTheGreatestFactorWhereRoundedOnce()
    {
        const RequantizationKind single = RequantizationKind.TfliteSingle;
        Assert.Equal(new QuantizedMultiplier(3 << 29, 30), QuantizedMultipliers.From(Math.ScaleB(0.75, 30), single));
        Assert.Equal(new QuantizedMultiplier(int.MaxValue, 30), QuantizedMultipliers.From(Math.ScaleB(1, 30), single));
        Assert.Equal(new QuantizedMultiplier(int.MaxValue, 30), QuantizedMultipliers.From(Math.ScaleB(1, 40), single));
        Assert.Equal(new QuantizedMultiplier(1 << 30, 31), QuantizedMultipliers.From(Math.ScaleB(1, 30)));
    }

    [Fact]
    public void Clamp_Relu6_RoundsHalfAwayFromZeroInFloat32()
    {
        Assert.Equal(new ClampRange(-128, -68), QuantizedMultipliers.Clamp(0, 6, 0.1f, -128));
        Assert.Equal(new ClampRange(0, 3), QuantizedMultipliers.Clamp(0, 6, 2.4f, 0)); // 6 / 2.4f is 2.5 in float32, and 2.49999990 in double
    }

    [Fact]
    public void Clamp_ReluN1To1_IsSymmetricAroundTheZeroPoint() =>
        Assert.Equal(new ClampRange(6, 14), QuantizedMultipliers.Clamp(-1, 1, 0.25f, 10));

    [Fact]
    public void Clamp_TinyScale_SaturatesToInt8()
    {
        Assert.Equal(new ClampRange(5, 127), QuantizedMultipliers.Clamp(0, 6, float.Epsilon, 5));
        Assert.Equal(new ClampRange(-128, 127), QuantizedMultipliers.Clamp(-1, 1, 1e-9f, 5));
        Assert.Equal(ClampRange.Full, QuantizedMultipliers.Clamp(null, null, 1, 0));
    }
}
