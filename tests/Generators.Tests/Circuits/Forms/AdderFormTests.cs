using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Circuits.Forms;
using QMacVerify.Runtime;

namespace QMacVerify.Generators.Tests.Circuits.Forms;

/// <summary>Forms of adders against the chain of additions that defines them, with several lanes in any order.</summary>
public sealed class AdderFormTests
{
    [Theory]
    [InlineData("exact", "exact", 0)]
    [InlineData("exact", "trunc:4", 4)]
    [InlineData("trunc:4", "trunc:4", 4)]
    [InlineData("trunc:4", "loa:4", 0)]
    [InlineData("trunc:4", "eta1:3", 0)]
    [InlineData("exact", "loa:0", 0)]
    public void Of_LowBitsWithoutEffect_IsAnExactSum(string multiplier, string adder, int clearedBits) =>
        Assert.Equal(new ExactSum(clearedBits), FormOf(multiplier, adder));

    [Fact]
    public void Of_LowBitsOfProducts_KeepsLanes()
    {
        Assert.Equal(new LowerPartOrSum(4), FormOf("exact", "loa:4"));
        Assert.Equal(new LowerPartOrSum(5), FormOf("trunc:4", "loa:5"));
        Assert.Equal(new ErrorTolerantSum(4), FormOf("trunc:3", "eta1:4"));
    }

    [Theory]
    [InlineData("exact")]
    [InlineData("trunc:4")]
    [InlineData("bam:h=1,v=3")]
    [InlineData("mitchell")]
    public void Sum_EveryAdderOfRandomProducts_IsThatOfTheChain(string spec)
    {
        SplitMix64 random = new(17);
        Multiplier multiplier = OperatorSpec.ParseMultiplier(spec, out _)!;
        ProductForms products = ProductForms.Of(multiplier);
        foreach (Adder adder in AdderTests.All)
        {
            AdderForm form = AdderForm.Of(adder, products);
            for (int i = 0; i < 50; i++)
            {
                // Small start values have the low bits alone, wide ones wrap.
                int start = unchecked((int)random.NextUInt64()) >> random.NextBelow(32);
                int[] terms = [.. Enumerable.Range(0, 1 + random.NextBelow(60)).Select(_ => multiplier.Apply(random.NextBelow(256) - 128, random.NextBelow(256) - 128))];

                Assert.Equal(terms.Aggregate(start, adder.Apply), SumOf(form, start, terms, lanes: 1 + random.NextBelow(8)));
            }
        }
    }

    [Fact]
    public void Sum_AllShortChainsOfSmallNumbers_IsThatOfTheChain()
    {
        int[] numbers = [.. Enumerable.Range(-16, 32)];
        foreach (Adder adder in AdderTests.All.Where(adder => adder.ApproximateBits is > 0 and <= 4))
        {
            AdderForm form = AdderForm.Of(adder, ProductForms.Of(new ExactMultiplier()));
            foreach (int start in numbers)
            {
                foreach (int first in numbers)
                {
                    foreach (int second in numbers)
                    {
                        int sum = adder.Apply(adder.Apply(start, first), second);
                        if (sum != SumOf(form, start, [first, second], lanes: 2))
                        {
                            Assert.Fail($"{adder.Spec}: {start}, {first}, {second}");
                        }
                    }
                }
            }
        }
    }

    private static AdderForm FormOf(string multiplier, string adder) => AdderForm.Of(
        OperatorSpec.ParseAdder(adder, out _)!, ProductForms.Of(OperatorSpec.ParseMultiplier(multiplier, out _)!));

    /// <summary>As a kernel adds: each product in the lane of its index, the start value in the last one.</summary>
    private static int SumOf(AdderForm form, int start, int[] products, int lanes)
    {
        if (form is ExactSum exact)
        {
            int upper = -1 << exact.ClearedBits;
            return unchecked(products.Aggregate(start & upper, (sum, product) => sum + (product & upper)));
        }

        LaneSum sums = (LaneSum)form;
        Lane[] states = new Lane[lanes];
        for (int i = 0; i < products.Length; i++)
        {
            states[i % lanes] = sums.Add(states[i % lanes], products[i]);
        }

        states[lanes - 1] = sums.Add(states[lanes - 1], start);
        return sums.Result(states.Aggregate(sums.Combine));
    }
}
