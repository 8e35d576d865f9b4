using QMacVerify.Generators.Circuits;

namespace QMacVerify.Generators.Tests.Circuits;

public sealed class OperatorSpecTests
{
    [Fact]
    public void Parse_EveryParameter_GivesTheSpecBack()
    {
        foreach (OperatorForm<Multiplier> form in OperatorSpec.Multipliers)
        {
            Assert.All(Specs(form), spec => Assert.Equal(spec, OperatorSpec.ParseMultiplier(spec, out _)?.Spec));
        }

        foreach (OperatorForm<Adder> form in OperatorSpec.Adders)
        {
            Assert.All(Specs(form), spec => Assert.Equal(spec, OperatorSpec.ParseAdder(spec, out _)?.Spec));
        }
    }

    [Fact]
    public void Example_OfEveryForm_IsOfThatForm()
    {
        Assert.All(OperatorSpec.Multipliers, form => Assert.Contains(form.Example, Specs(form)));
        Assert.All(OperatorSpec.Adders, form => Assert.Contains(form.Example, Specs(form)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Exact")]
    [InlineData(" exact")]
    [InlineData("exact ")]
    [InlineData("round:1")]
    [InlineData("trunc,1")]
    public void Parse_UnknownName_ListsTheForms(string spec)
    {
        Assert.Null(OperatorSpec.ParseMultiplier(spec, out string multiplierError));
        Assert.Null(OperatorSpec.ParseAdder(spec, out string adderError));
        Assert.Equal(
            $"multiplier \"{spec}\" is unknown; expected exact, trunc:N, trunc_op:N, trunc_col:N, bam:h=H,v=V, drum:K, mitchell, table:FILE[,...] or verilog:FILE[,...]", multiplierError);
        Assert.Equal($"adder \"{spec}\" is unknown; expected exact, trunc:N, loa:L or eta1:L", adderError);
    }

    [Theory]
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
    [InlineData("trunc:n=1")]
    public void Parse_WrongParameter_SaysWhatWasExpected(string spec)
    {
        Assert.Null(OperatorSpec.ParseMultiplier(spec, out string multiplierError));
        Assert.Null(OperatorSpec.ParseAdder(spec, out string adderError));
        Assert.Equal($"multiplier \"{spec}\" is not valid; expected trunc:N with N from 0 to 15", multiplierError);
        Assert.Equal($"adder \"{spec}\" is not valid; expected trunc:N with N from 0 to 31", adderError);
    }

    [Theory]
    [InlineData("exact:", "exact")]
    [InlineData("exact:0", "exact")]
    [InlineData("mitchell:1", "mitchell")]
    [InlineData("trunc_op:8", "trunc_op:N with N from 0 to 7")]
    [InlineData("trunc_col:15", "trunc_col:N with N from 0 to 14")]
    [InlineData("drum:2", "drum:K with K from 3 to 7")]
    [InlineData("drum:8", "drum:K with K from 3 to 7")]
    [InlineData("bam", "bam:h=H,v=V with H from 0 to 7 and V from 0 to 14")]
    [InlineData("bam:1,3", "bam:h=H,v=V with H from 0 to 7 and V from 0 to 14")]
    [InlineData("bam:h=1", "bam:h=H,v=V with H from 0 to 7 and V from 0 to 14")]
    [InlineData("bam:v=3,h=1", "bam:h=H,v=V with H from 0 to 7 and V from 0 to 14")]
    [InlineData("bam:h=8,v=3", "bam:h=H,v=V with H from 0 to 7 and V from 0 to 14")]
    [InlineData("bam:h=1,v=15", "bam:h=H,v=V with H from 0 to 7 and V from 0 to 14")]
    [InlineData("bam:h=1,v=3,x=1", "bam:h=H,v=V with H from 0 to 7 and V from 0 to 14")]
    public void ParseMultiplier_WrongParameter_SaysWhatWasExpected(string spec, string expected)
    {
        Assert.Null(OperatorSpec.ParseMultiplier(spec, out string error));
        Assert.Equal($"multiplier \"{spec}\" is not valid; expected {expected}", error);
    }

    [Theory]
    [InlineData("loa:32", "loa:L with L from 0 to 31")]
    [InlineData("eta1", "eta1:L with L from 0 to 31")]
    public void ParseAdder_WrongParameter_SaysWhatWasExpected(string spec, string expected)
    {
        Assert.Null(OperatorSpec.ParseAdder(spec, out string error));
        Assert.Equal($"adder \"{spec}\" is not valid; expected {expected}", error);
    }

    private static IEnumerable<string> Specs<T>(OperatorForm<T> form)
        where T : class => form.Parameters.Count switch
        {
            0 => [form.Name],
            1 => Values(form.Parameters[0]).Select(value => $"{form.Name}:{value}"),
            _ => from first in Values(form.Parameters[0])
                 from second in Values(form.Parameters[1])
                 select $"{form.Name}:{form.Parameters[0].Key}{first},{form.Parameters[1].Key}{second}",
        };

    private static IEnumerable<int> Values(OperatorParameter parameter) =>
        Enumerable.Range(parameter.Minimum, parameter.Maximum - parameter.Minimum + 1);
}
