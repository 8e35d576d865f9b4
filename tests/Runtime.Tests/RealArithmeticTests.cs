namespace QMacVerify.Runtime.Tests;

public class RealArithmeticTests
{
    [Theory]
    [InlineData(3, 0.5f, 0, 0f, 0f, 0, 2)]
    [InlineData(5, 0.5f, 0, 0f, 0f, 0, 2)]
    [InlineData(-3, 0.5f, 0, 0f, 0f, 0, -2)]
    [InlineData(1, 0.5f, 0, 0f, 1f, 0, 2)]
    [InlineData(100, 2f, 100, 2f, 0f, 0, 127)]
    [InlineData(-100, 2f, -100, 2f, 0f, 0, -128)]
    public void Add_OfSigned_RoundsHalfToEvenWithTheConstantInside(int a, float aFactor, int b, float bFactor, float constant, int offset, int expected) =>
        Assert.Equal(expected, RealArithmetic.Add(a, aFactor, b, bFactor, constant, offset));

    /// <summary>The tie goes to the even stored code: 128.5 to 128, which is 0 as int8; 129.5 to 130, which is 2.</summary>
    [Theory]
    [InlineData(0, 0.5f, 64.5f, 0)]
    [InlineData(0, 0.5f, 65.5f, 2)]
    public void Add_OfUnsigned_RoundsTheStoredCode(int a, float aFactor, float constant, int expected) =>
        Assert.Equal(expected, RealArithmetic.Add(a, aFactor, -128, 1, constant, codeOffset: 128));

    /// <summary>3 * (1 + 2^-23) would round up to 3 + 2^-21, and the sum to the tie 1.5; fused it stays below.</summary>
    [Fact]
    public void Add_FusesItsProducts()
    {
        float factor = 1 + MathF.ScaleB(1, -23);
        float constant = -(1.5f + MathF.ScaleB(1, -21));

        Assert.Equal(1, RealArithmetic.Add(3, factor, 0, 0, constant));
        float product = 3 * factor;
        Assert.Equal(2, MathF.Round(product + constant, MidpointRounding.ToEven));
    }

    /// <summary>The operands are not exchangeable: the inner sum loses what the outer one would keep.</summary>
    [Fact]
    public void Add_OrderOfOperands_MattersToTheLastBit()
    {
        float large = MathF.ScaleB(1, 23);
        float half = 0.5f;

        // (2^23 + 0.5) rounds to 2^23; minus 2^23 is 0. The other way round 0.5 survives, and rounds to 0; 1.5 to 2.
        Assert.Equal(0, RealArithmetic.Add(1, large, 1, half, -large));
        Assert.Equal(0, RealArithmetic.Add(1, half, 1, large, -large));
        Assert.Equal(2, RealArithmetic.Add(3, half, 1, large, -large));
        Assert.Equal(2, RealArithmetic.Add(1, large, 3, half, -large));
        Assert.NotEqual(
            RealArithmetic.Add(1, large, 1, 1.25f, -large),
            RealArithmetic.Add(1, 1.75f, 1, large, -large));
    }

    [Theory]
    [InlineData(6, 0.25f, 0, 0, 2)]
    [InlineData(10, 0.25f, 0, 0, 2)]
    [InlineData(10, 0.25f, 1, 0, 4)]
    [InlineData(65535, 1f, 0, 0, 127)]
    [InlineData(2, 0.25f, -127, 128, -126)]
    public void Multiply_RoundsHalfToEvenWithTheZeroPointInside(int product, float factor, int zeroPoint, int offset, int expected) =>
        Assert.Equal(expected, RealArithmetic.Multiply(product, factor, zeroPoint, offset));

    [Theory]
    [InlineData(5f, 2, 1f, 0, 0, 2)]
    [InlineData(5f, 2, 1f, 1, 0, 4)]
    [InlineData(-5f, 2, 0.5f, 0, 0, -5)]
    [InlineData(1e30f, 1, 1e-10f, 0, 0, 127)]
    [InlineData(5f, 2, 1f, -127, 128, -124)]
    public void Average_RoundsHalfToEvenWithTheZeroPointInside(float sum, int count, float scale, int zeroPoint, int offset, int expected) =>
        Assert.Equal(expected, RealArithmetic.Average(sum, count, scale, zeroPoint, offset));

    [Theory]
    [InlineData(1f, 255f, 2f, -128, 0)]
    [InlineData(1f, 256f, 1f, -128, 127)]
    [InlineData(0f, 256f, 1f, -128, -128)]
    [InlineData(1f, 5f, 2f, 1, 3)]
    public void Share_AddsTheZeroPointAfterRounding(float exponential, float inverse, float sum, int zeroPoint, int expected) =>
        Assert.Equal(expected, RealArithmetic.Share(exponential, inverse, sum, zeroPoint));

    [Fact]
    public void Results_AreClamped()
    {
        Assert.Equal(5, RealArithmetic.Add(100, 1, 0, 0, 0, lower: -5, upper: 5));
        Assert.Equal(-5, RealArithmetic.Multiply(-100, 1, 0, lower: -5, upper: 5));
        Assert.Equal(5, RealArithmetic.Average(100, 1, 1, 0, lower: -5, upper: 5));
        Assert.Equal(5, RealArithmetic.Share(1, 200, 1, -128, lower: -5, upper: 5));
    }
}
