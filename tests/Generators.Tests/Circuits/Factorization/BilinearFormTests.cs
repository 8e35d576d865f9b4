using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Circuits.Factorization;

namespace QMacVerify.Generators.Tests.Circuits.Factorization;

public sealed class BilinearFormTests
{
    [Fact]
    public void Of_ExactProducts_HasEveryPartialProduct()
    {
        BilinearForm signed = BilinearForm.Of(MultiplierTable.Of(new ExactMultiplier()), isSigned: true)!;
        BilinearForm unsigned = BilinearForm.Of([.. Enumerable.Range(0, 65_536).Select(index => (index >> 8) * (index & 255))], isSigned: false)!;

        Assert.Equal((16_384, -256, 1), (signed[7, 7], signed[1, 7], signed[0, 0]));
        Assert.Equal((16_384, 256, 1), (unsigned[7, 7], unsigned[1, 7], unsigned[0, 0]));
        Assert.Empty(signed.Dropped);
        Assert.True(signed.IsExactWhereKept && unsigned.IsExactWhereKept);
        Assert.Equal((255, 255), signed.OperandMasks());
    }

    [Fact]
    public void OperandMasks_MaskedOperands_AreFound()
    {
        BilinearForm form = BilinearForm.Of(TableOf((a, w) => (a & ~3) * (w & ~16)), isSigned: true)!;

        Assert.Equal((0xfc, 0xef), form.OperandMasks());
        Assert.Equal(16 + 6, form.Dropped.Count());
        Assert.True(form.IsExactWhereKept);
    }

    [Fact]
    public void Of_OtherWeights_AreNotExactWhereKept()
    {
        BilinearForm form = BilinearForm.Of(TableOf((a, w) => (a * w) + ((a & 1) * (w & 1))), isSigned: true)!;

        Assert.Equal(2, form[0, 0]);
        Assert.False(form.IsExactWhereKept);
        Assert.Null(form.OperandMasks());
    }

    [Fact]
    public void Of_OneChangedEntry_IsNone()
    {
        int[] table = TableOf((a, w) => a * w);
        table[12_345] ^= 1;

        Assert.Null(BilinearForm.Of(table, isSigned: true));
    }

    private static int[] TableOf(Func<int, int, int> product) => [.. Enumerable.Range(0, MultiplierTable.Count).Select(index =>
    {
        (int activation, int weight) = MultiplierTable.OperandsAt(index);
        return product(activation, weight);
    })];
}
