using QMacVerify.Compiler.Circuits;
using QMacVerify.Generators;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;

namespace QMacVerify.Compiler.Run;

/// <summary>The network of a package and its plan: what results are recorded of.</summary>
/// <param name="Package">The package.</param>
/// <param name="Plan">The plan.</param>
internal sealed record PlannedPackage(Package Package, ExecutionPlan Plan) : PlannedNetwork(Package.Network, Plan)
{
    /// <summary>Which package.</summary>
    public PackageIdentity Identity => Package.Identity;

    /// <summary>What is behind a multiplier of the plan that is a file; null for others.</summary>
    public required Func<Multiplier, MultiplierOrigin?> OriginOf { get; init; }

    /// <summary>The same package with exact multipliers and adders in all layers: what approximate ones are compared with.</summary>
    /// <exception cref="Generators.Diagnostics.DiagnosticException">The network was reduced for other operators, and has no exact form.</exception>
    public PlannedPackage WithExactOperators()
    {
        Network.Graph.Reduction?.Require(Network.Graph, OperatorAssignment.Exact);
        return this with { Plan = PlannedNetwork.Of(Network, OperatorAssignment.Exact).Plan, Notes = [] };
    }

    /// <summary>Plans a package as it was asked for.</summary>
    /// <param name="package">The package.</param>
    /// <param name="request">What was asked for; the rest comes from the package.</param>
    /// <param name="files">Multipliers that are files, and the notes on them.</param>
    public static PlannedPackage Of(Package package, PlanRequest request, OperatorSource files) =>
        new(package, ModelCompiler.Plan(package.Network, request, files))
        {
            Notes = files.Notes,
            OriginOf = multiplier => files.Resolved(multiplier).Origin,
        };
}
