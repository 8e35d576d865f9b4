using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Tests.Support;

public sealed class CSharpNamesTests
{
    [Theory]
    [InlineData("conv2d_1", "Conv2d1")]
    [InlineData("model/conv2d/Relu;bias", "ModelConv2dReluBias")]
    [InlineData("class", "Class")]
    [InlineData("2nd", "Layer2nd")]
    [InlineData("", "Layer")]
    [InlineData("*/\"\n", "Layer")]
    [InlineData("größe", "GrE")]
    public void PascalCase_AnyText_IsAnIdentifier(string text, string expected) =>
        Assert.Equal(expected, CSharpNames.PascalCase(text, "Layer"));

    [Fact]
    public void PascalCase_LongText_IsCut() => Assert.Equal(60, CSharpNames.PascalCase(new string('a', 1000), "Layer").Length);

    [Theory]
    [InlineData("cnn_small", "CnnSmall")]
    [InlineData("math", "MathModel")]
    [InlineData("read-only-span", "ReadOnlySpanModel")]
    [InlineData("1", "Model1")]
    public void ClassName_AnyText_HidesNothingThatEmittedCodeUses(string text, string expected) =>
        Assert.Equal(expected, CSharpNames.ClassName(text));

    [Theory]
    [InlineData("CnnSmall", true)]
    [InlineData("_x1", true)]
    [InlineData("Größe", true)]
    [InlineData("class", false)]
    [InlineData("record", false)]
    [InlineData("@class", false)]
    [InlineData("a.b", false)]
    [InlineData("1a", false)]
    [InlineData("", false)]
    public void IsIdentifier_Keywords_AreRefused(string text, bool expected) => Assert.Equal(expected, CSharpNames.IsIdentifier(text));
}
