using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.Sweep;

/// <summary>Circuits of a layer, with the words that find them again.</summary>
/// <param name="Multiplier">Spec of the multiplier as the user gave it.</param>
/// <param name="Adder">Spec of the adder.</param>
/// <param name="Pair">What they compute.</param>
internal sealed record NamedPair(string Multiplier, string Adder, OperatorPair Pair)
{
    public static NamedPair Exact { get; } = new(OperatorPair.Exact.Multiplier.Spec, OperatorPair.Exact.Adder.Spec, OperatorPair.Exact);

    /// <summary>The same as a report or an assignment has it.</summary>
    public RecordedPair ToRecord() => RecordedPair.Of(Pair) with { Multiplier = Multiplier, Adder = Adder };
}
