using QMacVerify.Compiler.Import;

namespace QMacVerify.Compiler.Tests.Import;

public class ModelNamesTests
{
    [Theory]
    [InlineData("nets/lenet.tflite", "lenet")]
    [InlineData("nets/resnet8/model.tflite", "resnet8")]
    [InlineData("nets/a b:c.v2.tflite", "a_b_c.v2")]
    [InlineData("nets/-rf.tflite", "_rf")]
    [InlineData("nets/..tflite", "_")]
    [InlineData("nets/.tflite", "model")]
    public void Of_IsTheStemMadeHarmless(string path, string expected)
    {
        Assert.Equal(expected, ModelNames.Of(path));
        Assert.True(ModelNames.IsValid(expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("-a")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("ä")]
    public void IsValid_NameThatIsNoPlainFolder_IsFalse(string name) => Assert.False(ModelNames.IsValid(name));
}
