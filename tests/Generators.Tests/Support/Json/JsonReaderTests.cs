using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Tests.Support.Json;

public sealed class JsonReaderTests
{
    [Fact]
    public void Read_EveryKind_KnowsItsValueAndPosition()
    {
        JsonValue value = JsonReader.Read("a.json", "{ \"a\": [1, -2],\r\n  \"b\": {\"c\": true, \"d\": false},\n\t\"e\": null, \"f\": \"x\" }\n");

        Assert.Equal([1, -2], value.Integers("a", -2, 1));
        Assert.True(value.Get("b").Flag("c"));
        Assert.False(value.Get("b").Flag("d"));
        Assert.Equal(JsonKind.Null, value.Get("e").Kind);
        Assert.Equal("x", value.Text("f"));
        Assert.Null(value.Find("g"));
        Assert.Equal(new FilePosition("a.json", 1, 1), value.Position);
        Assert.Equal(new FilePosition("a.json", 1, 12), value.List("a")[1].Position);
        Assert.Equal(new FilePosition("a.json", 2, 14), value.Get("b").Get("c").Position);
        Assert.Equal(new FilePosition("a.json", 3, 7), value.Get("e").Position);
    }

    [Theory]
    [InlineData("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\uD83D\\ude00\"", "\"\\/\b\f\n\r\t\u00e4\ud83d\ude00")]
    [InlineData("\"\\u0000\"", "\0")]
    [InlineData("\"*/ ä \u2028\"", "*/ ä \u2028")]
    public void Read_Escapes_AreDecoded(string json, string expected) => Assert.Equal(expected, JsonReader.Read("a.json", json).AsText());

    [Theory]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("-0", 0)]
    public void Read_ExtremeIntegers_AreExact(string json, long expected) => Assert.Equal(expected, JsonReader.Read("a.json", json).Number);

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("  \n ", 2, 2)]
    [InlineData("{", 1, 2)]
    [InlineData("{ \"a\" 1 }", 1, 7)]
    [InlineData("{ \"a\": 1, }", 1, 11)]
    [InlineData("{ a: 1 }", 1, 3)]
    [InlineData("{ \"a\": 1 \"b\": 2 }", 1, 10)]
    [InlineData("[1,\n2,]", 2, 3)]
    [InlineData("[1 2]", 1, 4)]
    [InlineData("[1", 1, 3)]
    [InlineData("\"abc", 1, 5)]
    [InlineData("\"a\nb\"", 1, 3)]
    [InlineData("\"\\x\"", 1, 4)]
    [InlineData("\"\\u12g4\"", 1, 4)]
    [InlineData("\"\\u12", 1, 4)]
    [InlineData("tru", 1, 1)]
    [InlineData("nul", 1, 1)]
    [InlineData("-", 1, 2)]
    [InlineData("1.5", 1, 2)]
    [InlineData("1e3", 1, 2)]
    [InlineData("9223372036854775808", 1, 20)]
    [InlineData("NaN", 1, 1)]
    [InlineData("1 1", 1, 3)]
    [InlineData("{}\0", 1, 3)]
    [InlineData("// comment\n1", 1, 1)]
    public void Read_Malformed_PointsAtTheMistake(string json, int line, int column)
    {
        DiagnosticException e = Assert.Throws<DiagnosticException>(() => JsonReader.Read("a.json", json));

        Assert.Equal(Descriptors.JsonSyntax, e.Diagnostic.Descriptor);
        Assert.Equal(new FilePosition("a.json", line, column), e.Diagnostic.Position);
    }

    [Fact]
    public void Read_RepeatedMember_IsRefused()
    {
        DiagnosticException e = Assert.Throws<DiagnosticException>(() => JsonReader.Read("a.json", "{\"a\": 1, \"\\u0061\": 2}"));

        Assert.Equal("member \"a\" occurs twice", e.Diagnostic.Message);
    }

    [Fact]
    public void Read_HostileNesting_IsRefusedWithoutOverflow()
    {
        string deep = new('[', 1_000_000);
        string mixed = string.Concat(Enumerable.Repeat("{\"a\":[", 100_000));

        Assert.Equal(Descriptors.JsonSyntax, Assert.Throws<DiagnosticException>(() => JsonReader.Read("a.json", deep)).Diagnostic.Descriptor);
        Assert.Equal(Descriptors.JsonSyntax, Assert.Throws<DiagnosticException>(() => JsonReader.Read("a.json", mixed)).Diagnostic.Descriptor);
    }

    [Theory]
    [InlineData("a", "found 300, expected an integer from 0 to 255")]
    [InlineData("b", "found \"text\", expected an integer from 0 to 255")]
    [InlineData("c", "found null, expected an integer from 0 to 255")]
    [InlineData("d", "found an array of 2, expected an integer from 0 to 255")]
    [InlineData("e", "found an object, expected an integer from 0 to 255")]
    [InlineData("f", "found true, expected an integer from 0 to 255")]
    [InlineData("g", "member \"g\" is missing")]
    public void Integer_SomethingElse_SaysWhatWasFound(string member, string expected)
    {
        JsonValue value = JsonReader.Read("a.json", """{ "a": 300, "b": "text", "c": null, "d": [1, 2], "e": {}, "f": true }""");
        DiagnosticException e = Assert.Throws<DiagnosticException>(() => value.Integer(member, 0, 255));

        Assert.Equal(Descriptors.JsonContent, e.Diagnostic.Descriptor);
        Assert.Equal(expected, e.Diagnostic.Message);
    }

    [Theory]
    [InlineData("0.5", 0.5)]
    [InlineData("-1.25e-3", -0.00125)]
    [InlineData("1E2", 100)]
    [InlineData("7", 7)]
    public void Read_Reals_WhereTheyAreTaken(string text, double expected) =>
        Assert.Equal(expected, JsonReader.Read("data.json", text, takesReals: true).AsReal(-1000, 1000));

    [Theory]
    [InlineData("1.5e")]
    [InlineData("1.2.3")]
    [InlineData("1e999")]
    [InlineData("-")]
    public void Read_WhatIsNoReal_IsRefused(string text) =>
        Assert.Throws<DiagnosticException>(() => JsonReader.Read("data.json", text, takesReals: true));
}
