using System.Collections.ObjectModel;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>How boxes pass through one operation.</summary>
internal abstract class BoundRule
{
    public abstract NodeBounds Apply(GraphNode node, BoundContext context);
}

/// <summary>A rule for nodes of one type.</summary>
internal abstract class BoundRule<TNode> : BoundRule
    where TNode : GraphNode
{
    public sealed override NodeBounds Apply(GraphNode node, BoundContext context) => Apply((TNode)node, context);

    protected abstract NodeBounds Apply(TNode node, BoundContext context);
}

/// <summary>What a rule finds out about a node.</summary>
/// <param name="Output">The box of its result; null where the result is no codes.</param>
/// <param name="Layer">For layers of products only.</param>
internal sealed record NodeBounds(Box? Output, LayerBounds? Layer = null)
{
    /// <summary>What the result can hold where it is accumulators of 32 bits: all of them where one may wrap.</summary>
    public WindowIntervals? Accumulators { get; init; }
}

/// <summary>What a rule may look at.</summary>
/// <param name="Network">The network.</param>
/// <param name="Operators">The arithmetic of each layer.</param>
/// <param name="Boxes">Of the tensors computed so far.</param>
/// <param name="NodeIndex">Position of the node in the graph.</param>
internal sealed record BoundContext(Network Network, OperatorAssignment Operators, IReadOnlyDictionary<int, Box> Boxes, int NodeIndex)
{
    /// <summary>Of the tensors of accumulators computed so far.</summary>
    public IReadOnlyDictionary<int, WindowIntervals> Accumulators { get; init; } = ReadOnlyDictionary<int, WindowIntervals>.Empty;

    public AnalysisOptions Options { get; init; } = AnalysisOptions.Default;

    public TensorInfo Tensor(int index) => Network.Graph.Tensor(index);

    /// <summary>The box of a computed tensor, or the values of a constant one.</summary>
    public Box BoxOf(int tensor) => Boxes.TryGetValue(tensor, out Box? box) ? box : Box.Point(Network.Parameters[tensor].Int8);
}
