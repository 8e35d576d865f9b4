using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators.Tests.Reading;

public sealed class OperatorsReaderTests
{
    [Fact]
    public void Read_Layers_AreOrderedByName()
    {
        OperatorAssignment assignment = Read(
            """
            { "default": { "multiplier": "trunc:2", "adder": "exact" },
              "layers": [ { "name": "fc", "multiplier": "exact", "adder": "trunc:1" },
                          { "name": "conv", "multiplier": "exact", "adder": "exact" } ] }
            """);

        Assert.Equal(new OperatorPair(new TruncatedMultiplier(2), new ExactAdder()), assignment.Default);
        Assert.Equal(["conv", "fc"], assignment.Layers.Select(layer => layer.LayerName));
        Assert.Equal(new OperatorPair(new ExactMultiplier(), new TruncatedAdder(1)), assignment.For("fc"));
        Assert.Equal(assignment.Default, assignment.For("another"));
    }

    [Theory]
    [InlineData("*", "trunc:3", "trunc:3")]
    [InlineData("c*v", "trunc:3", "exact")]
    [InlineData("*c", "exact", "trunc:3")]
    [InlineData("*o*n*", "trunc:3", "exact")]
    public void Read_Pattern_AssignsTheLayersItMatches(string pattern, string conv, string fc)
    {
        OperatorAssignment assignment = Read(
            $$"""
            { "default": { "multiplier": "exact", "adder": "exact" },
              "layers": [ { "name": "{{pattern}}", "multiplier": "trunc:3", "adder": "exact" } ] }
            """);

        Assert.Equal(conv, assignment.For("conv").Multiplier.Spec);
        Assert.Equal(fc, assignment.For("fc").Multiplier.Spec);
    }

    [Fact]
    public void Read_NameAndPattern_NameCounts()
    {
        OperatorAssignment assignment = Read(
            """
            { "default": { "multiplier": "exact", "adder": "exact" },
              "layers": [ { "name": "*", "multiplier": "trunc:3", "adder": "exact" },
                          { "name": "fc", "multiplier": "trunc:1", "adder": "exact" } ] }
            """);

        Assert.Equal("trunc:3", assignment.For("conv").Multiplier.Spec);
        Assert.Equal("trunc:1", assignment.For("fc").Multiplier.Spec);
    }

    [Fact]
    public void Read_Record_GivesTheAssignmentBack()
    {
        OperatorAssignment assignment = new(
            OperatorPair.Exact, EquatableArray.Of(new LayerOperators("fc", new OperatorPair(new DrumMultiplier(4), new LowerPartOrAdder(8)))));
        JsonWriter json = new();
        using (json.Object())
        {
            OperatorRecord.Of(assignment).Write(json, "operators");
        }

        JsonValue written = JsonReader.Read("operators.json", json.ToString()).Get("operators");
        Assert.Equal(assignment, OperatorsReader.Read(written, ["conv", "fc"]));
        Assert.Equal(OperatorRecord.Of(assignment), OperatorRecord.Read(written));
    }

    [Fact]
    public void Read_HashOfAnotherMultiplier_IsRefused()
    {
        string hash = MultiplierTable.Sha256(new DrumMultiplier(4));
        string Json(string multiplier) => $$"""{ "default": { "multiplier": "{{multiplier}}", "multiplier_sha256": "{{hash}}", "adder": "exact" }, "layers": [] }""";

        Assert.Equal("drum:4", Read(Json("drum:4")).Default.Multiplier.Spec);
        DiagnosticException e = Assert.Throws<DiagnosticException>(() => Read(Json("drum:5")));
        Assert.Contains("it computes something else than it did", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "layers": [ { "name": "p*", "multiplier": "exact", "adder": "exact" } ], "default": { "multiplier": "exact", "adder": "exact" } }""", "QMAC0203", 1, 15)]
    [InlineData("""{ "layers": [ { "name": "f*cc", "multiplier": "exact", "adder": "exact" } ], "default": { "multiplier": "exact", "adder": "exact" } }""", "QMAC0203", 1, 15)]
    [InlineData("""{ "layers": [] }""", "QMAC0003", 1, 1)]
    [InlineData("""{ "default": { "multiplier": "exact", "adder": "exact" } }""", "QMAC0003", 1, 1)]
    [InlineData("""{ "default": { "multiplier": "exact" }, "layers": [] }""", "QMAC0003", 1, 14)]
    [InlineData("""{ "default": { "multiplier": "fast", "adder": "exact" }, "layers": [] }""", "QMAC0201", 1, 30)]
    [InlineData("""{ "layers": [ { "name": "conv", "multiplier": "exact", "adder": "trunc:32" } ], "default": { "multiplier": "exact", "adder": "exact" } }""", "QMAC0201", 1, 65)]
    [InlineData("""{ "layers": [ { "name": "pool", "multiplier": "exact", "adder": "exact" } ], "default": { "multiplier": "exact", "adder": "exact" } }""", "QMAC0203", 1, 15)]
    [InlineData("""{ "layers": [ { "name": "fc", "multiplier": "exact", "adder": "exact" }, { "name": "fc", "multiplier": "exact", "adder": "exact" } ], "default": { "multiplier": "exact", "adder": "exact" } }""", "QMAC0003", 1, 74)]
    [InlineData("[]", "QMAC0003", 1, 1)]
    public void Read_Wrong_PointsAtIt(string json, string id, int line, int column)
    {
        DiagnosticException e = Assert.Throws<DiagnosticException>(() => Read(json));

        Assert.Equal(id, e.Diagnostic.Descriptor.Id);
        Assert.Equal(new FilePosition("operators.json", line, column), e.Diagnostic.Position);
    }

    [Theory]
    [InlineData("{ }", "drum:4 loa:5", "mitchell exact")]
    [InlineData("""{ "default": { "adder": "trunc:1" } }""", "drum:4 trunc:1", "mitchell trunc:1")]
    [InlineData("""{ "default": { "multiplier": "trunc:2" }, "layers": [] }""", "trunc:2 loa:5", "trunc:2 exact")]
    [InlineData("""{ "layers": [ { "name": "*", "adder": "eta1:3" } ] }""", "drum:4 eta1:3", "mitchell eta1:3")]
    [InlineData("""{ "default": { "multiplier": "trunc:2" }, "layers": [ { "name": "conv", "adder": "exact" } ] }""", "trunc:2 exact", "trunc:2 exact")]
    [InlineData("""{ "default": { "multiplier": "exact", "adder": "exact" }, "layers": [ { "name": "f*" } ] }""", "exact exact", "exact exact")]
    public void Read_AssignmentThatLeavesOut_TakesDefaultThenPackage(string json, string conv, string fc)
    {
        OperatorAssignment package = new(
            new OperatorPair(new DrumMultiplier(4), new LowerPartOrAdder(5)),
            EquatableArray.Of(new LayerOperators("fc", new OperatorPair(new MitchellMultiplier(), new ExactAdder()))));

        OperatorAssignment assignment = OperatorsReader.Read(JsonReader.Read("a.json", json), ["conv", "fc"], package, NoMultiplierFiles.Instance);

        Assert.Equal([conv, fc], new[] { "conv", "fc" }.Select(assignment.For).Select(pair => $"{pair.Multiplier} {pair.Adder}"));
    }

    [Theory]
    [InlineData("""{ "default": 1 }""", 14)]
    [InlineData("""{ "layers": {} }""", 13)]
    [InlineData("""{ "layers": [ 1 ], "default": { "multiplier": "exact", "adder": "exact" } }""", 15)]
    [InlineData("[]", 1)]
    public void Read_AssignmentOfAnotherForm_IsRefused(string json, int column)
    {
        DiagnosticException e = Assert.Throws<DiagnosticException>(() => OperatorsReader.Read(
            JsonReader.Read("a.json", json), ["conv"], OperatorAssignment.Exact, NoMultiplierFiles.Instance));
        Assert.Equal(column, e.Diagnostic.Position!.Column);
    }

    [Fact]
    public void Read_HashOfAnInheritedMultiplier_IsChecked() => Assert.Contains(
        "it computes something else than it did",
        Assert.Throws<DiagnosticException>(() => OperatorsReader.Read(
            JsonReader.Read("a.json", """{ "default": { "multiplier_sha256": "00" } }"""), [], OperatorAssignment.Exact, NoMultiplierFiles.Instance)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Read_FileInAPackage_IsRefused() => Assert.Contains(
        "multiplier \"table:a.npy,signed\" is a file, and only built-in operators can be named here",
        Assert.Throws<DiagnosticException>(() => Read("""{ "default": { "multiplier": "table:a.npy,signed", "adder": "exact" }, "layers": [] }""")).Message,
        StringComparison.Ordinal);

    private static OperatorAssignment Read(string json) => OperatorsReader.Read(JsonReader.Read("operators.json", json), ["conv", "fc"]);
}
