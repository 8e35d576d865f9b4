using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests;

/// <summary>Requests and plans for models that tests build.</summary>
internal static class Plans
{
    /// <summary>A request for class <c>Demo.Net</c>.</summary>
    public static CompileRequest Request(PackageTexts package, string? multiplier = null, string? adder = null, string? strategy = null) => new(
        package,
        new PlanRequest(
            "Net",
            "Demo",
            Operators(multiplier, adder),
            strategy is null
                ? EquatableArray<StrategyRequest>.Empty
                : ModelReader.Read(package).Network.Graph.MacNodes.Select(layer => new StrategyRequest(layer.Name, strategy)).ToEquatableArray()),
        new OperatorLibrary(EquatableArray<TextFile>.Empty));

    /// <summary>Operators for every layer.</summary>
    public static OperatorRequest Operators(string? multiplier, string? adder) => new(
        multiplier is null ? null : MultiplierSpec.Parse(multiplier, out _)!, adder is null ? null : OperatorSpec.ParseAdder(adder, out _)!, null);

    /// <summary>The plan of a model as class <c>Demo.Net</c>, all its layers with one strategy if one is given.</summary>
    public static ExecutionPlan Of(Network network, string? multiplier = null, string? adder = null, string? strategy = null) =>
        Of(network, Request(PackageFiles.Of(network), multiplier, adder, strategy));

    /// <summary>The plan that a request asks for.</summary>
    public static ExecutionPlan Of(Network network, CompileRequest request) => ModelCompiler.Plan(network, request.Plan, request.Operators);

    /// <summary>The code of all kernels of a plan, as a snapshot shows it.</summary>
    public static string Kernels(ExecutionPlan plan) =>
        string.Join("\n", plan.Kernels.Select(ModelEmitter.EmitKernel).Where(code => code.Length > 0));
}
