using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>How differences pass through one operation, of which some input or circuit differs.</summary>
internal abstract class DifferenceRule
{
    public abstract NodeDifferences Apply(GraphNode node, DifferenceContext context);
}

/// <summary>A rule for nodes of one type.</summary>
internal abstract class DifferenceRule<TNode> : DifferenceRule
    where TNode : GraphNode
{
    public sealed override NodeDifferences Apply(GraphNode node, DifferenceContext context) => Apply((TNode)node, context);

    protected abstract NodeDifferences Apply(TNode node, DifferenceContext context);
}

/// <summary>What a rule finds out about a node.</summary>
/// <param name="Output">Of its codes; null where the boxes of the result alone say how far they can be apart, or the result is no codes.</param>
/// <param name="Layer">For layers of products only.</param>
internal sealed record NodeDifferences(Differences? Output, LayerDeviation? Layer = null)
{
    /// <summary>Nothing but what the boxes of the result say.</summary>
    public static NodeDifferences Unknown { get; } = new(Output: null);

    /// <summary>Of its result where that is accumulators.</summary>
    public AccumulatorDifferences? Accumulators { get; init; }
}

/// <summary>What is known of accumulators on both sides; the three have the same windows.</summary>
/// <param name="Exact">Of the exact network.</param>
/// <param name="Approximate">Of the approximate one.</param>
/// <param name="Difference">Approximate less exact.</param>
internal sealed record AccumulatorDifferences(WindowIntervals Exact, WindowIntervals Approximate, WindowIntervals Difference)
{
    /// <summary>What the register holds: the sum, or anything where that may wrap.</summary>
    public static Interval InRegister(Interval sum) => Interval.Int32.Contains(sum) ? sum : Interval.Int32;

    /// <summary>The differences of two accumulators: those known, and no others than their intervals have. Where a sum may wrap, these alone count.</summary>
    /// <param name="exact">The exact sum.</param>
    /// <param name="approximate">The approximate one.</param>
    /// <param name="known">What the sums differ by.</param>
    public static Interval Between(Interval exact, Interval approximate, Interval known)
    {
        Interval between = Differences.Between(InRegister(exact), InRegister(approximate));
        return Interval.Int32.Contains(exact) && Interval.Int32.Contains(approximate)
            ? new Interval(Math.Max(between.Lower, known.Lower), Math.Min(between.Upper, known.Upper))
            : between;
    }

    /// <summary>Differences of codes that are a function of each accumulator.</summary>
    /// <param name="function">The function of a channel, on a domain.</param>
    public Differences Map(Func<int, Interval, StepFunction> function)
    {
        Interval[][] ranges = new Interval[Exact.Ranges.Length][];
        Parallel.For(0, ranges.Length, channel =>
        {
            StepFunction own = function(channel, Exact.Ranges[channel].Concat(Approximate.Ranges[channel]).Aggregate((left, right) => left.Hull(right)));
            ranges[channel] = [.. Exact.Ranges[channel].Select((exact, window) =>
                own.Difference(exact, Approximate.Ranges[channel][window], Difference.Ranges[channel][window]))];
        });
        return Differences.Of(Exact.Positions * ranges.Length, i => ranges[i % ranges.Length][Exact.WindowAt(i / ranges.Length)]);
    }
}

/// <summary>What a rule may look at.</summary>
/// <param name="Network">The network.</param>
/// <param name="ApproximateNetwork">The approximate one: it has other biases at most.</param>
/// <param name="Operators">The arithmetic of each layer of the approximate one.</param>
/// <param name="Exact">Boxes of the tensors of the exact network.</param>
/// <param name="Approximate">Boxes of the tensors of the approximate one.</param>
/// <param name="Differing">Differences of the tensors computed so far, where there are any.</param>
/// <param name="Accumulators">The same of tensors of accumulators.</param>
/// <param name="NodeIndex">Position of the node in the graph.</param>
internal sealed record DifferenceContext(
    Network Network,
    Network ApproximateNetwork,
    OperatorAssignment Operators,
    IReadOnlyDictionary<int, Box> Exact,
    IReadOnlyDictionary<int, Box> Approximate,
    IReadOnlyDictionary<int, Differences> Differing,
    IReadOnlyDictionary<int, AccumulatorDifferences> Accumulators,
    int NodeIndex)
{
    public TensorInfo Tensor(int index) => Network.Graph.Tensor(index);

    /// <summary>The exact codes of a tensor, computed or constant.</summary>
    public Box ExactOf(int tensor) => BoxOf(Exact, tensor);

    /// <summary>Its approximate codes.</summary>
    public Box ApproximateOf(int tensor) => BoxOf(Approximate, tensor);

    /// <summary>How far they are apart, for the same input.</summary>
    public Differences DifferencesOf(int tensor) =>
        Differing.TryGetValue(tensor, out Differences? differences) ? differences : Differences.Zero(Tensor(tensor).ElementCount);

    private Box BoxOf(IReadOnlyDictionary<int, Box> boxes, int tensor) =>
        boxes.TryGetValue(tensor, out Box? box) ? box : Box.Point(Network.Parameters[tensor].Int8);
}
