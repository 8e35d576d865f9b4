using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Contract;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Circuits.Contract;

public class OperatorContractTests
{
    [Fact]
    public void Of_Scrambled_AssumesNothing()
    {
        ScrambledMultiplier scrambled = new();
        OperatorContract contract = OperatorContract.Of(new ResolvedMultiplier(scrambled, null, []));
        TableProperties properties = contract.Properties;

        Assert.False(properties.ZeroActivationGivesZero);
        Assert.False(properties.ZeroWeightGivesZero);
        Assert.True(properties.NonCommutingPairs > 60_000);
        Assert.Equal(256, properties.NonMonotoneWeights);
        Assert.True(properties.PairsAboveExact > 0);
        Assert.Empty(contract.ClosedForms);
        Assert.Null(contract.Bits);
        for (int weight = -128; weight < 128; weight++)
        {
            int[] products = [.. Enumerable.Range(-128, 256).Select(activation => scrambled.Apply(activation, weight))];
            int[] errors = [.. Enumerable.Range(-128, 256).Select(activation => scrambled.Apply(activation, weight) - (activation * weight))];
            Assert.Equal(new WeightRange(products.Min(), products.Max(), errors.Min(), errors.Max()), properties.Weights[weight + 128]);
        }
    }

    [Fact]
    public void Of_Truncated_HasTheFiguresOfItsDefinition()
    {
        OperatorContract contract = OperatorContract.Of(OperatorResolver.Multiplier("trunc:4"));

        // SEMANTICS section 5: e in [-15, 0], mean -(2^(d-1) - (d+2)/4).
        Assert.Equal((6.5, 15, -6.5), (contract.Metrics.Mae, contract.Metrics.Wce, contract.Metrics.Bias));
        Assert.Equal(0.8125, contract.Metrics.Ep);
        Assert.Equal((12, true), (contract.Rank.Rank, contract.Rank.IsProved));
        Assert.Equal(["trunc:4", "(a * w) & ~0xf"], contract.ClosedForms);
        Assert.Equal(0, contract.Properties.NonMonotoneWeights);
        Assert.Equal(16, contract.Properties.ProductBits);
        Assert.Null(contract.Own);
    }

    [Fact]
    public void ClosedForms_MaskedOperands_AreRecognised()
    {
        IReadOnlyList<string> forms = ClosedForms.Of(Table((a, w) => (a & ~3) * (w & ~16)));

        Assert.Contains("(a & 0xfc) * (w & 0xef), on the 8-bit codes with bit 7 worth -128", forms);
        Assert.Contains("22 of 64 partial products left out", forms);
    }

    [Fact]
    public void ClosedForms_EveryBuiltIn_IsRecognised()
    {
        // Different parameters may give the same circuit: the first of them stands for all.
        foreach (Multiplier builtIn in OperatorSpec.Multipliers.SelectMany(form => ClosedForms.All(form).Where((_, i) => form.Parameters.Count < 2 || i % 17 == 0)))
        {
            string first = ClosedForms.Of(MultiplierTable.Of(builtIn))[0];
            Multiplier recognised = OperatorSpec.ParseMultiplier(first, out _)!;
            Assert.Equal(MultiplierTable.Of(builtIn), MultiplierTable.Of(recognised));
        }
    }

    [SkippableTheory]
    [InlineData("mul8s_1KV8", "exact")]
    [InlineData("mul8s_1KVA", "trunc_col:2")]
    [InlineData("mul8s_1KX2", "trunc_col:4")]
    [InlineData("mul8s_1L2H", "trunc_op:1")]
    [InlineData("mul8s_1KR3", "bam:h=6,v=0 with the operands swapped")]
    [InlineData("mul8s_1KR6", "bam:h=1,v=3 with the operands swapped")]
    [InlineData("mul8s_1KRC", "bam:h=1,v=4 with the operands swapped")]
    public void ClosedForms_PublishedSignedCircuit_IsABuiltIn(string name, string form)
    {
        ResolvedMultiplier resolved = OperatorResolver.Multiplier($"table:{SharedMaterial.PathOf("operators", $"{name}.npy")}");

        Assert.Equal(form, ClosedForms.Of(MultiplierTable.Of(resolved.Multiplier))[0]);
    }

    [Fact]
    public void ErrorMetrics_OneWrongPair_IsCountedOnce()
    {
        int[] table = Table((a, w) => a * w);
        table[(130 << 8) | 133] += 5; // 2 * 5 = 10 becomes 15

        Assert.Equal(new ErrorMetrics(5 / 65_536.0, 5, 1 / 65_536.0, 0.5 / 65_536, 0.5 / 65_025, 25 / 65_536.0, 5 / 65_536.0), ErrorMetrics.Of(table, -128));
    }

    private static int[] Table(Func<int, int, int> product) => [.. Enumerable.Range(0, MultiplierTable.Count).Select(index =>
    {
        (int activation, int weight) = MultiplierTable.OperandsAt(index);
        return product(activation, weight);
    })];
}
