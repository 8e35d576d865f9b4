using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Bounds.Deviation;

/// <summary>The codes that say the class: those before a final softmax, which only squeezes them, and before what is no codes.</summary>
internal static class Logits
{
    /// <summary>The tensor of the first output's logits; null where they are no codes.</summary>
    public static TensorInfo? Of(QuantizedGraph graph)
    {
        int tensor = graph.Outputs[0];
        while (graph.Nodes.FirstOrDefault(node => node.Output == tensor) is Dequantize or Softmax or QLinearSoftmax or ArgMax or Reshape)
        {
            tensor = graph.Nodes.First(node => node.Output == tensor).Inputs[0];
        }

        return graph.Tensor(tensor) is { Type: ElementType.Int8 } logits ? logits : null;
    }

    /// <summary>The class of some logits: the first of the greatest, as <c>qmac run</c> has it.</summary>
    public static int ClassOf(ReadOnlySpan<sbyte> logits)
    {
        int found = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            found = logits[i] > logits[found] ? i : found;
        }

        return found;
    }

    /// <summary>What holds for all inputs of a region.</summary>
    public static LogitDeviation DeviationOf(NetworkDeviation deviation, TensorInfo logits)
    {
        Box exact = deviation.Exact.Tensors[logits.Index];
        Differences differences = deviation.Of(logits.Index);
        int likely = ClassOf(exact.Lower);
        return new LogitDeviation(
            (int)differences.Hull.MaxMagnitude,
            KeepsClass(likely, exact, deviation.Approximate.Tensors[logits.Index], differences) ? likely : null);
    }

    /// <summary>Whether one class has the greatest logit on both sides, whatever the input.</summary>
    /// <remarks>
    /// BOUNDS section 8: its exact margin over each other class exceeds what that one can gain on it. Strictly, so that nobody's rule for equal logits matters.
    /// </remarks>
    /// <param name="class">The class.</param>
    /// <param name="exact">The exact logits.</param>
    /// <param name="approximate">The approximate ones.</param>
    /// <param name="differences">Of both.</param>
    public static bool KeepsClass(int @class, Box exact, Box approximate, Differences differences)
    {
        bool keeps = true;
        for (int other = 0; keeps && other < exact.Count; other++)
        {
            int margin = exact.Lower[@class] - exact.Upper[other];
            keeps = other == @class || (margin > 0
                && Math.Max(margin + differences.Lower[@class] - differences.Upper[other], approximate.Lower[@class] - approximate.Upper[other]) > 0);
        }

        return keeps;
    }

    /// <summary>Whether bounds of the differences say nothing that the boxes of both sides do not say.</summary>
    public static bool IsTrivial(NetworkDeviation deviation, TensorInfo logits)
    {
        Differences between = Differences.Between(deviation.Exact.Tensors[logits.Index], deviation.Approximate.Tensors[logits.Index]);
        Differences differences = deviation.Of(logits.Index);
        return !differences.IsZero && Enumerable.Range(0, differences.Count).All(i => differences[i] == between[i]);
    }
}
