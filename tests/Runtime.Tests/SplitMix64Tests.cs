namespace QMacVerify.Runtime.Tests;

public class SplitMix64Tests
{
    // The published test vector of seed 1234567, and the widely quoted first output of seed 0.
    [Fact]
    public void NextUInt64_KnownSeeds_GivesThePublishedOutputs()
    {
        SplitMix64 random = new(1234567);
        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            new[] { random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64() });
        Assert.Equal(0xE220A8397B1DCDAF, new SplitMix64().NextUInt64());
    }

    [Fact]
    public void FillInt8_EachValue_IsTheTopByteOfOneOutput()
    {
        SplitMix64 outputs = new(7);
        sbyte[] values = new sbyte[100];
        new SplitMix64(7).FillInt8(values);
        Assert.All(values, value => Assert.Equal(unchecked((sbyte)(outputs.NextUInt64() >> 56)), value));
        Assert.Equal(unchecked((sbyte)0xE2), new SplitMix64().NextSByte());
    }

    [Fact]
    public void NextBelow_AnyBound_StaysBelowAndReachesEveryValue()
    {
        SplitMix64 random = new();
        HashSet<int> seen = [];
        for (int i = 0; i < 1000; i++)
        {
            seen.Add(random.NextBelow(7));
        }

        Assert.Equal(Enumerable.Range(0, 7), seen.Order());
        Assert.Equal(0, random.NextBelow(1));
        Assert.InRange(random.NextBelow(int.MaxValue), 0, int.MaxValue - 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextBelow(0));
    }
}
