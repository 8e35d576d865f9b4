using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker.Rules;

/// <summary>The codes of every operation without products of weights, from its definition (SEMANTICS sections 4 and 7).</summary>
internal static class OperationRule
{
    /// <summary>What follows of a node's codes; null where there is no rule for it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="node">Its node, whose result is codes.</param>
    /// <param name="pairs">Operations on two codes.</param>
    /// <param name="boxOf">The box of a tensor of codes.</param>
    /// <param name="accumulatorsOf">The intervals of a tensor of accumulators.</param>
    public static DerivedBox? Derive(Network network, GraphNode node, PairRules pairs, Func<int, CodeBox> boxOf, Func<int, Ends[]> accumulatorsOf)
    {
        return node switch
        {
            ElementwiseNode pair => pairs.Of(pair).Derive(boxOf(pair.First), boxOf(pair.Second)),
            Lookup lookup => OfTable(network.Parameters[lookup.Table].Int8.ToArray(), boxOf(lookup.Input)),
            LayerFunction function => OfSteps(network, function, accumulatorsOf(function.Input)),
            Reshape or View or Pad or Concat or ResizeNearest => Moved(network, node, boxOf),
            Softmax softmax => SoftmaxRule.Derive(softmax, boxOf(softmax.Input), network.Graph.Tensor(softmax.Input).Shape[^1]),
            QLinearSoftmax softmax => QLinearSoftmaxRule.Derive(network, softmax, boxOf(softmax.Input)),
            ResizeBilinearReal resize => Widened(boxOf(resize.Input), ImageRule.Of(network, resize)!),
            Pool2D or QLinearGlobalAveragePool or BilinearNode or QLinearResize or Reduce => OfEnds(network, node, boxOf(node.Inputs[0])),
            _ => null,
        };
    }

    /// <summary>Sums, which are results of 32 bits.</summary>
    public static Ends[] Totals(Network network, ReduceTotal node, CodeBox box)
    {
        int zeroPoint = network.Graph.Tensor(node.Input).ZeroPoint;
        return Array.ConvertAll(
            ImageRule.Groups(network, node), group => group.Aggregate(Ends.Point(0), (sum, element) => sum + box[element] + Ends.Point(-zeroPoint)));
    }

    /// <summary>Operations that are nondecreasing in every element, each of their roundings included: what they make of all least and of all greatest codes.</summary>
    private static DerivedBox? OfEnds(Network network, GraphNode node, CodeBox input)
    {
        if (ImageRule.Of(network, node) is not Func<sbyte[], long?[]> function)
        {
            return null;
        }

        (long?[] low, long?[] high) = (function(input.Low), function(input.High));
        return new DerivedBox(
            CodeBox.Of(low.Length, i => low[i] is long least && high[i] is long greatest ? new Ends(least, greatest) : Ends.Codes),
            IsOptimal: !ImageRule.MayWrap(network, node));
    }

    /// <summary>Float32 weights make this mean nondecreasing but for rounding, which is below half a code: one code more, on either side.</summary>
    private static DerivedBox Widened(CodeBox input, Func<sbyte[], long?[]> function)
    {
        (long?[] low, long?[] high) = (function(input.Low), function(input.High));
        int margin = input.Low.SequenceEqual(input.High) ? 0 : 1;
        return new DerivedBox(
            CodeBox.Of(low.Length, i => new Ends(Math.Max(low[i]!.Value - margin, -128), Math.Min(high[i]!.Value + margin, 127))), IsOptimal: false);
    }

    private static DerivedBox OfTable(sbyte[] tables, CodeBox input) => new(CodeBox.Of(input.Count, i =>
    {
        int table = i % (tables.Length / 256) * 256;
        Ends range = Ends.None;
        for (int code = input.Low[i]; code <= input.High[i]; code++)
        {
            range = range.Join(tables[table + code + 128]);
        }

        return range;
    }));

    /// <summary>Codes of all steps between those that the ends of the accumulators stand on: the real result is nondecreasing in the accumulator.</summary>
    private static DerivedBox OfSteps(Network network, LayerFunction node, Ends[] accumulators)
    {
        LayerFunctionSteps steps = new(network, node);
        return new DerivedBox(CodeBox.Of(accumulators.Length, i =>
        {
            int channel = i % steps.Channels;
            Ends range = Ends.None;
            for (long step = steps.StepOf(channel, accumulators[i].Low); step <= steps.StepOf(channel, accumulators[i].High); step++)
            {
                range = range.Join(steps.CodeOf(channel, step));
            }

            return range;
        }));
    }

    private static DerivedBox Moved(Network network, GraphNode node, Func<int, CodeBox> boxOf)
    {
        CodeBox[] inputs = [.. node.Inputs.Select(boxOf)];
        Func<int, (int Input, int Element)?> sourceOf = MoveRule.SourceOf(network, node)!;
        return new DerivedBox(CodeBox.Of(
            network.Graph.Tensor(node.Output).ElementCount,
            i => sourceOf(i) is (int input, int element) ? inputs[input][element] : Ends.Point(((Pad)node).Value)));
    }
}
