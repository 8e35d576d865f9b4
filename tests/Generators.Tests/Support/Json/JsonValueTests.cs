using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Tests.Support.Json;

public sealed class JsonValueTests
{
    [Fact]
    public void RequireAllRead_AllAskedFor_IsSilent()
    {
        JsonValue value = JsonReader.Read("a.json", """{ "a": { "b": 1 }, "c": [ { "d": 2 } ] }""");

        value.Get("a").Integer("b", 0, 9);
        value.List("c")[0].Find("d");
        value.Find("e");
        value.RequireAllRead();
    }

    [Theory]
    [InlineData("""{ "a": 1, "bb": 2 }""", "member \"bb\" is unknown; expected a", 17)]
    [InlineData("""{ "a": { "x": 1 } }""", "member \"x\" is unknown; it takes none", 15)]
    [InlineData("""{ "a": [ { "x": 1 } ] }""", "member \"x\" is unknown; it takes none", 17)]
    [InlineData("""{ "a": 1, "A": 2 }""", "member \"A\" is unknown; did you mean \"a\"?", 16)]
    public void RequireAllRead_MemberThatNobodyAskedFor_IsRefused(string json, string expected, int column)
    {
        JsonValue value = JsonReader.Read("a.json", json);
        value.Get("a");

        DiagnosticException e = Assert.Throws<DiagnosticException>(value.RequireAllRead);

        Assert.Equal(expected, e.Diagnostic.Message);
        Assert.Equal(new FilePosition("a.json", 1, column), e.Diagnostic.Position);
    }

    [Fact]
    public void Find_InAnotherKindOfValue_IsRefused() => Assert.Equal(
        "found an array of 1, expected an object",
        Assert.Throws<DiagnosticException>(() => JsonReader.Read("a.json", "[1]").Find("a")).Diagnostic.Message);
}
