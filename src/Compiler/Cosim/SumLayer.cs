using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Cosim;

/// <summary>A sum or difference of two tensors of one shape for <c>add_engine</c>.</summary>
internal static class SumLayer
{
    /// <returns>Null where an operand is broadcast.</returns>
    public static EngineLayer? Of(Network network, ScaledSum node)
    {
        TensorInfo first = network.Graph.Tensor(node.First);
        TensorInfo second = network.Graph.Tensor(node.Second);
        TensorInfo output = network.Graph.Tensor(node.Output);
        if (first.ElementCount != output.ElementCount || second.ElementCount != output.ElementCount)
        {
            return null;
        }

        EngineWords words = new();
        words[EngineWord.Engine] = (int)EngineUnit.Add;
        words[EngineWord.Kind] = (int)node.Kind;
        words[EngineWord.Subtract] = node.Sign < 0 ? 1 : 0;
        (words[EngineWord.ZeroPointA], words[EngineWord.FactorA], words[EngineWord.ShiftA]) = Of(first, node.FirstMultiplier);
        (words[EngineWord.ZeroPointB], words[EngineWord.FactorB], words[EngineWord.ShiftB]) = Of(second, node.SecondMultiplier);
        (words[EngineWord.ZeroPoint], words[EngineWord.Factor], words[EngineWord.Shift]) = Of(output, node.OutputMultiplier);
        words[EngineWord.Lower] = node.Clamp.Lower;
        words[EngineWord.Upper] = node.Clamp.Upper;
        words[EngineWord.HasCodes] = 1;
        words[EngineWord.Outputs] = output.ElementCount;
        words[EngineWord.Comparisons] = output.ElementCount;
        words[EngineWord.XCount] = output.ElementCount;
        words[EngineWord.CycleLimit] = WindowWords.CycleLimit(0, output.ElementCount);
        EngineMemories memories = EngineMemories.None with { X = output.ElementCount, Out = output.ElementCount };
        return new EngineLayer(node, words, memories, [.. Enumerable.Range(0, output.ElementCount)]) { Operands = [node.First, node.Second] };
    }

    private static (int ZeroPoint, int Factor, int Shift) Of(TensorInfo tensor, QuantizedMultiplier multiplier) =>
        (tensor.ZeroPoint, multiplier.Multiplier, multiplier.Shift);
}
