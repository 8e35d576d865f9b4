using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Run;

/// <summary>A network and its plan.</summary>
/// <param name="Network">The network.</param>
/// <param name="Plan">The plan.</param>
internal record PlannedNetwork(Network Network, ExecutionPlan Plan)
{
    public const string DefaultNamespace = "QMacVerify.Generated";

    /// <summary>What was found out about its operators rather than given: whole clauses.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Plans a network with the same circuits for every layer.</summary>
    public static PlannedNetwork Of(Network network, OperatorPair operators) => Of(network, new OperatorAssignment(operators));

    /// <summary>Plans a network with operators layer by layer.</summary>
    public static PlannedNetwork Of(Network network, OperatorAssignment operators, string? className = null) =>
        new(network, ExecutionPlanner.Plan(network, new PlanOptions(className, DefaultNamespace, operators, EquatableArray<StrategyRequest>.Empty)));
}
