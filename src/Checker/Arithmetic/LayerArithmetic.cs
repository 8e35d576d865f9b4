using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Checker.Arithmetic;

/// <summary>The circuits of a layer.</summary>
internal sealed record LayerArithmetic(Products Products, AdderRule Adder)
{
    /// <summary>Whether they compute as integers do.</summary>
    public bool IsExact => Products.AreExact && Adder.IsExact;

    /// <summary>The exact circuits of each layer of products.</summary>
    public static IReadOnlyDictionary<ProductNode, LayerArithmetic> ExactOf(QuantizedGraph graph)
    {
        AdderRule adder = AdderRule.Of("exact")!;
        Dictionary<int, Products> products = graph.ProductNodes.Select(layer => CentreOf(graph, layer)).Distinct()
            .ToDictionary(centre => centre, centre => new Products(new ExactMultiplier(), centre));
        return graph.ProductNodes.ToDictionary(layer => layer, layer => new LayerArithmetic(products[CentreOf(graph, layer)], adder));
    }

    /// <summary>What activations lose before they reach the multiplier.</summary>
    public static int CentreOf(QuantizedGraph graph, ProductNode layer) =>
        graph.Semantics.Operands == OperandForm.Centred ? graph.Tensor(layer.Input).ZeroPoint : 0;

    /// <summary>The zero point that start values correct for.</summary>
    public static int CorrectedOf(QuantizedGraph graph, ProductNode layer) => graph.Tensor(layer.Input).ZeroPoint - CentreOf(graph, layer);
}
