using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Tests.Support;

public sealed class NearNameTests
{
    private static readonly string[] Known = ["Class", "Namespace", "Multiplier", "Adder", "Assign", "Strategies"];

    [Theory]
    [InlineData("Amul", "Multiplier")]
    [InlineData("Aadd", "Adder")]
    [InlineData("Multiplyer", "Multiplier")]
    [InlineData("Mul", "Multiplier")]
    [InlineData("AMulDrop", "Multiplier")]
    [InlineData("ader", "Adder")]
    [InlineData("Calss", "Class")]
    [InlineData("Strategie", "Strategies")]
    [InlineData("ClassName", "Class")]
    [InlineData("Assignment", "Assign")]
    public void Hint_NearName_IsOffered(string name, string expected) =>
        Assert.Equal($"did you mean \"{expected}\"?", NearName.Hint(name, Known));

    [Theory]
    [InlineData("Operator")]
    [InlineData("x")]
    [InlineData("")]
    public void Hint_NoNearName_ListsThem(string name) =>
        Assert.Equal("expected Class, Namespace, Multiplier, Adder, Assign, Strategies", NearName.Hint(name, Known));

    [Fact]
    public void Hint_SeveralAsNear_OffersThreeOfThem() => Assert.Equal(
        "did you mean \"conv2d_1\", \"conv2d_2\" or \"conv2d_3\"?",
        NearName.Hint("conv2d_9x", ["conv2d_1", "conv2d_2", "logits", "conv2d_3", "conv2d_4"]));

    [Fact]
    public void Hint_NoNearNameOfMany_ListsTen() => Assert.Equal(
        "expected a0, a1, a2, a3, a4, a5, a6, a7, a8, a9 or one of 2 more",
        NearName.Hint("nothing", [.. Enumerable.Range(0, 12).Select(i => $"a{i}")]));

    [Fact]
    public void Hint_LongNames_AreKnownByTheirFirstLetters() =>
        Assert.StartsWith("did you mean \"xxx", NearName.Hint(new string('x', 1_000_000), ["y", new string('x', 999_999)]), StringComparison.Ordinal);

    [Fact]
    public void NoLayer_Pattern_NamesTheNearLayer() => Assert.Equal(
        "\"conv3d_*\" is not a layer with products of this model; did you mean \"conv2d_1\"?", NearName.NoLayer("conv3d_*", ["conv2d_1", "logits"]));

    [Fact]
    public void Hint_NothingKnown_SaysSo() => Assert.Equal("it takes none", NearName.Hint("Class", []));
}
