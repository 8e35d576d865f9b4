using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.Sweep;

/// <summary>Circuits of a layer, with the words that find them again.</summary>
/// <param name="Multiplier">Spec of the multiplier as the user gave it.</param>
/// <param name="Adder">Spec of the adder.</param>
/// <param name="Pair">What they compute.</param>
internal sealed record NamedOperators(string Multiplier, string Adder, OperatorPair Pair)
{
    public static NamedOperators Exact { get; } = new(OperatorPair.Exact.Multiplier.Spec, OperatorPair.Exact.Adder.Spec, OperatorPair.Exact);

    /// <summary>The words for layers that do not all have the same circuits.</summary>
    public static NamedOperators Mixed { get; } = new("mixed", "mixed", OperatorPair.Exact);
}
