using QMacVerify.Generators.Circuits;

namespace QMacVerify.Generators.Reading;

/// <summary>The operators that are asked for in some layers. What is null stays as it is.</summary>
/// <param name="Pattern">Name of a layer, or a <see cref="Support.NamePattern"/>.</param>
/// <param name="Multiplier">Their multiplier, or null.</param>
/// <param name="Adder">Their adder, or null.</param>
public sealed record LayerRequest(string Pattern, MultiplierSpec? Multiplier, Adder? Adder)
{
    /// <summary>As it was written, for messages.</summary>
    public override string ToString() => $"{Pattern}={Multiplier?.ToString() ?? Adder?.Spec}";
}
