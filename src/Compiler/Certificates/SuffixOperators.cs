using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Certificates;

/// <summary>Operators on the last layers of products only.</summary>
internal static class SuffixOperators
{
    /// <summary>The last layers of products, in execution order, those of two computed tensors among them.</summary>
    /// <exception cref="InputException">There are not so many.</exception>
    public static IReadOnlyList<ProductNode> LayersOf(QuantizedGraph graph, int count)
    {
        ProductNode[] layers = [.. graph.ProductNodes];
        return count <= layers.Length
            ? layers[^count..]
            : throw new InputException(Invariant($"--suffix {count}: the model has {layers.Length} layers of products"));
    }

    /// <summary>The operators of some layers; all others are exact.</summary>
    public static OperatorAssignment On(OperatorAssignment operators, IEnumerable<ProductNode> layers) => Of(layers.Select(layer => (layer, operators.For(layer.Name))));

    /// <summary>Operators layer by layer; layers that are not among them are exact.</summary>
    public static OperatorAssignment Of(IEnumerable<(ProductNode Layer, OperatorPair Operators)> layers) =>
        OperatorAssignment.OfLayers(layers.Select(entry => new LayerOperators(entry.Layer.Name, entry.Operators)));
}
