using QMacVerify.Runtime.Reference;

namespace QMacVerify.Runtime.Tests.Reference;

public class ReferenceRequantizationTests
{
    [Fact]
    public void Requantize_PerChannel_UsesTheMultiplierOfTheLastDimension()
    {
        sbyte[] output = new sbyte[4];
        new ReferenceRequantization([Rescaler.TfliteDouble(1 << 30, 0), Rescaler.TfliteDouble(1 << 30, -1)], ZeroPoint: 1, Lower: -20, Upper: 30).Requantize([10, 10, 100, -100], 2, output);
        Assert.Equal([6, 4, 30, -20], output);
    }

    [Fact]
    public void Requantize_OneMultiplier_ServesAllChannels()
    {
        sbyte[] output = new sbyte[3];
        new ReferenceRequantization([Rescaler.TfliteDouble(1 << 30, 1)], ZeroPoint: -128).Requantize([0, 200, 300], 3, output);
        Assert.Equal([-128, 72, 127], output);
    }

    [Fact]
    public void Requantize_TooFewMultipliers_IsRefused()
    {
        ReferenceRequantization requantization = new([Rescaler.TfliteDouble(1 << 30, 0), Rescaler.TfliteDouble(1 << 30, 0)], ZeroPoint: 0);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => requantization.Requantize(new int[3], 3, new sbyte[3]));
        Assert.Equal("Rescalers has 2 elements, expected 3. (Parameter 'Rescalers')", exception.Message);
    }
}
