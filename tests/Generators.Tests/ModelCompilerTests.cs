using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests;

public sealed class ModelCompilerTests
{
    private static readonly Network Model = TinyGraphs.Network(1);

    private static readonly TextFile Assign = new("operators.json", """
        { "default": { "multiplier": "trunc:2", "adder": "exact" },
          "layers": [ { "name": "LAYER", "multiplier": "exact", "adder": "trunc:1" } ] }
        """.Replace("LAYER", Model.Graph.MacNodes.First().Name, StringComparison.Ordinal));

    private static string LayerName => Model.Graph.ProductNodes.First().Name;

    private static CompileRequest Request => Plans.Request(PackageFiles.Of(Model));

    [Fact]
    public void Plan_Assignment_GivesEachLayerItsOperators()
    {
        ExecutionPlan plan = Plans.Of(Model, With(OperatorRequest.OfPackage with { Assign = Assign }));

        Assert.Equal(
            ["amul exact, aadd trunc:1", "amul trunc:2, aadd exact", "amul trunc:2, aadd exact"],
            plan.LayerKernels.Select(step => step.Layer.Operators.ToString()));
    }

    [Theory]
    [InlineData(null, null, "amul drum:4, aadd loa:5")]
    [InlineData("trunc:1", null, "amul trunc:1, aadd loa:5")]
    [InlineData(null, "trunc:1", "amul drum:4, aadd trunc:1")]
    [InlineData("trunc:1", "exact", "amul trunc:1, aadd exact")]
    public void Plan_WhatIsNotGiven_ComesFromThePackage(string? multiplier, string? adder, string expected)
    {
        OperatorAssignment package = new(new OperatorPair(new DrumMultiplier(4), new LowerPartOrAdder(5)));
        Network network = Model with { Graph = Model.Graph with { Operators = package } };

        Assert.Equal([expected], Plans.Of(network, multiplier, adder).LayerKernels.Select(step => step.Layer.Operators.ToString()).Distinct());
    }

    [Fact]
    public void Plan_NoClass_IsNamedAfterTheGraph()
    {
        Network math = Model with { Graph = Model.Graph with { Name = "math" } };

        Assert.Equal("MathModel", Plans.Of(math, Request with { Plan = Request.Plan with { ClassName = null } }).ClassName);
    }

    [Theory]
    [InlineData("exact", null)]
    [InlineData(null, "exact")]
    public void Compile_AssignmentWithTheSameDefault_IsRefused(string? multiplier, string? adder)
    {
        TextFile assign = new("operators.json", """{ "default": { "multiplier": "trunc:2", "adder": "exact" }, "layers": [] }""");

        CompileResult result = ModelCompiler.Compile(With(Plans.Operators(multiplier, adder) with { Assign = assign }));

        Assert.Null(result.Files);
        Assert.Matches(@"^QMAC0201: the (multiplier|adder) of all layers is given here, and beside this file; leave out one of them \(operators.json 1:\d+\)$", result.Problem!.ToString());
    }

    [Fact]
    public void Resolve_AssignmentBesideOperators_LiesOverThem()
    {
        TextFile assign = new("operators.json", $$"""{ "default": { "adder": "loa:4" }, "layers": [ { "name": "{{LayerName}}", "multiplier": "exact" } ] }""");

        OperatorAssignment operators = (Plans.Operators("trunc:2", null) with { Assign = assign }).Resolve(Model.Graph, NoMultiplierFiles.Instance);

        Assert.Equal("amul trunc:2, aadd loa:4", operators.Default.ToString());
        Assert.Equal("amul exact, aadd loa:4", operators.For(LayerName).ToString());
    }

    [Fact]
    public void Resolve_LayersBesideAnAssignment_TheLastThatFitsCounts()
    {
        TextFile assign = new("operators.json", $$"""{ "layers": [ { "name": "{{LayerName}}", "multiplier": "drum:4", "adder": "loa:4" } ] }""");
        OperatorRequest request = OperatorRequest.OfPackage with
        {
            Assign = assign,
            Layers = ((LayerRequest[])[Layer("*", "trunc:1"), Layer(LayerName, "trunc:5"), Layer(LayerName[..^1] + "?", "trunc:3")]).ToEquatableArray(),
        };

        Assert.Equal("amul trunc:3, aadd loa:4", request.Resolve(Model.Graph, NoMultiplierFiles.Instance).For(LayerName).ToString());
    }

    [Fact]
    public void Resolve_LayerThatIsNotThere_NamesTheRequest()
    {
        OperatorRequest request = OperatorRequest.OfPackage with { Layers = ((LayerRequest[])[Layer("nowhere*", "trunc:1")]).ToEquatableArray() };

        DiagnosticException refusal = Assert.Throws<DiagnosticException>(() => request.Resolve(Model.Graph, NoMultiplierFiles.Instance));

        Assert.StartsWith("QMAC0203: nowhere*=trunc:1: \"nowhere*\" is not a layer with products of this model; expected ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_AssignmentThatIsAbsent_IsReported() => Assert.Equal(
        "QMAC0001: the assignment of operators is missing (operators.json 1:1)",
        ModelCompiler.Compile(With(OperatorRequest.OfPackage with { Assign = new TextFile("operators.json", null) })).Problem!.ToString());

    [Fact]
    public void Compile_UnknownMemberOfTheAssignment_IsRefused() => Assert.Equal(
        "QMAC0003: member \"multiplyer\" is unknown; did you mean \"multiplier\"? (operators.json 1:30)",
        ModelCompiler.Compile(With(OperatorRequest.OfPackage with
        {
            Assign = new TextFile("operators.json", """{ "default": { "multiplyer": "trunc:1" } }"""),
        })).Problem!.ToString());

    [Theory]
    [InlineData("\"inputs\": [", "\"layouts\": [], \"inputs\": [", "graph.json")]
    [InlineData("\"op\": ", "\"fused\": true, \"op\": ", "graph.json")]
    [InlineData("\"semantics\": {", "\"semantics\": { \"pading\": \"skip\", ", "quant_spec.json")]
    [InlineData("\"requantization\": ", "\"rounding\": 1, \"requantization\": ", "quant_spec.json")]
    [InlineData("\"sha256\": ", "\"sha512\": \"\", \"sha256\": ", "quant_spec.json")]
    public void Compile_UnknownMemberOfThePackage_IsRefusedWhereItStands(string member, string changed, string file)
    {
        PackageTexts package = PackageFiles.Of(Model);
        TextFile Edit(TextFile text) => Path.GetFileName(text.Path) != file ? text : text with { Text = ReplaceFirst(text.Text!, member, changed) };
        DiagnosticInfo problem = ModelCompiler.Compile(Request with { Package = PackageFiles.Rebind(new PackageTexts(Edit(package.Graph), Edit(package.QuantSpec), package.Parameters)) }).Problem!;

        Assert.Equal(Descriptors.JsonContent, problem.Descriptor);
        Assert.Contains(" is unknown; ", problem.Message, StringComparison.Ordinal);
        Assert.Equal(file, Path.GetFileName(problem.Position!.Path));
    }

    [Fact]
    public void Request_OfEqualTexts_IsEqual()
    {
        OperatorRequest assigned = OperatorRequest.OfPackage with { Assign = Assign };
        Assert.Equal(With(assigned), With(assigned with { Assign = Assign with { } }));
        Assert.Equal(With(Plans.Operators("table:a.npy,signed", "loa:2")), With(Plans.Operators("table:a.npy,signed", "loa:2")));
        Assert.NotEqual(With(assigned), Request);
    }

    [Theory]
    [InlineData("depthwise", "spiral", "QMAC0202")]
    [InlineData("nowhere", "loops", "QMAC0203")]
    public void Compile_WrongStrategy_IsReported(string layer, string strategy, string id)
    {
        string name = Model.Graph.MacNodes.Select(node => node.Name).FirstOrDefault(node => node.Contains(layer, StringComparison.Ordinal)) ?? layer;
        CompileResult result = ModelCompiler.Compile(Request with { Plan = Request.Plan with { Strategies = EquatableArray.Of(new StrategyRequest(name, strategy)) } });

        Assert.Equal(id, result.Problem!.Descriptor.Id);
    }

    private static CompileRequest With(OperatorRequest operators) => Request with { Plan = Request.Plan with { Operators = operators } };

    private static string ReplaceFirst(string text, string old, string replacement)
    {
        int start = text.IndexOf(old, StringComparison.Ordinal);
        Assert.NotEqual(-1, start);
        return text[..start] + replacement + text[(start + old.Length)..];
    }

    private static LayerRequest Layer(string pattern, string multiplier) => new(pattern, MultiplierSpec.Parse(multiplier, out _), null);
}
