using System.Text.RegularExpressions;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Cosim;

/// <summary>Makes of the first mismatch that a bench printed a place in the layer, and replays that one output with its taps.</summary>
internal static partial class DivergenceSearch
{
    /// <summary>The first mismatch of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="verdict">Of its bench.</param>
    /// <param name="sample">Position of the input.</param>
    /// <param name="traced">Builds engines that print taps, with the memories of the layer in their folder 0.</param>
    /// <param name="request">What is run.</param>
    /// <param name="input">Activations of the layer.</param>
    /// <param name="cancellation">Ends the simulator.</param>
    public static FirstDivergence Find(
        EngineLayer layer, EngineVerdict verdict, int sample, Func<EngineProgram> traced, CosimRequest request, sbyte[] input, CancellationToken cancellation)
    {
        Match match = verdict.Lines.Select(line => Mismatch().Match(line)).First(match => match.Success);
        int index = layer.OutputOrder[match.Number(2)];
        TensorInfo output = request.Planned.Network.Graph.Tensor(layer.Node.Output);
        int channels = layer.Node is MacNode mac ? mac.OutChannels : output.Shape[^1];
        int width = Math.Max(1, layer.Words[EngineWord.OutWidth]);
        int position = index / channels;
        FirstDivergence found = new(
            layer.Node.Name, sample, match.Groups[1].Value, index % channels, position / width, position % width, match.Number(3), match.Number(4));
        if (found.What != "accumulator")
        {
            return found with { Looks = DivergenceTrace.LooksOfCode(found.Rtl, found.Software) };
        }

        MacNode node = (MacNode)layer.Node;
        OperatorPair pair = request.Planned.Plan.Operators.For(node.Name);
        using EngineProgram program = traced();
        (int window, int lane) = Place(layer, position, index % channels);
        (EngineVerdict? trace, _) = program.Run(0, [Invariant($"+window={window}"), Invariant($"+lane={lane}")], cancellation);
        LayerFacts facts = LayerFacts.OfKernel(request.Planned.Network, node, pair);
        DivergentTap? tap = DivergenceTrace.First(
            DivergenceTrace.Rtl(trace?.Lines ?? []), DivergenceTrace.Software(facts, position, index % channels, input));
        return found with { Tap = tap, Looks = DivergenceTrace.Looks(tap, facts.Operators, request.Register.Bits) };
    }

    /// <summary>Which window of all blocks, and which lane, computes an output.</summary>
    private static (int Window, int Lane) Place(EngineLayer layer, int position, int channel)
    {
        IReadOnlyList<(int First, int Count)> blocks = WindowWords.Blocks(layer.Words[EngineWord.Groups], layer.Words[EngineWord.GroupChannels]);
        int block = 0;
        while (channel >= blocks[block].First + blocks[block].Count)
        {
            block++;
        }

        int positions = layer.Words[EngineWord.OutHeight] * layer.Words[EngineWord.OutWidth];
        return ((block * positions) + position, channel - blocks[block].First);
    }

    [GeneratedRegex(@"^MISMATCH (accumulator|code) output=(\d+) got=(-?\d+) expected=(-?\d+)$")]
    private static partial Regex Mismatch();
}
