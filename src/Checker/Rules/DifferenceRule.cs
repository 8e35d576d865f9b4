using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker.Rules;

/// <summary>How far the codes of operations without products of weights can be apart, for the same input (BOUNDS section 8).</summary>
/// <param name="network">The network.</param>
/// <param name="pairs">Operations on two codes.</param>
internal sealed class DifferenceRule(Network network, PairRules pairs)
{
    private readonly Dictionary<(int Node, int Kind), Steps> _steps = [];

    /// <summary>Approximate less exact codes of each element; null where nothing is known but the boxes of the result.</summary>
    /// <param name="node">The node, whose result is codes.</param>
    /// <param name="twinsOf">What is known of a tensor of codes or of accumulators, on both sides.</param>
    public Ends?[]? Derive(GraphNode node, Func<int, Twin[]> twinsOf)
    {
        switch (node)
        {
            case ElementwiseNode pair:
                return Array.ConvertAll(pairs.Of(pair).Differences(twinsOf(pair.First), twinsOf(pair.Second)), difference => (Ends?)difference);
            case Lookup lookup:
                sbyte[][] tables = [.. network.Parameters[lookup.Table].Int8.ToArray().Chunk(256)];
                return [.. twinsOf(lookup.Input).Select((twin, i) => StepsOf(
                    node, i % tables.Length, kind => new Steps(Ends.Codes, code => code, code => tables[kind][code + 128])).Difference(twin))];
            case LayerFunction function:
                LayerFunctionSteps layer = new(network, function);
                return [.. twinsOf(function.Input).Select((twin, i) => StepsOf(
                    node, i % layer.Channels, channel => new Steps(Ends.Int32, acc => layer.StepOf(channel, acc), step => layer.CodeOf(channel, step))).Difference(twin))];
            case MaxPool2D pool:
                return Extrema(node, twinsOf(pool.Input), pool.Clamp);
            case ReduceMax reduce:
                return Extrema(node, twinsOf(reduce.Input), ClampRange.Full);
            case ReduceMin reduce:
                // The least is what is the greatest of the opposite numbers.
                return Array.ConvertAll(Extrema(node, Array.ConvertAll(twinsOf(reduce.Input), twin => twin.Times(-1)), clamp: null), found => found?.Times(-1));
            case BilinearNode resize:
                long most = 128L << (2 * resize.FractionBits);
                Steps means = StepsOf(node, 0, _ => new Steps(new Ends(-most, most), sum => ImageRule.OfMean(resize, sum), code => code));
                Twin[] pixels = twinsOf(resize.Input);
                return Array.ConvertAll(ImageRule.Means(network, resize), mean => means.Difference(
                    mean.Aggregate(Twin.Point(0), (sum, part) => sum + pixels[part.Element].Times(part.Weight))));
            case AveragePool2D or QLinearGlobalAveragePool or ReduceSum or XnnpackReduceSum:
                return OfSums(node, twinsOf(node.Inputs[0]));
            default:
                return MoveRule.SourceOf(network, node) is Func<int, (int, int)?> sourceOf ? Moved(node, twinsOf, sourceOf) : null;
        }
    }

    /// <summary>Sums, which are results of 32 bits.</summary>
    public Ends[] Totals(ReduceTotal node, Twin[] codes) =>
        Array.ConvertAll(ImageRule.Groups(network, node), group => Sum(group, codes).Difference);

    private static Twin Sum(int[] group, Twin[] codes) => group.Aggregate(Twin.Point(0), (sum, element) => sum + codes[element]);

    private Ends?[] OfSums(GraphNode node, Twin[] codes)
    {
        // Windows at the edges of an image have fewer elements.
        return Array.ConvertAll(ImageRule.Groups(network, node), group => StepsOf(
            node, group.Length, count => new Steps(new Ends(-128L * count, 127L * count), ImageRule.OfSum(network, node, count)!, code => code))
            .Difference(Sum(group, codes)));
    }

    /// <summary>One of the functions of a node, which are made once.</summary>
    private Steps StepsOf(GraphNode node, int kind, Func<int, Steps> make)
    {
        if (!_steps.TryGetValue((node.Output, kind), out Steps? steps))
        {
            _steps.Add((node.Output, kind), steps = make(kind));
        }

        return steps;
    }

    private Ends?[] Moved(GraphNode node, Func<int, Twin[]> twinsOf, Func<int, (int Input, int Element)?> sourceOf)
    {
        Twin[][] inputs = [.. node.Inputs.Select(twinsOf)];
        return [.. Enumerable.Range(0, network.Graph.Tensor(node.Output).ElementCount)
            .Select(i => (Ends?)(sourceOf(i) is (int input, int element) ? inputs[input][element].Difference : Ends.Point(0)))];
    }

    /// <summary>
    /// For each number that the exact greatest can be: no approximate element is more than that one or its own greatest lets it be, and the greatest
    /// is no less than what is certain of each, and of the one that was it.
    /// </summary>
    private Ends?[] Extrema(GraphNode node, Twin[] codes, ClampRange? clamp)
    {
        Dictionary<string, Ends> known = [];
        return Array.ConvertAll(ImageRule.Groups(network, node), group =>
        {
            Twin[] elements = Array.ConvertAll(group, element => codes[element]);
            string key = string.Join(' ', elements);
            if (!known.TryGetValue(key, out Ends difference))
            {
                known.Add(key, difference = Extremum(elements, clamp));
            }

            return (Ends?)difference;
        });
    }

    private static Ends Extremum(Twin[] elements, ClampRange? clamp)
    {
        Ends found = Ends.None;
        long certain = elements.Max(element => Math.Max(element.Approximate.Low, element.Exact.Low + element.Difference.Low));
        for (long most = elements.Max(element => element.Exact.Low); most <= elements.Max(element => element.Exact.High); most++)
        {
            Ends[] reaches = Array.ConvertAll(elements, element => element.Reach(element.Exact.Meet(new Ends(long.MinValue / 2, most))));
            if (reaches.Any(reach => reach.IsNone))
            {
                continue;
            }

            foreach (Twin greatest in elements.Where(element => element.Exact.Holds(Ends.Point(most)) && !element.Reach(Ends.Point(most)).IsNone))
            {
                long low = Math.Max(certain, greatest.Reach(Ends.Point(most)).Low);
                found = found.Join(Clamped(low) - Clamped(most)).Join(Clamped(reaches.Max(reach => reach.High)) - Clamped(most));
            }
        }

        return found;

        long Clamped(long code) => clamp is ClampRange range ? Math.Clamp(code, range.Lower, range.Upper) : code;
    }
}
