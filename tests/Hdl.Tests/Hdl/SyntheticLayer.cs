using QMacVerify.Compiler.LayerBenches;
using QMacVerify.Generators.Circuits;

namespace QMacVerify.Hdl.Tests.Hdl;

/// <summary>A small layer with operands of both signs, ends of the range, and windows of different length.</summary>
internal static class SyntheticLayer
{
    public static LayerBenchInput Of(OperatorPair operators, string name = "conv1") =>
        new(name, operators, [.. Enumerable.Range(0, 12).Select(index => Accumulator(operators, index))]);

    /// <summary>The same with one expected value off by one.</summary>
    public static LayerBenchInput WithWrongExpected(OperatorPair operators, int index)
    {
        LayerBenchInput layer = Of(operators);
        CheckedAccumulator[] accumulators = [.. layer.Accumulators];
        accumulators[index] = accumulators[index] with { Expected = accumulators[index].Expected + 1 };
        return layer with { Accumulators = accumulators };
    }

    private static CheckedAccumulator Accumulator(OperatorPair operators, int index)
    {
        // Window 5 is empty: under pad "skip" a window may hold no element.
        int taps = index == 5 ? 0 : 9 + index;
        sbyte[] activations = [.. Enumerable.Range(0, taps).Select(tap => (sbyte)(((index * 91) + (tap * 37)) % 256 - 128))];
        sbyte[] weights = [.. Enumerable.Range(0, taps).Select(tap => (sbyte)(127 - (((index * 57) + (tap * 83)) % 256)))];
        int start = index switch { 0 => int.MaxValue, 1 => int.MinValue, _ => (index * 1001) - 5000 };
        int acc = start;
        for (int tap = 0; tap < taps; tap++)
        {
            acc = operators.Adder.Apply(acc, operators.Multiplier.Apply(activations[tap], weights[tap]));
        }

        return new CheckedAccumulator(start, activations, weights, acc);
    }
}
