using QMacVerify.Generators.Operators;

namespace QMacVerify.Generators.Tests.Operators;

public sealed class OperatorSpecTests
{
    [Fact]
    public void Parse_EverySpec_GivesItBack()
    {
        foreach (string spec in Enumerable.Range(0, 16).Select(drop => $"trunc:{drop}").Append("exact"))
        {
            Assert.Equal(spec, OperatorSpec.ParseMultiplier(spec, out _)!.Spec);
        }

        foreach (string spec in Enumerable.Range(0, 32).Select(drop => $"trunc:{drop}").Append("exact"))
        {
            Assert.Equal(spec, OperatorSpec.ParseAdder(spec, out _)!.Spec);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Exact")]
    [InlineData(" exact")]
    [InlineData("trunc")]
    [InlineData("trunc:")]
    [InlineData("trunc:-1")]
    [InlineData("trunc:+1")]
    [InlineData("trunc: 1")]
    [InlineData("trunc:1.0")]
    [InlineData("trunc:0x1")]
    [InlineData("trunc:32")]
    [InlineData("trunc:99999999999")]
    [InlineData("trunc:1,signed")]
    public void Parse_AnythingElse_SaysWhatWasExpected(string spec)
    {
        Assert.Null(OperatorSpec.ParseMultiplier(spec, out string multiplierError));
        Assert.Null(OperatorSpec.ParseAdder(spec, out string adderError));
        Assert.Equal($"multiplier \"{spec}\" is unknown; expected exact or trunc:N with N from 0 to 15", multiplierError);
        Assert.Equal($"adder \"{spec}\" is unknown; expected exact or trunc:N with N from 0 to 31", adderError);
    }

    [Fact]
    public void Parse_DropBeyondTheMultiplier_IsAnAdderOnly()
    {
        Assert.Null(OperatorSpec.ParseMultiplier("trunc:16", out _));
        Assert.NotNull(OperatorSpec.ParseAdder("trunc:16", out _));
    }
}
