using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators;

/// <summary>How a package is to be planned. What is not given comes from the package.</summary>
/// <param name="ClassName">Class to generate, or null for the graph's name in Pascal case.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Operators">The circuits of the layers.</param>
/// <param name="Strategies">Layers whose strategy is forced.</param>
public sealed record PlanRequest(string? ClassName, string Namespace, OperatorRequest Operators, EquatableArray<StrategyRequest> Strategies);

/// <summary>What the source generator compiles: text and names only, equal by value.</summary>
/// <param name="Package">The text files of the package.</param>
/// <param name="Plan">How to plan it.</param>
/// <param name="Operators">Exported multipliers that specs may name.</param>
public sealed record CompileRequest(PackageTexts Package, PlanRequest Plan, OperatorLibrary Operators);

/// <summary>Files, or the problem that prevents them.</summary>
public sealed record CompileResult(EmittedFiles? Files, DiagnosticInfo? Problem);

/// <summary>The way from a package and a request to a plan, which all commands and the source generator share, and from there to source files.</summary>
public static class ModelCompiler
{
    /// <summary>Compiles a package; a problem of the input is part of the result, never an exception.</summary>
    public static CompileResult Compile(CompileRequest request)
    {
        try
        {
            Package package = ModelReader.Read(request.Package);
            return new CompileResult(ModelEmitter.Emit(Plan(package.Network, request.Plan, request.Operators), package.Identity), null);
        }
        catch (DiagnosticException e)
        {
            return new CompileResult(null, e.Diagnostic);
        }
    }

    /// <summary>Plans a network that was read already.</summary>
    /// <param name="network">The network.</param>
    /// <param name="request">How to plan it.</param>
    /// <param name="files">Finds multipliers that are files.</param>
    /// <exception cref="DiagnosticException">A name, an operator or a strategy cannot be used, or a network was reduced for other operators.</exception>
    public static ExecutionPlan Plan(Network network, PlanRequest request, IMultiplierFiles files)
    {
        OperatorAssignment operators = request.Operators.Resolve(network.Graph, files);
        network.Graph.Reduction?.Require(network.Graph, operators);
        return ExecutionPlanner.Plan(network, new PlanOptions(request.ClassName, request.Namespace, operators, request.Strategies));
    }
}
