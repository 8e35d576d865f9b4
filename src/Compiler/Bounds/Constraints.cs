using QMacVerify.Compiler.Bounds.Branching;
using QMacVerify.Compiler.Bounds.Linear;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds;

/// <summary>Sound bounds of a model.</summary>
internal static class Constraints
{
    /// <summary>Bounds every layer of products for all inputs of a region.</summary>
    /// <param name="network">The network and its parameters.</param>
    /// <param name="operators">The arithmetic of each layer.</param>
    /// <param name="region">The inputs.</param>
    /// <param name="options">The register of the sums, threads.</param>
    public static ConstraintsResult Compute(Network network, OperatorAssignment operators, InputRegion region, AnalysisOptions? options = null)
    {
        options ??= AnalysisOptions.Default;
        NetworkBounds bounds = IntervalAnalysis.Run(network, operators, region, options);
        return Describe(network, operators, region, bounds.Layers, observation: null) with { Register = options.Register, Tensors = bounds.Tensors };
    }

    /// <summary>The same for each part of the region, which are narrower together.</summary>
    /// <param name="network">The network and its parameters.</param>
    /// <param name="operators">The arithmetic of each layer.</param>
    /// <param name="region">The inputs.</param>
    /// <param name="splits">Steps of its division.</param>
    /// <param name="options">The register of the sums, threads.</param>
    /// <param name="step">Told after each step.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="Runtime.InputException">The network has states.</exception>
    public static ConstraintsResult ComputeParts(
        Network network, OperatorAssignment operators, InputRegion region, int splits, AnalysisOptions options, Action? step, CancellationToken cancellation)
    {
        BranchBounds found = BranchAnalysis.Run(network, operators, region, splits, options, step, cancellation);
        return Describe(network, operators, region, found.Bounds.Layers, observation: null) with
        {
            Register = options.Register,
            Tensors = found.Bounds.Tensors,
            Method = BoundMethod.Branching(found.Splits),
        };
    }

    /// <summary>The same by linear bounds, which are narrower, take longer, and are experimental.</summary>
    /// <param name="network">The network and its parameters.</param>
    /// <param name="operators">The arithmetic of each layer.</param>
    /// <param name="region">The inputs.</param>
    /// <param name="options">How deep, and on how many threads.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static ConstraintsResult ComputeLinear(
        Network network, OperatorAssignment operators, InputRegion region, LinearOptions options, CancellationToken cancellation)
    {
        NetworkBounds bounds = LinearAnalysis.Run(network, operators, region, options, cancellation).Bounds;
        return Describe(network, operators, region, bounds.Layers, observation: null) with { Method = BoundMethod.Linear(options.Depth), Tensors = bounds.Tensors };
    }

    /// <summary>Puts layers together with what they are about.</summary>
    internal static ConstraintsResult Describe(
        Network network, OperatorAssignment operators, InputRegion region, IReadOnlyList<LayerBounds> layers, Observation? observation)
    {
        Interval hull = region.BoxesOf(network.Graph)
            .Select(input => input.Box.Hull)
            .Aggregate(Interval.Empty, (left, right) => left.Hull(right));
        return new ConstraintsResult(
            network.Graph.Name, network.Graph.Semantics, operators, region, hull, layers, observation);
    }
}
