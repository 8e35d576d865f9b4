using QMacVerify.Compiler.Circuits.Contract;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.NetworkReports;

/// <summary>A multiplier of the network, measured on all pairs.</summary>
/// <param name="Multiplier">The circuit.</param>
/// <param name="Table">Its 65,536 products, activation outer.</param>
/// <param name="Sha256">Of the table.</param>
/// <param name="Metrics">Its error figures.</param>
/// <param name="Layers">Names of the layers that have it.</param>
/// <param name="Macs">Their multiply-accumulate operations.</param>
internal sealed record MultiplierReport(Multiplier Multiplier, int[] Table, string Sha256, ErrorMetrics Metrics, IReadOnlyList<string> Layers, long Macs)
{
    public bool IsExact => Metrics.Ep == 0;

    /// <summary>The multipliers of a network, in the order of the layers.</summary>
    public static IReadOnlyList<MultiplierReport> Of(QuantizedGraph graph, OperatorAssignment operators) =>
    [
        .. graph.ProductNodes.GroupBy(layer => operators.For(layer.Name).Multiplier).Select(group =>
        {
            int[] table = MultiplierTable.Of(group.Key);
            return new MultiplierReport(
                group.Key, table, MultiplierTable.Sha256(table), ErrorMetrics.Of(table, -128), [.. group.Select(layer => layer.Name)], group.Sum(layer => (long)layer.Macs));
        }),
    ];
}
