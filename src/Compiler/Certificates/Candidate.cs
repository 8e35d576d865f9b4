using QMacVerify.Generators.Circuits;

namespace QMacVerify.Compiler.Certificates;

/// <summary>A multiplier that layers may get, on an exact adder.</summary>
/// <param name="Text">Its spec as the user gave it: an assignment finds a file by it again.</param>
/// <param name="Multiplier">What it computes.</param>
/// <param name="Cost">Of one circuit, in whatever unit; never negative.</param>
internal sealed record Candidate(string Text, Multiplier Multiplier, decimal Cost)
{
    public OperatorPair Operators => new(Multiplier, OperatorPair.Exact.Adder);
}
