using QMacVerify.Generators.Circuits;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Circuits;

public sealed class TableMultiplierTests
{
    private static readonly int[] Scrambled = MultiplierTable.Of(new ScrambledMultiplier());

    [Fact]
    public void Apply_EveryPair_IsTheEntryOfTheTable()
    {
        TableMultiplier multiplier = new("table:x", Scrambled);

        Assert.Equal(Scrambled, MultiplierTable.Of(multiplier));
        Assert.Equal(MultiplierTable.Sha256(Scrambled), multiplier.Sha256);
        Assert.Equal(Scrambled, multiplier.Products.ToArray());
        Assert.Null(multiplier.Verilog);
    }

    [Theory]
    [InlineData(1, "short")]
    [InlineData(3, "int")]
    public void ProductExpression_Compiled_EqualsApply(int scale, string elementType)
    {
        TableMultiplier multiplier = new("table:x", [.. Scrambled.Select(product => product * scale)]);
        Assert.Equal(elementType, multiplier.ElementTypeName);
        Type products = GeneratedCode.Compile(
            $$"""
            using System;
            public static class Products
            {
                public static {{elementType}}[] {{multiplier.TableName}} = null!;
                public static int Of(sbyte activation, sbyte weight)
                {
                    {{multiplier.Preparation}}
                    return {{multiplier.ProductExpression("activation", "weight")}};
                }
                public static int OfLiteral(int activation)
                {
                    {{multiplier.Preparation}}
                    return {{multiplier.ProductExpression("activation", "-7")}};
                }
            }
            """).GetType("Products")!;
        object table = scale == 1 ? Array.ConvertAll(multiplier.Products.ToArray(), product => (short)product) : multiplier.Products.ToArray();
        products.GetField(multiplier.TableName)!.SetValue(null, table);
        var compiled = products.GetMethod("Of")!.CreateDelegate<Func<sbyte, sbyte, int>>();
        var ofLiteral = products.GetMethod("OfLiteral")!.CreateDelegate<Func<int, int>>();

        for (int index = 0; index < MultiplierTable.Count; index++)
        {
            (int activation, int weight) = MultiplierTable.OperandsAt(index);
            Assert.Equal(multiplier.Apply(activation, weight), compiled((sbyte)activation, (sbyte)weight));
            Assert.Equal(multiplier.Apply(activation, -7), ofLiteral(activation));
        }
    }

    [Fact]
    public void Equals_DependsOnSpecAndProducts()
    {
        int[] other = (int[])Scrambled.Clone();
        other[777]++;

        Assert.Equal(new TableMultiplier("table:x", Scrambled), new TableMultiplier("table:x", Scrambled));
        Assert.NotEqual(new TableMultiplier("table:x", Scrambled), new TableMultiplier("table:y", Scrambled));
        Assert.NotEqual(new TableMultiplier("table:x", Scrambled), new TableMultiplier("table:x", other));
        Assert.NotEqual(new TableMultiplier("table:x", Scrambled).TableName, new TableMultiplier("table:x", other).TableName);
    }

    [Fact]
    public void Constructor_KeepsACopy()
    {
        int[] products = (int[])Scrambled.Clone();
        TableMultiplier multiplier = new("table:x", products);
        products[0]++;

        Assert.Equal(Scrambled[0], multiplier.Apply(-128, -128));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("table:x*/")]
    [InlineData("table:<x>")]
    [InlineData("table:ä")]
    public void Constructor_TextThatCouldEndAComment_IsRefused(string spec) =>
        Assert.Throws<ArgumentException>(() => new TableMultiplier(spec, Scrambled));

    [Fact]
    public void Constructor_WrongTable_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new TableMultiplier("table:x", [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => new TableMultiplier("table:x", [.. Scrambled.Select(_ => TableMultiplier.MaxMagnitude + 1)]));
    }
}
