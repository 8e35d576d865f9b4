using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Tests;

/// <summary>Packages and plans of models that tests build.</summary>
internal static class Packages
{
    /// <summary>The texts of a package.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">Goes into the paths of the files.</param>
    public static PackageTexts Of(Model model, string folder = "pkg") => Of(model.Graph, model.Parameters, folder);

    public static PackageTexts Of(QuantizedGraph graph, ParameterSet parameters, string folder = "pkg") => new(
        new TextFile($"{folder}/{PackageTexts.GraphFile}", PackageWriter.WriteGraph(graph)),
        new TextFile($"{folder}/{PackageTexts.QuantSpecFile}", PackageWriter.WriteQuantSpec(graph, parameters)),
        new TextFile($"{folder}/{PackageTexts.ParametersFile}", ParameterTextFormat.Write(parameters)));

    /// <summary>A request for class <c>Demo.Net</c>.</summary>
    public static CompileRequest Request(PackageTexts package, string? multiplier = null, string? adder = null, string? strategy = null)
    {
        CompileRequest request = new(package, "Net", "Demo", multiplier, adder, EquatableArray<StrategyRequest>.Empty);
        return strategy is null ? request : request with
        {
            Strategies = ModelReader.Read(package).Graph.MacNodes.Select(layer => new StrategyRequest(layer.Name, strategy)).ToEquatableArray(),
        };
    }

    /// <summary>The plan of a model as class <c>Demo.Net</c>, all its layers with one strategy if one is given.</summary>
    public static ExecutionPlan Plan(Model model, string? multiplier = null, string? adder = null, string? strategy = null) =>
        ModelCompiler.Plan(model, Request(Of(model), multiplier, adder, strategy));

    /// <summary>The code of all kernels of a plan, as a snapshot shows it.</summary>
    public static string Kernels(ExecutionPlan plan) =>
        string.Join("\n", plan.Steps.Select(ModelEmitter.EmitKernel).Where(code => code.Length > 0));
}
