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
    public void Hint_NothingKnown_SaysSo() => Assert.Equal("it takes none", NearName.Hint("Class", []));
}
