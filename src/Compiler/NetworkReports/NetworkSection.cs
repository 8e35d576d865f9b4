using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Reporting.Documents;
using QMacVerify.Compiler.Reporting.Pictures;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>The network as a graph, each of whose boxes leads to a card.</summary>
internal static class NetworkSection
{
    public static DocumentSection Of(NetworkReport report)
    {
        Dictionary<int, int> nodes = report.Model.Layers.Select((layer, i) => (layer, i)).ToDictionary(pair => pair.layer.Node.Output, pair => pair.i);
        Picture graph = new(
            GraphPicture.Inline(report.Graph, tensor => nodes.TryGetValue(tensor, out int node) ? $"#{IdOf(node)}" : null),
            "What feeds what. Blue: layers of products; ochre: sums and joins; framed: outputs. Choose a box to see it.");
        return new DocumentSection("network", "Network", [new Explorer(graph, [.. report.Model.Layers.Select((_, i) => CardOf(report, i, nodes))])]);
    }

    /// <summary>Identifier of the card of a node.</summary>
    public static string IdOf(int node) => Invariant($"node-{node}");

    private static Card CardOf(NetworkReport report, int index, Dictionary<int, int> nodes)
    {
        LayerReport layer = report.Model.Layers[index];
        string path = Invariant($"layers.{index}");
        List<Fact> facts =
        [
            new("reads", new Cell([.. Joined(layer.Inputs.Select(input => nodes.TryGetValue(input.Index, out int from)
                ? Piece.To(IdOf(from), report.Model.Layers[from].Node.Name)
                : new Piece($"input {input.Name}")))])),
            new("read by", new Cell([.. Joined(Readers(report, layer.Node.Output))])),
            new("output", Invariant($"{layer.Output.ModelType.Name()} {string.Join(" × ", layer.Output.Shape)}")),
        ];
        if (layer.Output.Quantization is { ScaleText.Length: > 0 } quantization)
        {
            facts.Add(new Fact("real value", layer.Output.ModelZeroPoint switch
            {
                0 => Invariant($"{quantization.ScaleText} × code"),
                < 0 and var below => Invariant($"{quantization.ScaleText} × (code + {-below})"),
                var above => Invariant($"{quantization.ScaleText} × (code − {above})"),
            }));
        }

        if (layer.Parameters > 0)
        {
            facts.Add(new Fact("parameters", Piece.Of($"{path}.parameters", layer.Parameters)));
        }

        if (report.BoundsOf(index) is LayerRanges ranges)
        {
            facts.Add(new Fact("MACs", Piece.Of($"{path}.macs", layer.Macs), Invariant($"{ranges.Sound.Node.Taps} products for each output")));
            facts.Add(new Fact("multiplier", Piece.Of($"{path}.multiplier", ranges.Sound.Operators.Multiplier.Spec)));
            facts.Add(new Fact("adder", Piece.Of($"{path}.adder", ranges.Sound.Operators.Adder.Spec)));
            facts.Add(new Fact("register", Piece.Of($"{path}.bits", ranges.Sound.Sum.Bits, Invariant($"{ranges.Sound.Sum.Bits} bits")), ranges.Sound.MayOverflow ? "may overflow" : "no overflow is possible"));
            facts.Add(new Fact("accumulators", LayersSection.Ranges(path, ranges)));
            facts.Add(new Fact("output codes", LayersSection.Codes(path, ranges)));
        }

        return new Card(IdOf(index), layer.Node.Name, layer.Node is INamedFunction named ? $"{layer.Node.Op} ({named.Function})" : layer.Node.Op, [new FactList(facts)]);
    }

    private static IEnumerable<Piece> Readers(NetworkReport report, int tensor)
    {
        Piece[] nodes = [.. report.Model.Layers.Index()
            .Where(layer => layer.Item.Node.Inputs.Contains(tensor))
            .Select(layer => Piece.To(IdOf(layer.Index), layer.Item.Node.Name))];
        return report.Graph.Outputs.Contains(tensor) ? nodes.Append("output of the network") : nodes;
    }

    private static IEnumerable<Piece> Joined(IEnumerable<Piece> pieces)
    {
        Piece[] all = [.. pieces];
        return all.Length == 0 ? ["nothing"] : all.SelectMany((piece, i) => i == 0 ? (Piece[])[piece] : [", ", piece]);
    }
}
