using QMacVerify.Checker;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Reporting.Documents;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>All that is known of a network on its circuits: what <c>qmac report</c> shows, as text, JSON and HTML.</summary>
/// <param name="Model">What the package holds.</param>
/// <param name="Operators">The circuits of each layer.</param>
/// <param name="Sound">Bounds for every input of a region.</param>
/// <param name="Check">What a second program says of them.</param>
/// <param name="Multipliers">The multipliers, measured.</param>
internal sealed record NetworkReport(
    ModelReport Model, OperatorAssignment Operators, ConstraintsResult Sound, Verdict Check, IReadOnlyList<MultiplierReport> Multipliers)
{
    public const string Schema = "qmac.report/1";

    /// <summary>What inputs that try to reach the ends of the bounds showed; null where none were run.</summary>
    public ConstraintsResult? Searched { get; init; }

    /// <summary>What samples showed; null where none were run.</summary>
    public ConstraintsResult? Observed { get; init; }

    /// <summary>What the network is worth on a data set; null without one.</summary>
    public EvaluationRecord? Evaluation { get; init; }

    /// <summary>A front that the circuits may be a point of; null without one.</summary>
    public FrontRecord? Front { get; init; }

    /// <summary>What <c>qmac opcheck</c> found of operators; null where no report of it was given.</summary>
    public IReadOnlyList<OperatorEvidence>? Opcheck { get; init; }

    public QuantizedGraph Graph => Model.Network.Graph;

    /// <summary>What the bounds hold for, in words.</summary>
    public string Inputs => Sound.Region.Kind == "full" ? "every input" : $"every input of the region {Quote(Sound.Region.Kind)}";

    /// <summary>Layers of products with their position in the graph, and what is known of their values, in execution order.</summary>
    public IEnumerable<(int Index, LayerReport Layer, LayerRanges Ranges)> ProductLayers => Sound.Layers.Select((layer, i) =>
        (layer.Index, Model.Layers[layer.Index], new LayerRanges(layer, Searched?.Layers[i], Observed?.Layers[i])));

    /// <summary>What is known of the values of a node; null for one without products.</summary>
    /// <param name="node">Its position in the graph.</param>
    public LayerRanges? BoundsOf(int node) => ProductLayers.FirstOrDefault(layer => layer.Index == node).Ranges;

    /// <summary>Whether all circuits compute exactly.</summary>
    public bool IsExact => Operators == OperatorAssignment.Exact;

    /// <summary>The widest final sum of a layer, in bits; 0 where there are no products.</summary>
    public int AccumulatorBits => Sound.Layers.Select(layer => layer.Sum.Bits).DefaultIfEmpty().Max();

    /// <summary>The adders that layers have, in the order of the layers.</summary>
    public IEnumerable<Adder> Adders => Graph.ProductNodes.Select(layer => Operators.For(layer.Name).Adder).Distinct();

    /// <summary>What is known of a multiplier; null for nothing.</summary>
    /// <remarks>Found by what it computes: two files of one name may differ.</remarks>
    public OperatorEvidence? EvidenceOf(MultiplierReport multiplier) =>
        Opcheck?.FirstOrDefault(evidence => evidence.Kind == "multiplier" && evidence.TableSha256 == multiplier.Sha256);

    /// <summary>What is known of an adder; null for nothing.</summary>
    public OperatorEvidence? EvidenceOf(Adder adder) => Opcheck?.FirstOrDefault(evidence => evidence.Kind == "adder" && evidence.Spec == adder.Spec);

    /// <summary>For the terminal, and as one file.</summary>
    public Document ToDocument() => NetworkDocument.Of(this);

    public string ToJson() => NetworkReportJson.Write(this);
}

/// <summary>What is known of the values of a layer of products.</summary>
/// <param name="Sound">What they can be.</param>
/// <param name="Searched">What a search found; null without one.</param>
/// <param name="Observed">What samples showed; null without any.</param>
internal sealed record LayerRanges(LayerBounds Sound, LayerBounds? Searched, LayerBounds? Observed)
{
    /// <summary>The same of the final accumulators alone.</summary>
    public TightnessOfLayer Tightness => new(Sound.Node.Name, Sound.Acc, Searched?.Acc, Observed?.Acc);
}
