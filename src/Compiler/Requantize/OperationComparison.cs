using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Requantize;

/// <summary>How often an operation without weights gives another code in other runtimes of .tflite files.</summary>
/// <param name="Node">The operation.</param>
/// <param name="Operands">Pairs of codes, or sums of codes, that can reach it.</param>
/// <param name="Different">Of these, how many get another code, for each runtime that computes the operation otherwise; null where one wraps or cannot express the scales.</param>
internal sealed record OperationComparison(GraphNode Node, long Operands, IReadOnlyList<(TfliteRuntime Runtime, long? Count)> Different)
{
    /// <summary>The name of the operation's own rounding.</summary>
    public string Kind => Node switch
    {
        ScaledSum sum => sum.Kind.Name(),
        Mul mul => mul.Rescale.Kind.Name(),
        ReduceSum sum => sum.Kind.Name(),
        _ => TfliteRuntime.TfliteXnnpack.Name(),
    };

    /// <summary>Compares every operation that rescales, exactly: every pair of codes counts, and every sum.</summary>
    public static IReadOnlyList<OperationComparison> Of(Network network, NetworkBounds bounds)
    {
        return [.. network.Graph.Nodes.Where(IsCompared).Select(node => new OperationComparison(
            node,
            Operands(node),
            [
                .. OtherRuntimes.All.Select(runtime => (Runtime: runtime, Node: node.As(network.Graph, runtime)))
                    .Where(other => other.Node is null || !other.Node.Equals(node))
                    .Select(other => (other.Runtime, other.Node is null ? null : Count(node, other.Node))),
            ]))];

        Interval CodesOf(int tensor) => bounds.Tensors.TryGetValue(tensor, out Box? box) ? box.Hull : Box.Point(network.Parameters[tensor].Int8).Hull;

        long Operands(GraphNode node) => node is ElementwiseNode pair ? Length(CodesOf(pair.First)) * Length(CodesOf(pair.Second)) : Length(Sums((Reduce)node));

        Interval Sums(Reduce node)
        {
            Interval codes = CodesOf(node.Input);
            int count = node.CountOf(network.Graph.Tensor(node.Input));
            return new Interval(codes.Lower * count, codes.Upper * count);
        }

        long? Count(GraphNode node, GraphNode other) => (node, other) switch
        {
            (ElementwiseNode mine, ElementwiseNode theirs) => CountPairs(mine, theirs),
            (Reduce mine, Reduce theirs) when Steps(mine) is CodeSteps steps && Steps(theirs) is CodeSteps others => steps.CountDifferent(others, Sums(mine).Lower),
            _ => null,
        };

        long CountPairs(ElementwiseNode mine, ElementwiseNode theirs)
        {
            (Interval first, Interval second) = (CodesOf(mine.First), CodesOf(mine.Second));
            (Func<sbyte, sbyte, sbyte> code, Func<sbyte, sbyte, sbyte> other) = (ElementwiseCode.Of(network, mine), ElementwiseCode.Of(network, theirs));
            long different = 0;
            for (long a = first.Lower; a <= first.Upper; a++)
            {
                for (long b = second.Lower; b <= second.Upper; b++)
                {
                    different += code((sbyte)a, (sbyte)b) == other((sbyte)a, (sbyte)b) ? 0 : 1;
                }
            }

            return different;
        }

        CodeSteps? Steps(Reduce node)
        {
            TensorInfo input = network.Graph.Tensor(node.Input);
            int start = ReferenceOperations.StartOf(node, input);
            Interval sums = Sums(node);
            bool isMonotone = node is not ReduceSum sum || Rescaling.IsMonotone(new Interval(sums.Lower + start, sums.Upper + start), new Rescale(sum.Kind, sum.Multiplier));
            return isMonotone ? new CodeSteps(acc => ReferenceOperations.CodeOf(network, node, acc + start), sums) : null;
        }
    }

    private static bool IsCompared(GraphNode node) => node is ScaledSum or XnnpackAdd or Mul or ReduceSum or XnnpackReduceSum;

    private static long Length(Interval interval) => interval.Upper - interval.Lower + 1;
}
