using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests;

public sealed class ModelCompilerTests
{
    private static readonly Model Model = TinyGraphs.Network(1);

    private static readonly TextFile Assign = new("operators.json", """
        { "default": { "multiplier": "trunc:2", "adder": "exact" },
          "layers": [ { "name": "LAYER", "multiplier": "exact", "adder": "trunc:1" } ] }
        """.Replace("LAYER", Model.Graph.MacNodes.First().Name, StringComparison.Ordinal));

    private static CompileRequest Request => Plans.Request(PackageFiles.Of(Model));

    [Fact]
    public void Plan_Assignment_GivesEachLayerItsOperators()
    {
        ExecutionPlan plan = ModelCompiler.Plan(Model, Request with { Assign = Assign });

        Assert.Equal(
            ["amul exact, aadd trunc:1", "amul trunc:2, aadd exact", "amul trunc:2, aadd exact"],
            plan.MacSteps.Select(step => step.Operators.ToString()));
    }

    [Theory]
    [InlineData("exact", null)]
    [InlineData(null, "exact")]
    public void Compile_AssignmentBesideOperators_IsRefused(string? multiplier, string? adder)
    {
        CompileResult result = ModelCompiler.Compile(Request with { Assign = Assign, Multiplier = multiplier, Adder = adder });

        Assert.Null(result.Files);
        Assert.Equal(
            "QMAC0201: operators are assigned layer by layer and for all layers at once; give one or the other (operators.json 1:1)",
            result.Problem!.ToString());
    }

    [Fact]
    public void Compile_AssignmentThatIsAbsent_IsReported() => Assert.Equal(
        "QMAC0001: the assignment of operators is missing (operators.json 1:1)",
        ModelCompiler.Compile(Request with { Assign = new TextFile("operators.json", null) }).Problem!.ToString());

    [Fact]
    public void Request_OfEqualTexts_IsEqual()
    {
        Assert.Equal(Request with { Assign = Assign }, Request with { Assign = Assign with { } });
        Assert.NotEqual(Request with { Assign = Assign }, Request);
    }

    [Theory]
    [InlineData("depthwise", "spiral", "QMAC0202")]
    [InlineData("nowhere", "loops", "QMAC0203")]
    public void Compile_WrongStrategy_IsReported(string layer, string strategy, string id)
    {
        string name = Model.Graph.MacNodes.Select(node => node.Name).FirstOrDefault(node => node.Contains(layer, StringComparison.Ordinal)) ?? layer;
        CompileResult result = ModelCompiler.Compile(Request with { Strategies = EquatableArray.Of(new StrategyRequest(name, strategy)) });

        Assert.Equal(id, result.Problem!.Descriptor.Id);
    }
}
