using System.Globalization;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>One node of a package: what a table row shows.</summary>
/// <param name="Node">The node.</param>
/// <param name="Inputs">Tensors that are computed.</param>
/// <param name="Output">Its result.</param>
/// <param name="Parameters">Elements of its constants.</param>
internal sealed record LayerReport(GraphNode Node, IReadOnlyList<TensorInfo> Inputs, TensorInfo Output, long Parameters)
{
    /// <summary>Multiply-accumulate operations, padding included.</summary>
    public long Macs => Node is ProductNode layer ? layer.Macs : 0;

    /// <summary>Whether weights have a scale per channel or one; empty without weights.</summary>
    public string Weights => Node is not ProductNode layer ? "" : layer.Requantization.IsPerChannel ? "per channel" : "per tensor";
}

/// <summary>The layers of a package with totals, as text and as JSON.</summary>
/// <param name="Network">What was read.</param>
/// <param name="Package">From which package.</param>
/// <param name="Layers">In execution order.</param>
/// <param name="Parameters">Elements of all constants; one that several layers share counts once.</param>
/// <param name="Macs">Multiply-accumulate operations of all layers.</param>
/// <param name="ActivationBytes">Most bytes of activations that a compiled model holds at once; null where nothing was planned.</param>
internal sealed record ModelReport(
    Network Network, PackageIdentity Package, IReadOnlyList<LayerReport> Layers, long Parameters, long Macs, int? ActivationBytes)
{
    public const string Schema = "qmac.inspect/1";

    /// <summary>One line.</summary>
    public string Summary => Invariant($"{Layers.Count} nodes, {Parameters:N0} parameters, {Macs:N0} MACs");

    /// <summary>What a package holds.</summary>
    /// <param name="network">Its network.</param>
    /// <param name="package">Which it is.</param>
    /// <param name="plan">How it is compiled, if that is to be told too.</param>
    public static ModelReport Of(Network network, PackageIdentity package, ExecutionPlan? plan = null)
    {
        QuantizedGraph graph = network.Graph;
        LayerReport[] layers =
        [
            .. graph.Nodes.Select(node => new LayerReport(
                node,
                [.. node.Inputs.Select(graph.Tensor).Where(tensor => !tensor.IsConstant)],
                graph.Tensor(node.Output),
                node.Inputs.Select(graph.Tensor).Where(tensor => tensor.IsConstant).Sum(tensor => (long)tensor.ElementCount))),
        ];
        return new ModelReport(
            network,
            package,
            layers,
            graph.Tensors.Where(tensor => tensor.IsConstant).Sum(tensor => (long)tensor.ElementCount),
            layers.Sum(layer => layer.Macs),
            plan?.Buffers.ArenaElements);
    }

    /// <summary>Lines of at most some 140 characters, each ended by a line feed.</summary>
    public string ToText()
    {
        QuantizedGraph graph = Network.Graph;
        TextTable table = new("layer", "op", "input", "output", ">parameters", ">MACs", "weights", "output scale", ">zero point");
        foreach (LayerReport layer in Layers)
        {
            table.Add(
                layer.Node.Name,
                layer.Node is INamedFunction named ? $"{layer.Node.Op} ({named.Function})" : layer.Node.Op,
                string.Join(" + ", layer.Inputs.Select(ShapeOf)),
                ShapeOf(layer.Output),
                Count(layer.Parameters),
                Count(layer.Macs),
                layer.Weights,
                layer.Output.Quantization?.ScaleText ?? "",
                layer.Output.Quantization is null ? "" : layer.Output.ModelZeroPoint.ToString(CultureInfo.InvariantCulture));
        }

        table.Add("total", "", "", "", Count(Parameters), Count(Macs), "", "", "");
        IEnumerable<string> boundary = graph.Inputs.Select(index => Boundary("input", graph.Tensor(index)))
            .Concat(graph.Outputs.Select(index => Boundary("output", graph.Tensor(index))))
            .Concat(graph.States.Select(state => Boundary("state", graph.Tensor(state.Current))));
        string activations = ActivationBytes is int bytes ? Invariant($"activations: {bytes:N0} bytes at once, scratch memory of kernels included\n") : "";
        return $"{Escape(graph.Name)}: {graph.Source.Format}, package {Package.Sha256[..12]}\n{string.Concat(boundary)}{Requantizations()}{activations}\n{table}";
    }

    public string ToJson()
    {
        QuantizedGraph graph = Network.Graph;
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            using (json.Object("model", inline: true))
            {
                json.Member("name", graph.Name);
                json.Member("format", graph.Source.Format);
                json.Member("sha256", Package.Sha256);
            }

            WriteTensors(json, "inputs", graph.Inputs.Select(graph.Tensor));
            WriteTensors(json, "outputs", graph.Outputs.Select(graph.Tensor));
            if (graph.States.Count > 0)
            {
                WriteTensors(json, "states", graph.States.Select(state => graph.Tensor(state.Current)));
            }

            using (json.Array("layers"))
            {
                foreach (LayerReport layer in Layers)
                {
                    WriteLayer(json, layer);
                }
            }

            using (json.Object("totals", inline: true))
            {
                json.Member("layers", Layers.Count);
                json.Member("parameters", Parameters);
                json.Member("macs", Macs);
                if (ActivationBytes is int bytes)
                {
                    json.Member("activation_bytes", bytes);
                }
            }
        }

        return json.ToString();
    }

    /// <summary>A line that says how layers of products are requantized; empty without such layers.</summary>
    private string Requantizations()
    {
        IEnumerable<string> kinds = Network.Graph.ProductNodes
            .GroupBy(layer => layer.Requantization.Kind)
            .Select(kind => Invariant($"{kind.Key.Name()} ({kind.Count()} {(kind.Count() == 1 ? "layer" : "layers")})"));
        return Network.Graph.ProductNodes.Any() ? $"requantization: {string.Join(", ", kinds)}\n" : "";
    }

    private static void WriteLayer(JsonWriter json, LayerReport layer)
    {
        using (json.Object())
        {
            json.Member("name", layer.Node.Name);
            json.Member("op", layer.Node.Op);
            if (layer.Node is INamedFunction named)
            {
                json.Member("function", named.Function);
            }

            WriteTensors(json, "inputs", layer.Inputs);
            WriteTensors(json, "outputs", [layer.Output]);
            json.Member("parameters", layer.Parameters);
            json.Member("macs", layer.Macs);
            if (layer.Node is ProductNode node)
            {
                json.Member("requantization", node.Requantization.Kind.Name());
                json.Member("per_channel", node.Requantization.IsPerChannel);
            }
        }
    }

    private static void WriteTensors(JsonWriter json, string name, IEnumerable<TensorInfo> tensors)
    {
        using (json.Array(name))
        {
            foreach (TensorInfo tensor in tensors)
            {
                using (json.Object(inline: true))
                {
                    json.Member("key", tensor.Key);
                    json.Member("name", tensor.Name);
                    json.Member("dtype", tensor.ModelType.Name());
                    json.Member("shape", tensor.Shape);
                    json.Member("real_scale", tensor.Quantization?.ScaleText ?? "");
                    json.Member("zero_point", tensor.ModelZeroPoint);
                }
            }
        }
    }

    private static string Boundary(string role, TensorInfo tensor) =>
        $"{role} {tensor.Key} {Quote(tensor.Name)} {tensor.ModelType.Name()} {tensor.Shape}"
        + (tensor.Quantization is null ? "\n" : Invariant($", scale {tensor.Quantization.ScaleText}, zero point {tensor.ModelZeroPoint}\n"));

    /// <summary>Key and shape: who reads a tensor has its key.</summary>
    private static string ShapeOf(TensorInfo tensor) => $"{tensor.Key} {string.Join('x', tensor.Shape)}";

    private static string Count(long value) => value == 0 ? "" : value.ToString("N0", CultureInfo.InvariantCulture);
}
