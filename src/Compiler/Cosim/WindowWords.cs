using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Cosim;

/// <summary>The numbers of <c>window_control</c> for a window over an image.</summary>
internal static class WindowWords
{
    /// <summary>Fills in extents, steps and addresses.</summary>
    /// <param name="words">Takes them.</param>
    /// <param name="window">The window; a fully connected layer's vectors are rows of an image.</param>
    /// <param name="pixel">Activations from one pixel to the next.</param>
    public static void Fill(EngineWords words, WindowGeometry window, int pixel)
    {
        int row = window.InWidth * pixel;
        words[EngineWord.InHeight] = window.InHeight * window.Batches;
        words[EngineWord.InWidth] = window.InWidth;
        words[EngineWord.OutHeight] = window.OutHeight * window.Batches;
        words[EngineWord.OutWidth] = window.OutWidth;
        words[EngineWord.FilterHeight] = window.FilterHeight;
        words[EngineWord.FilterWidth] = window.FilterWidth;
        words[EngineWord.PadTop] = window.PadTop;
        words[EngineWord.PadLeft] = window.PadLeft;
        words[EngineWord.StrideY] = window.StrideY;
        words[EngineWord.StrideX] = window.StrideX;
        words[EngineWord.DilationY] = window.DilationY;
        words[EngineWord.DilationX] = window.DilationX;
        words[EngineWord.Origin] = -((window.PadTop * row) + (window.PadLeft * pixel));
        words[EngineWord.StepOutY] = window.StrideY * row;
        words[EngineWord.StepOutX] = window.StrideX * pixel;
        words[EngineWord.StepFilterY] = window.DilationY * row;
        words[EngineWord.StepFilterX] = window.DilationX * pixel;
    }

    /// <summary>Clocks after which an engine that has not ended never will: several times what each tap and each output take.</summary>
    public static int CycleLimit(long taps, long outputs) => (int)Math.Min(int.MaxValue, 1000 + (4 * (taps + (8 * outputs))));

    /// <summary>The order in which outputs come: blocks of lanes, positions, channels of the block.</summary>
    /// <param name="positions">Output pixels.</param>
    /// <param name="blocks">First channel and number of channels of each block.</param>
    /// <param name="channels">Of the output.</param>
    public static int[] OutputOrder(int positions, IReadOnlyList<(int First, int Count)> blocks, int channels)
    {
        int[] order = new int[positions * channels];
        int next = 0;
        foreach ((int first, int count) in blocks)
        {
            for (int position = 0; position < positions; position++)
            {
                for (int channel = first; channel < first + count; channel++)
                {
                    order[next++] = (position * channels) + channel;
                }
            }
        }

        return order;
    }

    /// <summary>Blocks of lanes: each group of channels begins a new one.</summary>
    public static IReadOnlyList<(int First, int Count)> Blocks(int groups, int channels) =>
    [
        .. Enumerable.Range(0, groups).SelectMany(group => Enumerable.Range(0, (channels + EngineSpec.Lanes - 1) / EngineSpec.Lanes)
            .Select(block => ((group * channels) + (block * EngineSpec.Lanes), Math.Min(EngineSpec.Lanes, channels - (block * EngineSpec.Lanes))))),
    ];
}
