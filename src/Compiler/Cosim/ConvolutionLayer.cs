using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Cosim;

/// <summary>A convolution, a depthwise convolution or a fully connected layer for <c>conv_engine</c>.</summary>
internal static class ConvolutionLayer
{
    private const int Lanes = EngineSpec.Lanes;

    public static EngineLayer Of(Network network, MacNode node, LayerFacts facts)
    {
        // The vectors of a fully connected layer are rows of one image.
        int images = node is FullyConnected ? 1 : node.Geometry.Window.Batches;
        MacGeometry geometry = node.Geometry with { Window = node.Geometry.Window with { Batches = node.Geometry.Window.Batches / images } };
        bool perLane = node is DepthwiseConv2D;
        int groups = perLane ? 1 : geometry.Groups;
        int channels = geometry.OutChannels / groups;
        IReadOnlyList<(int First, int Count)> blocks = WindowWords.Blocks(groups, channels);
        EngineWords words = new();
        WindowWords.Fill(words, geometry.Window, perLane ? geometry.OutChannels : geometry.Window.InChannels);
        words[EngineWord.Engine] = (int)EngineUnit.Conv;
        words[EngineWord.Groups] = groups;
        words[EngineWord.GroupChannels] = channels;
        words[EngineWord.GroupStep] = perLane ? Lanes : geometry.GroupInChannels;
        words[EngineWord.Channels] = geometry.GroupInChannels;
        words[EngineWord.PerLane] = perLane ? 1 : 0;
        words[EngineWord.Skip] = facts.SkipsPadding ? 1 : 0;
        words[EngineWord.PadValue] = facts.InputZeroPoint;
        Requantize(words, network, node);

        int[] starts = Starts(facts, geometry, blocks);
        EngineMemories memories = new(
            geometry.Window.Batches * geometry.Window.InHeight * geometry.Window.InWidth * (perLane ? geometry.OutChannels : geometry.Window.InChannels),
            blocks.Count * geometry.Taps, starts.Length / Lanes, geometry.OutChannels, geometry.Positions * geometry.OutChannels);
        bool hasCodes = node.Requantization.Kind != RequantizationKind.Accumulator;
        words[EngineWord.HasCodes] = hasCodes ? 1 : 0;
        words[EngineWord.Outputs] = memories.Out;
        words[EngineWord.Comparisons] = hasCodes ? 2 * memories.Out : memories.Out;
        words[EngineWord.CycleLimit] = WindowWords.CycleLimit((long)blocks.Count * geometry.Positions * geometry.Taps, memories.Out);
        words[EngineWord.XCount] = memories.X;
        words[EngineWord.WCount] = memories.W;
        words[EngineWord.StartCount] = memories.Start;
        words[EngineWord.FactorCount] = memories.Factor;
        return new EngineLayer(node, words, memories, WindowWords.OutputOrder(geometry.Positions, blocks, geometry.OutChannels))
        {
            Operands = [node.Input],
            Images = images,
            Macs = geometry.Macs,
            InputOrder = perLane && geometry.GroupOutChannels > 1 ? ChannelsRepeated(geometry) : null,
            Constants = new Dictionary<string, byte[]>
            {
                ["w.hex"] = HexLines.OfCodes(Weights(facts, blocks), Lanes),
                ["start.hex"] = HexLines.OfNumbers(starts, Lanes),
                ["factor.hex"] = HexLines.OfText(Factors(facts)),
            },
        };
    }

    private static void Requantize(EngineWords words, Network network, MacNode node)
    {
        words[EngineWord.Kind] = node.Requantization.Kind == RequantizationKind.Accumulator ? 0 : (int)node.Requantization.Kind;
        words[EngineWord.ZeroPoint] = network.Graph.Tensor(node.Output).ZeroPoint;
        words[EngineWord.Lower] = node.Requantization.Clamp.Lower;
        words[EngineWord.Upper] = node.Requantization.Clamp.Upper;
    }

    private static sbyte[] Weights(LayerFacts facts, IReadOnlyList<(int First, int Count)> blocks)
    {
        int taps = facts.Geometry.Taps;
        sbyte[] weights = new sbyte[blocks.Count * taps * Lanes];
        for (int block = 0; block < blocks.Count; block++)
        {
            for (int lane = 0; lane < blocks[block].Count; lane++)
            {
                ReadOnlySpan<sbyte> channel = facts.WeightsOf(blocks[block].First + lane);
                for (int tap = 0; tap < taps; tap++)
                {
                    weights[(((block * taps) + tap) * Lanes) + lane] = channel[tap];
                }
            }
        }

        return weights;
    }

    /// <summary>acc_0 of each lane: a word for each block, or for each window of it where the correction depends on the position.</summary>
    private static int[] Starts(LayerFacts facts, MacGeometry geometry, IReadOnlyList<(int First, int Count)> blocks)
    {
        int windows = facts.SkipsPadding ? geometry.Positions : 1;
        int[] starts = new int[blocks.Count * windows * Lanes];
        int[] pixels = new int[geometry.Window.Elements];
        int[]? same = facts.SkipsPadding ? null : facts.Starts();
        for (int window = 0; window < windows; window++)
        {
            if (same is null)
            {
                geometry.Window.PixelsAt(window, pixels);
            }

            for (int block = 0; block < blocks.Count; block++)
            {
                for (int lane = 0; lane < blocks[block].Count; lane++)
                {
                    int channel = blocks[block].First + lane;
                    starts[(((block * windows) + window) * Lanes) + lane] = same?[channel] ?? unchecked((int)facts.StartOf(channel, pixels));
                }
            }
        }

        return starts;
    }

    /// <summary>Weight zero point, shift, and multiplier or bits of the float32 factor of each output channel.</summary>
    private static IEnumerable<string> Factors(LayerFacts facts)
    {
        ChannelRequantization requantization = facts.Layer.Requantization;
        for (int channel = 0; channel < facts.Geometry.OutChannels; channel++)
        {
            Rescale rescale = requantization.Kind == RequantizationKind.Accumulator
                ? new Rescale(RequantizationKind.TfliteDouble, QuantizedMultiplier.None)
                : requantization.For(channel);
            uint factor = rescale.Kind == RequantizationKind.OnnxFloat ? rescale.FactorBits : (uint)rescale.Multiplier.Multiplier;
            yield return Invariant($"{unchecked((byte)facts.WeightZeroPointOf(channel)):x2}{rescale.Multiplier.Shift & 63:x2}{factor:x8}");
        }
    }

    /// <summary>Each input channel as often as output channels read it.</summary>
    private static int[] ChannelsRepeated(MacGeometry geometry)
    {
        int pixels = geometry.Window.InHeight * geometry.Window.InWidth;
        int[] order = new int[pixels * geometry.OutChannels];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = (i / geometry.OutChannels * geometry.Window.InChannels) + (i % geometry.OutChannels / geometry.GroupOutChannels);
        }

        return order;
    }
}
