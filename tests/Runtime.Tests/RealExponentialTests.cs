namespace QMacVerify.Runtime.Tests;

public class RealExponentialTests
{
    /// <summary>All results are within one unit of the last place, also where they are denormal.</summary>
    [Fact]
    public void Of_AnyNumber_IsNearTheExponential()
    {
        for (int i = -1030; i <= 887; i++)
        {
            float value = i / 10f;
            float exact = (float)Math.Exp(value);
            Assert.InRange(BitConverter.SingleToInt32Bits(RealExponential.Of(value)) - BitConverter.SingleToInt32Bits(exact), -1, 1);
        }

        Assert.Equal(1, RealExponential.Of(0));
        Assert.Equal(0, RealExponential.Of(-200));
        Assert.Equal(float.PositiveInfinity, RealExponential.Of(100));
    }

    [Fact]
    public void OfDifference_IsTheExponentialUntilItsPowerEnds()
    {
        for (int i = -870; i <= 0; i++)
        {
            Assert.Equal(RealExponential.Of(i / 10f), RealExponential.OfDifference(i / 10f));
        }

        Assert.Equal(0, RealExponential.OfDifference(-88.5f));
        Assert.Equal(0, RealExponential.OfDifference(-1000));
    }

    /// <summary>Neighbours first: an order of its own would round another way.</summary>
    [Fact]
    public void Sum_AddsNeighboursThenHalves()
    {
        const float half = 1f / (1 << 24);

        Assert.Equal(1 + (2 * half), RealExponential.Sum([1, half, half, half, 0, 0, 0, 0]));
        Assert.Equal(1 + (2 * half), RealExponential.Sum([1, 0, 0, half, half, half, 0, 0]));
        Assert.Equal(1, RealExponential.Sum([1, half, 0, 0, half, 0, 0, 0]));
    }
}
