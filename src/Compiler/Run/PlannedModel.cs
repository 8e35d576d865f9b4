using QMacVerify.Compiler.Circuits;
using QMacVerify.Generators;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Run;

/// <summary>A model and its plan.</summary>
/// <param name="Model">The model.</param>
/// <param name="Plan">The plan.</param>
internal sealed record PlannedModel(Model Model, ExecutionPlan Plan)
{
    public const string DefaultNamespace = "QMacVerify.Generated";

    /// <summary>What was found out about its operators rather than given: whole clauses.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Plans a model as it was asked for.</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">What was asked for; the rest comes from the package.</param>
    /// <param name="files">Multipliers that are files, and the notes on them.</param>
    public static PlannedModel Of(Model model, PlanRequest request, OperatorSource files) =>
        new(model, ModelCompiler.Plan(model, request, files)) { Notes = files.Notes };

    /// <summary>Plans a model with the same circuits for every layer.</summary>
    public static PlannedModel Of(Model model, OperatorPair operators) => Of(model, new OperatorAssignment(operators));

    /// <summary>Plans a model with operators layer by layer.</summary>
    public static PlannedModel Of(Model model, OperatorAssignment operators, string? className = null) =>
        new(model, ExecutionPlanner.Plan(model, new PlanOptions(className, DefaultNamespace, operators, EquatableArray<StrategyRequest>.Empty)));
}
