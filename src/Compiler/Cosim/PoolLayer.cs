using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Cosim;

/// <summary>A pool for <c>pool_engine</c>.</summary>
internal static class PoolLayer
{
    public static EngineLayer Of(Network network, Pool2D node)
    {
        WindowGeometry window = node.Window with { Batches = 1 };
        int channels = network.Graph.Tensor(node.Output).Shape[^1];
        IReadOnlyList<(int First, int Count)> blocks = WindowWords.Blocks(1, channels);
        int positions = window.OutHeight * window.OutWidth;
        EngineMemories memories = EngineMemories.None with { X = window.InHeight * window.InWidth * channels, Out = positions * channels };
        EngineWords words = new();
        WindowWords.Fill(words, window, channels);
        words[EngineWord.Engine] = (int)EngineUnit.Pool;
        words[EngineWord.GroupChannels] = channels;
        words[EngineWord.Maximum] = node is MaxPool2D ? 1 : 0;
        words[EngineWord.TiesUp] = node is AveragePool2D { TiesUp: true } ? 1 : 0;
        words[EngineWord.Lower] = node.Clamp.Lower;
        words[EngineWord.Upper] = node.Clamp.Upper;
        words[EngineWord.HasCodes] = 1;
        words[EngineWord.Outputs] = memories.Out;
        words[EngineWord.Comparisons] = memories.Out;
        words[EngineWord.XCount] = memories.X;
        words[EngineWord.CycleLimit] = WindowWords.CycleLimit((long)blocks.Count * positions * window.Elements, memories.Out);
        return new EngineLayer(node, words, memories, WindowWords.OutputOrder(positions, blocks, channels))
        {
            Operands = [node.Input],
            Images = node.Window.Batches,
        };
    }
}
