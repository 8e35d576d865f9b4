using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Accumulators;

/// <summary>The accumulators that hardware has: those of every layer must provably be enough.</summary>
internal static class AccumulatorRequirement
{
    /// <summary>Refuses a network that is not proved to be right with these accumulators.</summary>
    /// <remarks>Generated code adds in 32 bits, so a wider register is no help beyond them.</remarks>
    /// <exception cref="InputException">A layer needs more bits.</exception>
    public static void Require(AccumulatorRegister register, IReadOnlyList<LayerBounds> layers)
    {
        int bits = Math.Min(register.Bits, GraphSemantics.AccumulatorBits);
        (LayerBounds Layer, int Bits)[] needs = [.. layers.Select(layer => (layer, AccumulatorWidths.Of(layer).For(register)))];
        (LayerBounds Layer, int Bits)[] wider = [.. needs.Where(need => need.Bits > bits)];
        if (wider.Length == 0)
        {
            return;
        }

        (LayerBounds first, int needed) = wider[0];
        string sums = register.Saturates ? $"sums on the way {first.Prefix}" : $"final sums {first.Sum}";
        int enough = needs.Max(need => need.Bits);
        string advice = enough <= GraphSemantics.AccumulatorBits
            ? Invariant($"{enough} bits are enough for every layer")
            : Invariant($"a layer needs {enough} bits, and generated code adds in {GraphSemantics.AccumulatorBits}");
        throw new InputException(Invariant(
            $"--accumulator-bits {register.Bits}: layer {Quote(first.Node.Name)} needs {needed} bits ({sums}), {wider.Length} of {layers.Count} layers need more than {bits}; {advice}"));
    }
}
