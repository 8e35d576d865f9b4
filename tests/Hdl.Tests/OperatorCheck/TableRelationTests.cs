using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Hdl.Tests.OperatorCheck;

/// <summary>On a table that nothing may be assumed of, so that no relation holds by accident.</summary>
public class TableRelationTests
{
    private static readonly int[] Table = MultiplierTable.Of(new ScrambledMultiplier());

    [Fact]
    public void Fixture_HasNoSymmetry()
    {
        Multiplier scrambled = new ScrambledMultiplier();
        Assert.NotEqual(scrambled.Apply(3, 5), scrambled.Apply(5, 3));
        Assert.NotEqual(0, scrambled.Apply(0, 7));
        int[] row = [.. Enumerable.Range(-128, 256).Select(activation => scrambled.Apply(activation, 3))];
        Assert.Contains(row.Zip(row.Skip(1)), step => step.Second > step.First);
        Assert.Contains(row.Zip(row.Skip(1)), step => step.Second < step.First);
    }

    [Theory]
    [InlineData(0, 0, true, "EqualIfSwapped", "activation and weight are exchanged")]
    [InlineData(128, 128, false, "EqualIfReindexed", "activation and weight in offset binary, two's complement with the sign bit inverted")]
    [InlineData(128, 0, false, "EqualIfReindexed", "the activation in offset binary, two's complement with the sign bit inverted")]
    [InlineData(0, 128, false, "EqualIfReindexed", "the weight in offset binary, two's complement with the sign bit inverted")]
    [InlineData(128, 128, true, "EqualIfReindexed", "activation and weight in offset binary, two's complement with the sign bit inverted; activation and weight are exchanged")]
    public void Find_PermutedTable_SaysHow(int activationFlip, int weightFlip, bool isSwapped, string status, string description)
    {
        int?[] permuted = [.. Enumerable.Range(0, MultiplierTable.Count).Select(index =>
        {
            int activation = (index >> 8) ^ activationFlip;
            int weight = (index & 255) ^ weightFlip;
            return (int?)Table[isSwapped ? (weight << 8) | activation : (activation << 8) | weight];
        })];

        TableRelation relation = TableRelation.Find(Table, permuted)!;

        Assert.Equal((status, description), (relation.Status.ToString(), relation.Description));
        permuted[4711] += 1;
        Assert.Null(TableRelation.Find(Table, permuted));
        permuted[4711] = null;
        Assert.Null(TableRelation.Find(Table, permuted));
    }

    [Fact]
    public void Find_AnotherTable_IsNone() =>
        Assert.Null(TableRelation.Find(Table, [.. MultiplierTable.Of(new ExactMultiplier()).Select(product => (int?)product)]));
}
