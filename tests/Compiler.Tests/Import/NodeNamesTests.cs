using QMacVerify.Compiler.Import;

namespace QMacVerify.Compiler.Tests.Import;

public class NodeNamesTests
{
    [Theory]
    [InlineData("logits", "logits")]
    [InlineData("_a.b-c", "_a.b-c")]
    [InlineData("class", "class")]
    [InlineData("", "conv2d_4")]
    [InlineData("4a", "conv2d_4")]
    [InlineData("a/b", "conv2d_4")]
    [InlineData("a\n", "conv2d_4")]
    [InlineData("*/", "conv2d_4")]
    [InlineData("\"quoted\"", "conv2d_4")]
    [InlineData("a_name_of_forty_one_characters_is_too_lon", "conv2d_4")]
    public void Choose_KeepsOnlyShortHarmlessNames(string outputName, string expected) =>
        Assert.Equal(expected, new NodeNames([outputName]).Choose(outputName, "CONV_2D", 4));

    [Fact]
    public void Choose_DuplicateOutputNames_GivesBothTheirIndex()
    {
        NodeNames names = new(["x", "x"]);

        Assert.Equal("add_0", names.Choose("x", "ADD", 0));
        Assert.Equal("max_pool2d_1", names.Choose("x", "MAX_POOL_2D", 1));
    }

    [Fact]
    public void Choose_FallbackThatIsATensorName_GetsASuffix()
    {
        NodeNames names = new(["a/b", "add_0"]);

        Assert.Equal("add_0_2", names.Choose("a/b", "ADD", 0));
        Assert.Equal("add_0", names.Choose("add_0", "ADD", 1));
    }
}
