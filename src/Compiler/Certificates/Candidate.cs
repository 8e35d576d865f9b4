using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Cost;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.Certificates;

/// <summary>A multiplier that layers may get, on an exact adder.</summary>
/// <param name="Text">Its spec as the user gave it: an assignment finds a file by it again.</param>
/// <param name="Multiplier">What it computes.</param>
/// <param name="Cost">Of a product and its addition, in whatever unit; never negative.</param>
internal sealed record Candidate(string Text, Multiplier Multiplier, decimal Cost)
{
    /// <summary>A multiplier with what it costs.</summary>
    /// <param name="text">Its spec.</param>
    /// <param name="costs">Where costs come from.</param>
    /// <param name="cancellation">Ends the simulation of a circuit.</param>
    /// <exception cref="Runtime.InputException">It is not valid, or has no cost.</exception>
    public static Candidate Of(string text, OperatorCosts costs, CancellationToken cancellation)
    {
        ResolvedMultiplier resolved = OperatorResolver.Multiplier(text, cancellation);
        return new Candidate(text, resolved.Multiplier, costs.OfMac(text, resolved, OperatorPair.Exact.Adder));
    }

    public OperatorPair Operators => new(Multiplier, OperatorPair.Exact.Adder);
}
