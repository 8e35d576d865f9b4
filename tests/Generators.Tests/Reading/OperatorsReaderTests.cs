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
        Assert.Equal(assignment, OperatorsReader.Read(written, ["conv", "fc"], OperatorSpec.ParseMultiplier));
        Assert.Equal(OperatorRecord.Of(assignment), OperatorRecord.Read(written));
    }

    [Fact]
    public void Read_HashOfAnotherMultiplier_IsRefused()
    {
        string hash = MultiplierTable.Sha256(MultiplierTable.Of(new DrumMultiplier(4)));
        string Json(string multiplier) => $$"""{ "default": { "multiplier": "{{multiplier}}", "multiplier_sha256": "{{hash}}", "adder": "exact" }, "layers": [] }""";

        Assert.Equal("drum:4", Read(Json("drum:4")).Default.Multiplier.Spec);
        DiagnosticException e = Assert.Throws<DiagnosticException>(() => Read(Json("drum:5")));
        Assert.Contains("it computes something else than it did", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "layers": [ { "name": "p*", "multiplier": "exact", "adder": "exact" } ] }""", "QMAC0203", 1, 15)]
    [InlineData("""{ "layers": [ { "name": "f*cc", "multiplier": "exact", "adder": "exact" } ] }""", "QMAC0203", 1, 15)]
    [InlineData("""{ "layers": [] }""", "QMAC0003", 1, 1)]
    [InlineData("""{ "default": { "multiplier": "exact", "adder": "exact" } }""", "QMAC0003", 1, 1)]
    [InlineData("""{ "default": { "multiplier": "exact" }, "layers": [] }""", "QMAC0003", 1, 14)]
    [InlineData("""{ "default": { "multiplier": "fast", "adder": "exact" }, "layers": [] }""", "QMAC0201", 1, 30)]
    [InlineData("""{ "layers": [ { "name": "conv", "multiplier": "exact", "adder": "trunc:32" } ] }""", "QMAC0201", 1, 65)]
    [InlineData("""{ "layers": [ { "name": "pool", "multiplier": "exact", "adder": "exact" } ] }""", "QMAC0203", 1, 15)]
    [InlineData("""{ "layers": [ { "name": "fc", "multiplier": "exact", "adder": "exact" }, { "name": "fc", "multiplier": "exact", "adder": "exact" } ] }""", "QMAC0003", 1, 74)]
    [InlineData("[]", "QMAC0003", 1, 1)]
    public void Read_Wrong_PointsAtIt(string json, string id, int line, int column)
    {
        DiagnosticException e = Assert.Throws<DiagnosticException>(() => Read(json));

        Assert.Equal(id, e.Diagnostic.Descriptor.Id);
        Assert.Equal(new FilePosition("operators.json", line, column), e.Diagnostic.Position);
    }

    private static OperatorAssignment Read(string json) => OperatorsReader.Read(
        JsonReader.Read("operators.json", json), ["conv", "fc"], OperatorSpec.ParseMultiplier);
}
