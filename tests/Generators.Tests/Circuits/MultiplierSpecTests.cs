using QMacVerify.Generators.Circuits;

namespace QMacVerify.Generators.Tests.Circuits;

public sealed class MultiplierSpecTests
{
    [Theory]
    [InlineData("exact")]
    [InlineData("bam:h=1,v=3")]
    [InlineData("table:my mul.npy")]
    [InlineData("table:a/b.qop.json")]
    [InlineData("verilog:mul.v,unsigned,wrap=offset,param.N=4")]
    public void Parse_Spec_GivesTheTextBack(string text) => Assert.Equal(text, MultiplierSpec.Parse(text, out _)!.ToString());

    [Fact]
    public void Parse_File_IsTakenApart()
    {
        MultiplierFileSpec spec = Assert.IsType<MultiplierFileSpec>(MultiplierSpec.Parse("verilog:a/mul.v,signed,top=m", out string error));

        Assert.Equal((MultiplierFileSpec.Verilog, "a/mul.v", ""), (spec.Kind, spec.Path, error));
        Assert.Equal(["signed", "top=m"], spec.Options);
        Assert.Equal(spec, MultiplierSpec.Parse("verilog:a/mul.v,signed,top=m", out _));
        Assert.NotEqual<MultiplierSpec?>(spec, MultiplierSpec.Parse("verilog:a/mul.v,top=m,signed", out _));
    }

    [Theory]
    [InlineData("table:", "operator \"table:\" names no file; expected table:FILE")]
    [InlineData("verilog:,signed", "operator \"verilog:,signed\" names no file; expected verilog:FILE")]
    [InlineData("trunc:16", "multiplier \"trunc:16\" is not valid; expected trunc:N with N from 0 to 15")]
    public void Parse_WrongSpec_SaysWhatWasExpected(string text, string expected)
    {
        Assert.Null(MultiplierSpec.Parse(text, out string error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("table:a.qop.json", true)]
    [InlineData("table:a.json", false)]
    [InlineData("verilog:a.qop.json", false)]
    public void IsExported_FileOfOpExport_IsRecognised(string text, bool expected) =>
        Assert.Equal(expected, Assert.IsType<MultiplierFileSpec>(MultiplierSpec.Parse(text, out _)).IsExported);
}
