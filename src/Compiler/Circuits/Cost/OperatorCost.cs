using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.Circuits.Cost;

/// <summary>What a multiplier takes, beside the exact one and the exact adder of its sums.</summary>
/// <param name="Resolved">The multiplier.</param>
/// <param name="Costs">Where the costs come from.</param>
/// <param name="Own">Of the multiplier.</param>
/// <param name="Exact">Of the exact one.</param>
/// <param name="Adder">Of the exact adder; null where adders are not counted.</param>
internal sealed record OperatorCost(ResolvedMultiplier Resolved, OperatorCosts Costs, CircuitCost Own, CircuitCost Exact, CircuitCost? Adder)
{
    /// <param name="text">The spec as the user gave it.</param>
    /// <param name="resolved">What it stands for.</param>
    /// <param name="costs">Where costs come from.</param>
    /// <exception cref="Runtime.InputException">The operator has no cost.</exception>
    public static OperatorCost Of(string text, ResolvedMultiplier resolved, OperatorCosts costs) =>
        new(resolved, costs, costs.Of(text, resolved), costs.Exact(), costs.Of(OperatorPair.Exact.Adder));
}
