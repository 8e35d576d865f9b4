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

    /// <summary>Plans a model with the operators of the package, or with others everywhere.</summary>
    public static PlannedModel Of(Model model, OperatorPair? operators) =>
        Of(model, model.Graph.Operators.Override(operators?.Multiplier, operators?.Adder));

    /// <summary>Plans a model with operators layer by layer.</summary>
    public static PlannedModel Of(
        Model model,
        OperatorAssignment operators,
        string? className = null,
        string namespaceName = DefaultNamespace,
        EquatableArray<StrategyRequest> strategies = default) =>
        new(model, ExecutionPlanner.Plan(model, new PlanOptions(
            className ?? CSharpNames.ClassName(model.Graph.Name), namespaceName, operators, strategies)));
}
