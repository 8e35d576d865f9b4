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
    /// <param name="boxOf">The box of a tensor of codes.</param>
    /// <param name="accumulatorsOf">The intervals of a tensor of accumulators.</param>
    public static DerivedBox? Derive(Network network, GraphNode node, Func<int, CodeBox> boxOf, Func<int, Ends[]> accumulatorsOf)
    {
        int count = network.Graph.Tensor(node.Output).ElementCount;
        return node switch
        {
            ElementwiseNode pair => new PairRule(network, pair).Derive(boxOf(pair.First), boxOf(pair.Second)),
            Lookup lookup => OfTable(network.Parameters[lookup.Table].Int8.ToArray(), boxOf(lookup.Input)),
            LayerFunction function => OfSteps(network, function, accumulatorsOf(function.Input)),
            Reshape reshape => new DerivedBox(boxOf(reshape.Input)),
            View view => Moved(count, boxOf(view.Input), ViewSources(view, network.Graph.Tensor(view.Output))),
            Pad pad => Moved(count, boxOf(pad.Input), PadSources(pad, network.Graph.Tensor(pad.Input), network.Graph.Tensor(pad.Output)), pad.Value),
            Concat concat => Joined(concat, [.. concat.Parts.Select(boxOf)], count),
            Softmax softmax => SoftmaxRule.Derive(softmax, boxOf(softmax.Input), network.Graph.Tensor(softmax.Input).Shape[^1]),
            QLinearSoftmax softmax => QLinearSoftmaxRule.Derive(network, softmax, boxOf(softmax.Input)),
            ResizeBilinearReal resize => Widened(boxOf(resize.Input), ImageRule.Of(network, resize)!),
            Pool2D or QLinearGlobalAveragePool or ResizeNearest or BilinearNode or QLinearResize or Reduce => OfEnds(network, node, boxOf(node.Inputs[0])),
            _ => null,
        };
    }

    /// <summary>Sums, which are results of 32 bits.</summary>
    public static Ends[] Totals(Network network, ReduceTotal node, CodeBox box)
    {
        TensorInfo input = network.Graph.Tensor(node.Input);
        Ends[] totals = new Ends[network.Graph.Tensor(node.Output).ElementCount];
        long zeroPoints = (long)input.ZeroPoint * box.Count / totals.Length;
        Array.Fill(totals, Ends.Point(-zeroPoints));
        for (int i = 0; i < box.Count; i++)
        {
            totals[ImageRule.Reduced(input.Shape, node.Axes, i)] += box[i];
        }

        return totals;
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
            CodeBox.Of(low.Length, i => low[i] is long least && high[i] is long greatest ? new Ends(least, greatest) : new Ends(-128, 127)),
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
        float[] factors = network.Parameters[node.Factors].Float32.ToArray();
        float[] offsets = network.Parameters[node.Offsets].Float32.ToArray();
        float[] breaks = network.Parameters[node.Breaks].Float32.ToArray();
        sbyte[] codes = network.Parameters[node.Codes].Int8.ToArray();
        (int rows, int count) = (network.Parameters[node.Breaks].Shape[0], network.Parameters[node.Breaks].Shape[1]);
        int channels = network.Graph.Tensor(node.Input).Shape[^1];
        return new DerivedBox(CodeBox.Of(accumulators.Length, i =>
        {
            int channel = i % channels;
            int row = channel % rows;
            Ends range = Ends.None;
            for (int step = StepOf(accumulators[i].Low); step <= StepOf(accumulators[i].High); step++)
            {
                range = range.Join(codes[(row * (count + 1)) + step]);
            }

            return range;

            int StepOf(long acc)
            {
                float product = (float)acc * factors[channel % factors.Length];
                float real = product + offsets[channel % offsets.Length];
                return Enumerable.Range(row * count, count).Count(at => breaks[at] <= real);
            }
        }));
    }

    private static DerivedBox Moved(int count, CodeBox input, Func<int, int> sourceOf, int fill = 0) =>
        new(CodeBox.Of(count, i => sourceOf(i) is >= 0 and int source ? input[source] : Ends.Point(fill)));

    private static Func<int, int> ViewSources(View view, TensorInfo output) => element =>
    {
        int source = view.Offset;
        for (int axis = output.Shape.Count - 1; axis >= 0; axis--)
        {
            (element, int coordinate) = Math.DivRem(element, output.Shape[axis]);
            source += coordinate * view.Strides[axis];
        }

        return source;
    };

    private static Func<int, int> PadSources(Pad pad, TensorInfo input, TensorInfo output) => element =>
    {
        (int source, int stride, bool isInside) = (0, 1, true);
        for (int axis = output.Shape.Count - 1; axis >= 0; axis--)
        {
            (element, int coordinate) = Math.DivRem(element, output.Shape[axis]);
            coordinate -= pad.Before[axis];
            isInside &= coordinate >= 0 && coordinate < input.Shape[axis];
            source += coordinate * stride;
            stride *= input.Shape[axis];
        }

        return isInside ? source : -1;
    };

    /// <summary>Each part gives <see cref="Concat.Outer"/> stretches in turn.</summary>
    private static DerivedBox Joined(Concat concat, CodeBox[] parts, int count)
    {
        List<Ends> codes = new(count);
        for (int outer = 0; outer < concat.Outer; outer++)
        {
            foreach (CodeBox part in parts)
            {
                int length = part.Count / concat.Outer;
                codes.AddRange(Enumerable.Range(outer * length, length).Select(i => part[i]));
            }
        }

        return new DerivedBox(CodeBox.Of(count, i => codes[i]));
    }
}
