using System.Text;

namespace QMacVerify.Runtime.Tests;

public class AccumulatorCheckTests
{
    private const string Bounds = """
        { "schema": "qmac.constraints/1", "kind": "sound",
          "layers": [ { "index": 1, "name": "conv2d_1", "channels": [ { "c": 0, "acc": [-10, 20] }, { "c": 1, "acc": [5, 5] } ] },
                      { "index": 4, "name": "logits", "channels": [ { "c": 0, "acc": [-9000000000, 9000000000] } ] } ] }
        """;

    [Theory]
    [InlineData(1, 0, -10)]
    [InlineData(1, 0, 20)]
    [InlineData(1, 1, 5)]
    [InlineData(4, 0, int.MinValue)]
    [InlineData(4, 0, int.MaxValue)]
    public void Verify_WithinBounds_Passes(int layer, int channel, int acc) => Read(Bounds).Verify(layer, channel, acc);

    [Theory]
    [InlineData(1, 0, 21, "The accumulator of layer 1 \"conv2d_1\", channel 0, is 21, outside its sound bounds [-10, 20].")]
    [InlineData(1, 0, -11, "The accumulator of layer 1 \"conv2d_1\", channel 0, is -11, outside its sound bounds [-10, 20].")]
    [InlineData(1, 1, 4, "The accumulator of layer 1 \"conv2d_1\", channel 1, is 4, outside its sound bounds [5, 5].")]
    [InlineData(1, 2, 0, "Channel 2 of layer 1 \"conv2d_1\" has no accumulator bounds, only 2 channels have.")]
    [InlineData(1, -1, 0, "Channel -1 of layer 1 \"conv2d_1\" has no accumulator bounds, only 2 channels have.")]
    [InlineData(2, 0, 0, "Layer 2 has no accumulator bounds.")]
    public void Verify_OutsideBounds_Throws(int layer, int channel, int acc, string message)
    {
        AccumulatorCheck check = Read(Bounds);
        Assert.Equal(message, Assert.Throws<AccumulatorBoundException>(() => check.Verify(layer, channel, acc)).Message);
    }

    [Theory]
    [InlineData("qmac.constraints/1", "qmac.constraints/2", "D_sound.json has schema \"qmac.constraints/2\", expected \"qmac.constraints/1\": make it with qmac constraints of the version that this code is of.")]
    [InlineData("\"sound\"", "\"empirical\"", "D_sound.json has kind \"empirical\", expected \"sound\".")]
    [InlineData("\"index\": 4", "\"index\": 1", "D_sound.json has two layers of index 1, expected one.")]
    [InlineData("\"c\": 1", "\"c\": 3", "D_sound.json has channel 3 of layer 1 in place 1, expected all channels in order.")]
    [InlineData("[-10, 20]", "[20, -10]", "D_sound.json bounds channel 0 of layer 1 by [20, -10], expected [lower, upper].")]
    [InlineData("[-10, 20]", "[20]", "D_sound.json bounds channel 0 of layer 1 by [20], expected [lower, upper].")]
    [InlineData("[-10, 20]", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "D_sound.json bounds channel 0 of layer 1 by 41 values, expected [lower, upper].")]
    public void Read_WrongContent_SaysWhatIsWrong(string part, string replacement, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => Read(Bounds.Replace(part, replacement, StringComparison.Ordinal))).Message);

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "schema": "qmac.constraints/1", "kind": "sound", "layers": 3 }""")]
    [InlineData("""{ "schema": "qmac.constraints/1", "kind": "sound", "layers": [ { "index": 0.5, "name": "a", "channels": [] } ] }""")]
    public void Read_NotAConstraintsFile_IsRefused(string json) => Assert.StartsWith(
        "D_sound.json is not a constraints file of schema qmac.constraints/1: ",
        Assert.Throws<InvalidDataException>(() => Read(json)).Message,
        StringComparison.Ordinal);

    /// <summary>What the parser says of a literal that does not end holds the rest of the file.</summary>
    [Fact]
    public void Read_TextThatIsNoJson_NamesTheLineAndQuotesNothing() => Assert.Equal(
        "D_sound.json is not a constraints file of schema qmac.constraints/1: it is no JSON at line 2",
        Assert.Throws<InvalidDataException>(() => Read($"{{\n\"schema\": true{new string('x', 5000)}\n}}")).Message);

    private static AccumulatorCheck Read(string json) => AccumulatorCheck.Read(Encoding.UTF8.GetBytes(json), "D_sound.json");
}
