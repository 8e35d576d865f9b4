using System.Data;
using System.Globalization;
using QMacVerify.Generators.Planning;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Planning;

public sealed class StartOriginTests
{
    /// <summary>What stands beside a start value is an expression of that value, whichever strategy changed it.</summary>
    [Theory]
    [InlineData("exact", "exact", null)]
    [InlineData("exact", "exact", "loops")]
    [InlineData("trunc:3", "trunc:4", null)]
    [InlineData("bam:h=1,v=3", "exact", null)]
    public void StartOrigin_RandomLayers_IsTheStartValue(string multiplier, string adder, string? strategy)
    {
        using DataTable calculator = new();
        int origins = 0;
        for (int seed = 0; seed < 40; seed++)
        {
            foreach (LayerKernel kernel in Plans.Of(TinyGraphs.RandomWideLayer(seed), multiplier, adder, strategy).LayerKernels)
            {
                foreach (Int32Constant constant in kernel.Constants.OfType<Int32Constant>().Where(constant => constant.Suffix == "Start"))
                {
                    for (int channel = 0; channel < constant.Values.Count; channel++)
                    {
                        if (kernel.OriginOf(constant, channel) is { Length: > 0 } origin)
                        {
                            origins++;
                            Assert.Equal(constant.Values[channel], Convert.ToInt32(calculator.Compute(origin, null), CultureInfo.InvariantCulture));
                        }
                    }
                }
            }
        }

        Assert.True(origins > 100, $"only {origins} start values");
    }
}
