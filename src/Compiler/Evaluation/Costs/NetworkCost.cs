using QMacVerify.Compiler.Accumulators;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Compiler.Circuits;
using QMacVerify.Compiler.Circuits.Cost;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Evaluation.Costs;

/// <summary>What the products of one layer and their additions cost.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Operators">Its circuits.</param>
/// <param name="Each">Cost of one multiplier, and of one adder where adders are counted.</param>
/// <param name="Widths">Bits that its accumulators provably need, with these circuits in all layers.</param>
internal sealed record LayerCost(ProductNode Layer, OperatorPair Operators, decimal Each, AccumulatorWidths Widths)
{
    /// <summary>Products times the cost of each.</summary>
    public decimal Total => Layer.Macs * Each;
}

/// <summary>What the products of a network and their additions cost: for each layer their number times the cost of its multiplier and adder.</summary>
/// <param name="Costs">Where costs come from.</param>
/// <param name="Layers">Layers of products, in execution order.</param>
/// <param name="ExactEach">Cost of exact circuits.</param>
internal sealed record NetworkCost(OperatorCosts Costs, IReadOnlyList<LayerCost> Layers, decimal ExactEach)
{
    /// <summary>Products of one inference.</summary>
    public long Macs => Layers.Sum(layer => layer.Layer.Macs);

    public decimal Total => Layers.Sum(layer => layer.Total);

    /// <summary>With exact circuits everywhere.</summary>
    public decimal ExactTotal => Macs * ExactEach;

    /// <summary>Share of the exact cost; null where that is 0.</summary>
    public decimal? Relative => ExactTotal == 0 ? null : Total / ExactTotal;

    /// <summary>Costs of a package with its operators, and sound widths of accumulators for all inputs that it holds for.</summary>
    /// <param name="planned">The package and its operators.</param>
    /// <param name="costs">Where costs come from.</param>
    /// <param name="textOf">The spec of a multiplier as the user gave it.</param>
    /// <exception cref="Runtime.InputException">An operator has no cost.</exception>
    public static NetworkCost Of(PlannedPackage planned, OperatorCosts costs, Func<Multiplier, string> textOf)
    {
        QuantizedGraph graph = planned.Network.Graph;
        decimal exact = costs.OfExactMac();
        Dictionary<OperatorPair, decimal> each = [];
        foreach (OperatorPair pair in graph.ProductNodes.Select(layer => planned.Plan.Operators.For(layer.Name)).Distinct())
        {
            each[pair] = costs.OfMac(textOf(pair.Multiplier), new ResolvedMultiplier(pair.Multiplier, planned.OriginOf(pair.Multiplier), []), pair.Adder);
        }

        IReadOnlyList<LayerBounds> bounds = IntervalAnalysis.Run(planned.Network, planned.Plan.Operators, PackageRegion.Of(graph)).Layers;
        return new NetworkCost(
            costs,
            [
                .. bounds.Select(layer =>
                {
                    OperatorPair pair = planned.Plan.Operators.For(layer.Node.Name);
                    return new LayerCost(layer.Node, pair, each[pair], AccumulatorWidths.Of(layer));
                }),
            ],
            exact);
    }
}
