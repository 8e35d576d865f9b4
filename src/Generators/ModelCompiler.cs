using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Emit;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Generators.Support.Json;

namespace QMacVerify.Generators;

/// <summary>What to compile: text and names only, equal by value.</summary>
/// <param name="Package">The text files of the package.</param>
/// <param name="ClassName">Class to generate.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Multiplier">Multiplier of every layer, or null for what the package says.</param>
/// <param name="Adder">Adder of every layer, or null for what the package says.</param>
/// <param name="Strategies">Layers whose strategy is forced.</param>
/// <param name="Assign">Operators layer by layer instead of the package's, as <see cref="OperatorsReader"/> reads them; excludes the other two.</param>
public sealed record CompileRequest(
    PackageTexts Package,
    string ClassName,
    string Namespace,
    string? Multiplier,
    string? Adder,
    EquatableArray<StrategyRequest> Strategies,
    TextFile? Assign = null)
{
    /// <summary>Exported operators that specs may name.</summary>
    public OperatorLibrary Operators { get; init; } = new(EquatableArray<TextFile>.Empty);
}

/// <summary>Files, or the problem that prevents them.</summary>
public sealed record CompileResult(EmittedFiles? Files, DiagnosticInfo? Problem);

/// <summary>The way from package texts to source files that <c>qmac compile</c> and the source generator share.</summary>
public static class ModelCompiler
{
    /// <summary>Compiles a package; a problem of the input is part of the result, never an exception.</summary>
    public static CompileResult Compile(CompileRequest request)
    {
        try
        {
            Model model = ModelReader.Read(request.Package);
            return new CompileResult(ModelEmitter.Emit(Plan(model, request)), null);
        }
        catch (DiagnosticException e)
        {
            return new CompileResult(null, e.Diagnostic);
        }
    }

    /// <summary>Plans a model that was read already.</summary>
    /// <exception cref="DiagnosticException">A name, an operator or a strategy cannot be used.</exception>
    public static ExecutionPlan Plan(Model model, CompileRequest request)
    {
        OperatorAssignment operators = request.Assign is null
            ? model.Graph.Operators.Override(
                Parse<Multiplier>(request.Multiplier, request.Operators.ParseMultiplier),
                Parse<Adder>(request.Adder, OperatorSpec.ParseAdder))
            : ReadAssignment(model.Graph, request, request.Assign);
        return ExecutionPlanner.Plan(model, new PlanOptions(request.ClassName, request.Namespace, operators, request.Strategies));
    }

    private static OperatorAssignment ReadAssignment(QuantizedGraph graph, CompileRequest request, TextFile assign)
    {
        FilePosition start = FilePosition.StartOf(assign.Path);
        if (request.Multiplier is not null || request.Adder is not null)
        {
            throw new DiagnosticException(new DiagnosticInfo(
                Descriptors.OperatorSpecInvalid, start, "operators are assigned layer by layer and for all layers at once; give one or the other"));
        }

        string text = assign.Text
            ?? throw new DiagnosticException(new DiagnosticInfo(Descriptors.MissingFile, start, "the assignment of operators is missing"));
        return OperatorsReader.Read(JsonReader.Read(assign.Path, text), graph.MacNodes.Select(layer => layer.Name), request.Operators.ParseMultiplier);
    }

    private static T? Parse<T>(string? spec, SpecParser<T> parse)
        where T : class
    {
        if (spec is null)
        {
            return null;
        }

        return parse(spec, out string error)
            ?? throw new DiagnosticException(new DiagnosticInfo(Descriptors.OperatorSpecInvalid, null, error));
    }
}
