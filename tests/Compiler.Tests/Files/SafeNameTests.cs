using QMacVerify.Compiler.Files;

namespace QMacVerify.Compiler.Tests.Files;

public class SafeNameTests
{
    [Theory]
    [InlineData("conv1")]
    [InlineData("trunc_2")]
    [InlineData("res2.block-1_conv")]
    [InlineData("null")]
    public void Of_HarmlessName_IsKept(string name) => Assert.Equal(name, SafeName.Of(name));

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("-rf")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    [InlineData("a\\b")]
    [InlineData("\ud800")]
    [InlineData("trailing.")]
    [InlineData("nul")]
    [InlineData("COM1.conv")]
    [InlineData("a name that is far too long to be part of the name of a file")]
    public void Of_OtherName_IsHarmlessAndHashed(string name) =>
        Assert.Matches("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,47}_?[0-9a-f]{8}$", SafeName.Of(name));

    [Fact]
    public void Of_NamesThatReadAlike_StayDifferent() => Assert.NotEqual(SafeName.Of("a/b"), SafeName.Of("a\\b"));
}
