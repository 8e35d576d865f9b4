using QMacVerify.Generators.Circuits;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Circuits;

/// <summary>The tables of published circuits, simulated from their netlists, are those of our forms: neither can be wrong alone.</summary>
public sealed class PublishedCircuitTests
{
    [SkippableTheory]
    [InlineData("1KV8", "exact")]
    [InlineData("1KVA", "trunc_col:2")]
    [InlineData("1KX2", "trunc_col:4")]
    [InlineData("1L2H", "trunc_op:1")]
    public void Table_OfACircuit_IsThatOfTheForm(string circuit, string spec) =>
        Assert.Equal(MultiplierTable.Of(OperatorSpec.ParseMultiplier(spec, out _)!), Read(circuit));

    /// <summary>These drop rows of their first operand: with the activation there, they are broken arrays with the operands swapped.</summary>
    [SkippableTheory]
    [InlineData("1KR3", "bam:h=6,v=0")]
    [InlineData("1KR6", "bam:h=1,v=3")]
    [InlineData("1KRC", "bam:h=1,v=4")]
    public void Table_OfACircuitWithSwappedRoles_IsTheFormTransposed(string circuit, string spec)
    {
        int[] form = MultiplierTable.Of(OperatorSpec.ParseMultiplier(spec, out _)!);
        int[] table = Read(circuit);
        Assert.NotEqual(form, table);
        Assert.Equal(form, Enumerable.Range(0, MultiplierTable.Count).Select(index => table[((index & 255) << 8) | (index >> 8)]));
    }

    private static int[] Read(string circuit)
    {
        NpyArray table = NpyFormat.ReadFile(SharedMaterial.PathOf("operators", $"mul8s_{circuit}.npy"));
        return Array.ConvertAll(table.Values<short>().ToArray(), product => (int)product);
    }
}
