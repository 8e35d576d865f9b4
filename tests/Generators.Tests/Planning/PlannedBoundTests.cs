using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Planning;

/// <summary>The bound in a kernel's comment, against chains that the test walks itself, position by position.</summary>
public sealed class PlannedBoundTests
{
    [Theory]
    [InlineData("exact", "exact", PaddingRule.Multiply)]
    [InlineData("trunc:3", "exact", PaddingRule.Multiply)]
    [InlineData("exact", "trunc:5", PaddingRule.Multiply)]
    [InlineData("trunc:6", "trunc:4", PaddingRule.Multiply)]
    [InlineData("trunc:4", "trunc:2", PaddingRule.Skip)]
    [InlineData("mitchell", "loa:5", PaddingRule.Skip)]
    public void Bound_OfRandomLayers_ContainsEveryPrefix(string multiplier, string adder, PaddingRule padding)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            SplitMix64 random = new((ulong)seed);
            foreach (MacLayer layer in Plans.Of(TinyGraphs.RandomLayer(seed, padding), multiplier, adder, strategy: "loops").LayerKernels.Select(kernel => kernel.Layer))
            {
                for (int run = 0; run < 8; run++)
                {
                    // The two that drive each product to one side, then random activations.
                    Interval prefixes = Prefixes(layer, weight => run switch
                    {
                        0 => weight > 0 ? sbyte.MinValue : sbyte.MaxValue,
                        1 => weight > 0 ? sbyte.MaxValue : sbyte.MinValue,
                        _ => random.NextSByte(),
                    });
                    Assert.True(layer.Bound.Contains(prefixes), $"seed {seed}: {layer.Bound} does not hold {prefixes}");
                }
            }
        }
    }

    [Theory]
    [InlineData("exact", "exact", PaddingRule.Multiply)]
    [InlineData("trunc:6", "trunc:4", PaddingRule.Multiply)]
    [InlineData("trunc:6", "trunc:4", PaddingRule.Skip)]
    public void Bound_WhereProductAndAdderAreMonotone_IsReached(string multiplier, string adder, PaddingRule padding)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            foreach (MacLayer layer in Plans.Of(TinyGraphs.RandomLayer(seed, padding), multiplier, adder, strategy: "loops").LayerKernels.Select(kernel => kernel.Layer))
            {
                Assert.Equal(layer.Bound.Lower, Prefixes(layer, weight => weight > 0 ? sbyte.MinValue : sbyte.MaxValue).Lower);
                Assert.Equal(layer.Bound.Upper, Prefixes(layer, weight => weight > 0 ? sbyte.MaxValue : sbyte.MinValue).Upper);
            }
        }
    }

    /// <summary>Every prefix of the kernel's accumulators for activations that depend on the weight alone.</summary>
    private static Interval Prefixes(MacLayer layer, Func<sbyte, sbyte> activation)
    {
        MacGeometry geometry = layer.Geometry;
        WindowGeometry window = geometry.Window;
        Interval prefixes = Interval.Empty;
        for (int outY = 0; outY < window.OutHeight; outY++)
        {
            for (int outX = 0; outX < window.OutWidth; outX++)
            {
                for (int channel = 0; channel < geometry.OutChannels; channel++)
                {
                    (sbyte Weight, bool IsPadding)[] taps = [.. Taps(layer, outY, outX, channel)];
                    int acc = layer.Start[channel] - (layer.CorrectsByPosition ? layer.CorrectedZeroPoint * taps.Sum(tap => tap.Weight) : 0);
                    prefixes = prefixes.Hull(Interval.Point(acc));
                    foreach ((sbyte weight, bool isPadding) in taps)
                    {
                        int code = isPadding ? layer.Input.ZeroPoint : activation(weight);
                        acc = layer.Operators.Adder.Apply(acc, layer.Operators.Multiplier.Apply(code, weight));
                        prefixes = prefixes.Hull(Interval.Point(acc));
                    }
                }
            }
        }

        return prefixes;
    }

    private static IEnumerable<(sbyte Weight, bool IsPadding)> Taps(MacLayer layer, int outY, int outX, int channel)
    {
        MacGeometry geometry = layer.Geometry;
        WindowGeometry window = geometry.Window;
        for (int filterY = 0; filterY < window.FilterHeight; filterY++)
        {
            for (int filterX = 0; filterX < window.FilterWidth; filterX++)
            {
                bool isPadding = window.InputRow(outY, filterY) < 0 || window.InputColumn(outX, filterX) < 0;
                for (int inChannel = 0; inChannel < geometry.GroupInChannels && !(isPadding && layer.CorrectsByPosition); inChannel++)
                {
                    int element = (filterY * window.FilterWidth) + filterX;
                    yield return (layer.Weights[geometry.Layout == TensorLayout.OneHwc
                        ? (element * geometry.OutChannels) + channel
                        : (((channel * window.FilterHeight * window.FilterWidth) + element) * geometry.GroupInChannels) + inChannel], isPadding);
                }
            }
        }
    }
}
