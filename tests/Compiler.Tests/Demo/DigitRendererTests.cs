using System.Security.Cryptography;
using QMacVerify.Compiler.Demo;

namespace QMacVerify.Compiler.Tests.Demo;

public class DigitRendererTests
{
    [Fact]
    public void Draw_FirstHundredSamples_HaveTheKnownHash()
    {
        byte[] pixels = [.. DigitRenderer.Draw(seed: 1, 100).SelectMany(sample => sample.Pixels)];

        // The built-in network is trained on these digits: a new hash means training it anew.
        Assert.Equal("64baf61fafa45fdf6f7585dfc969d7429f396b56d4b56ebeecb0d572faff01c9", Convert.ToHexStringLower(SHA256.HashData(pixels)));
    }

    [Fact]
    public void Draw_FewerSamples_ArePrefix()
    {
        DigitSample[] few = DigitRenderer.Draw(seed: 5, 7);
        DigitSample[] many = DigitRenderer.Draw(seed: 5, 20);

        Assert.Equal(few.Select(sample => sample.Pixels), many.Take(7).Select(sample => sample.Pixels));
    }

    [Fact]
    public void Draw_AnotherSeed_DrawsOtherDigits() =>
        Assert.NotEqual(DigitRenderer.Draw(seed: 1, 1)[0].Pixels, DigitRenderer.Draw(seed: 2, 1)[0].Pixels);

    [Fact]
    public void Draw_AnyHundred_HoldsTenOfEachLabel()
    {
        DigitSample[] samples = DigitRenderer.Draw(seed: 3, 100);

        Assert.Equal(
            Enumerable.Range(0, 10).Select(label => KeyValuePair.Create(label, 10)),
            samples.CountBy(sample => sample.Label));
    }

    [Fact]
    public void Draw_ManySamples_HaveInkOnBlack()
    {
        foreach (DigitSample sample in DigitRenderer.Draw(seed: 4, 500))
        {
            Assert.Equal(DigitRenderer.Size * DigitRenderer.Size, sample.Pixels.Length);
            Assert.InRange(sample.Pixels.Count(pixel => pixel > 128), 10, 300);
        }
    }
}
