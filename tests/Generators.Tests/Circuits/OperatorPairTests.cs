using QMacVerify.Generators.Circuits;

namespace QMacVerify.Generators.Tests.Circuits;

public sealed class OperatorPairTests
{
    private const string BiasOnly = "every product ends in zeros where the adder truncates, so the adder changes nothing but the bias";
    private const string ExactHere = "every product ends in zeros where the adder approximates, so the adder is exact here";

    [Theory]
    [InlineData("trunc:3", "trunc:3", BiasOnly)]
    [InlineData("trunc:3", "trunc:4", null)]
    [InlineData("trunc:3", "trunc:0", null)]
    [InlineData("exact", "trunc:1", null)]
    [InlineData("trunc_col:3", "trunc:2", BiasOnly)]
    [InlineData("trunc_op:2", "trunc:4", BiasOnly)]
    [InlineData("trunc_op:2", "trunc:5", null)]
    [InlineData("bam:h=2,v=1", "trunc:2", BiasOnly)]
    [InlineData("trunc:3", "loa:3", ExactHere)]
    [InlineData("trunc:3", "loa:4", null)]
    [InlineData("trunc_col:4", "eta1:3", ExactHere)]
    [InlineData("trunc_col:4", "eta1:0", null)]
    [InlineData("drum:3", "loa:1", null)]
    [InlineData("trunc:3", "exact", null)]
    public void Note_SaysWhereTheAdderShowsNoErrors(string multiplier, string adder, string? expected) =>
        Assert.Equal(expected, Pair(multiplier, adder).Note);

    /// <summary>What a note claims, on every product and on start values with all low bits.</summary>
    [Theory]
    [InlineData("trunc:3", "trunc:3")]
    [InlineData("trunc_op:1", "trunc:2")]
    [InlineData("trunc:3", "loa:3")]
    [InlineData("trunc_col:4", "eta1:4")]
    [InlineData("bam:h=1,v=3", "loa:3")]
    public void Note_Claim_Holds(string multiplier, string adder)
    {
        OperatorPair pair = Pair(multiplier, adder);
        Assert.NotNull(pair.Note);
        foreach (int product in MultiplierTable.Of(pair.Multiplier).Distinct())
        {
            for (int start = -33; start < 33; start++)
            {
                int kept = pair.Adder.ZeroIsIdentity ? start : pair.Adder.Apply(start, 0);
                Assert.Equal(kept + product, pair.Adder.Apply(start, product));
            }
        }
    }

    private static OperatorPair Pair(string multiplier, string adder) =>
        new(OperatorSpec.ParseMultiplier(multiplier, out _)!, OperatorSpec.ParseAdder(adder, out _)!);
}
