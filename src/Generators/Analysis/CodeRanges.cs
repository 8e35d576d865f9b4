using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Analysis;

/// <summary>The codes that each tensor of a network can have, for any input and on any circuits.</summary>
/// <remarks>
/// What clamps and tables say, and operations carry on that move codes, choose between them or average them. Looser than
/// <c>qmac constraints</c>, which knows the weights; but a kernel that relies on it needs no analysis of the layers before.
/// </remarks>
public sealed class CodeRanges
{
    private readonly Dictionary<int, Interval> _ranges = [];

    private CodeRanges()
    {
    }

    /// <summary>All codes.</summary>
    public static Interval All { get; } = new(sbyte.MinValue, sbyte.MaxValue);

    /// <summary>The codes of a tensor of int8.</summary>
    public Interval this[int tensor] => _ranges.TryGetValue(tensor, out Interval range) ? range : All;

    public static CodeRanges Of(Network network)
    {
        CodeRanges ranges = new();
        foreach (TensorInfo constant in network.Graph.Tensors.Where(tensor => tensor.Type == ElementType.Int8 && network.Parameters.Contains(tensor.Index)))
        {
            ranges._ranges[constant.Index] = Interval.Of(network.Parameters[constant.Index].Int8);
        }

        foreach (GraphNode node in network.Graph.Nodes)
        {
            ranges._ranges[node.Output] = ranges.OfOutput(node, network.Parameters);
        }

        return ranges;
    }

    private Interval OfOutput(GraphNode node, ParameterSet parameters) => node switch
    {
        ProductNode layer => Range(layer.Requantization.Clamp),
        ScaledSum sum => Range(sum.Clamp),
        Mul product => Range(product.Clamp),
        QLinearAdd sum => Range(sum.Clamp),
        QLinearMultiply product => Range(product.Clamp),
        MaxPool2D or AveragePool2D => Clamp(this[((Pool2D)node).Input], ((Pool2D)node).Clamp),
        CopyNode copy => copy.Inputs.Select(input => this[input]).Concat(copy.Fill is int fill ? [Interval.Point(fill)] : [])
            .Aggregate((first, second) => first.Hull(second)),
        Reshape or ReduceMax or ReduceMin or ResizeNearest => this[node.Inputs[0]],
        Lookup lookup => OfTables(parameters[lookup.Table].Int8, this[lookup.Input]),
        _ => All,
    };

    private static Interval Range(ClampRange clamp) => new(clamp.Lower, clamp.Upper);

    private static Interval Clamp(Interval range, ClampRange clamp) => new(
        Math.Min(Math.Max(range.Lower, clamp.Lower), clamp.Upper), Math.Min(Math.Max(range.Upper, clamp.Lower), clamp.Upper));

    /// <summary>What codes reach in a table, or in those of all channels.</summary>
    private static Interval OfTables(ReadOnlySpan<sbyte> tables, Interval codes)
    {
        Interval range = Interval.Empty;
        for (int table = 0; table < tables.Length; table += Lookup.Entries)
        {
            range = range.Hull(Interval.Of(tables.Slice(table + (int)codes.Lower - sbyte.MinValue, (int)(codes.Upper - codes.Lower) + 1)));
        }

        return range;
    }
}
