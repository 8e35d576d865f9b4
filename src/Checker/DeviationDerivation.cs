using QMacVerify.Checker.Arithmetic;
using QMacVerify.Checker.Rules;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker;

/// <summary>How far an approximate network can be from the exact one on the same input, node after node (BOUNDS section 8).</summary>
/// <param name="exact">Boxes and accumulators of the exact network, all of them.</param>
/// <param name="approximate">Those of the approximate one: layers with approximate circuits may have other biases, nothing else differs.</param>
internal sealed class DeviationDerivation(Derivation exact, Derivation approximate)
{
    private readonly QuantizedGraph _graph = exact.Network.Graph;
    private readonly Dictionary<int, Ends[]> _differences = [];
    private readonly Dictionary<int, DerivedDeviation> _layers = [];
    private readonly Dictionary<int, DeviationRule> _rules = [];
    private readonly DifferenceRule _operations = new(exact.Network, exact.Pairs);

    /// <summary>What a layer of products differs by; null where neither its circuits nor its operands do.</summary>
    public DerivedDeviation? Of(ProductNode layer) => _layers.GetValueOrDefault(layer.Output);

    /// <summary>What a tensor of codes or of accumulators differs by; null where it does not.</summary>
    public Ends[]? DifferencesOf(int tensor) => _differences.GetValueOrDefault(tensor);

    /// <summary>Derives every node, in every run of a sequence: states begin alike, and their differences grow.</summary>
    public void DeriveAll()
    {
        HashSet<int> changed = [];
        for (bool isFirst = true; isFirst || changed.Count > 0; isFirst = false)
        {
            foreach (GraphNode node in _graph.Nodes.Where(node => isFirst ? Differs(node) : node.Inputs.Any(changed.Contains)))
            {
                Derive(node);
                changed.Add(node.Output);
            }

            changed = [.. _graph.States.Select(state => (state.Current, Both: Joined(DifferencesOf(state.Current), DifferencesOf(state.Next)))).ToArray()
                .Where(state => Keep(state.Current, state.Both)).Select(state => state.Current)];
        }
    }

    private static Ends[] Joined(Ends[]? known, Ends[]? next) =>
        [.. (known ?? next ?? []).Select((ends, i) => ends.Join(known is null ? 0 : ends.Low).Join(next?[i] ?? DerivedDeviation.None))];

    /// <summary>What computes exactly from what does not differ differs in nothing.</summary>
    private bool Differs(GraphNode node) =>
        (node is ProductNode layer && !approximate.ArithmeticOf(layer).IsExact) || node.Inputs.Any(_differences.ContainsKey);

    private void Derive(GraphNode node)
    {
        Ends?[]? found = null;
        if (node is ProductNode layer)
        {
            DerivedDeviation deviation = Derive(layer);
            _layers[layer.Output] = deviation;
            found = deviation.Codes;
            if (deviation.Codes.Length == 0)
            {
                Keep(node.Output, deviation.Accumulators);
            }
        }
        else if (node is ReduceTotal total)
        {
            Keep(node.Output, _operations.Totals(total, TwinsOf(total.Input)));
        }

        if (_graph.Tensor(node.Output).Type == ElementType.Int8)
        {
            found ??= _operations.Derive(node, TwinsOf);
            (CodeBox left, CodeBox right) = (exact.BoxOf(node.Output), approximate.BoxOf(node.Output));
            Keep(node.Output, [.. Enumerable.Range(0, left.Count).Select(i => (right[i] - left[i]) is var between && found?[i] is Ends known ? between.Meet(known) : between)]);
        }
    }

    /// <summary>Takes the differences of a tensor, and says whether they are others than there were.</summary>
    private bool Keep(int tensor, Ends[] differences)
    {
        Ends[]? known = DifferencesOf(tensor);
        _differences.Remove(tensor);
        if (differences.Any(difference => difference != DerivedDeviation.None))
        {
            _differences.Add(tensor, differences);
        }

        return !differences.SequenceEqual(known ?? Array.ConvertAll(differences, _ => DerivedDeviation.None));
    }

    private DerivedDeviation Derive(ProductNode layer)
    {
        DeviationRule rule = _rules.GetValueOrDefault(layer.Output)
            ?? (_rules[layer.Output] = new DeviationRule(layer, _graph.Tensor(layer.Output).ZeroPoint, _graph.Tensor(layer.Output).Shape[^1]));
        (Ends[] left, Ends[] right) = (exact.AccumulatorsOf(layer.Output), approximate.AccumulatorsOf(layer.Output));
        LayerArithmetic arithmetic = approximate.ArithmeticOf(layer);
        bool isExact = arithmetic.IsExact;
        Ends[] added;
        Ends[] ofCircuits;
        if (layer is MatMul product)
        {
            MatMulErrors errors = new(exact.Network, approximate.Network, product, arithmetic);
            added = errors.OfOperands(TwinsOf(layer.Input), TwinsOf(layer.Weights));
            ofCircuits = isExact ? [] : errors.OfCircuits(approximate.BoxOf(layer.Input), approximate.BoxOf(layer.Weights));
        }
        else
        {
            LayerErrors errors = new(exact.Network, approximate.Network, (MacNode)layer, arithmetic);
            added = DifferencesOf(layer.Input) is Ends[] differences ? errors.OfActivations(differences) : Array.ConvertAll(left, _ => DerivedDeviation.None);
            ofCircuits = isExact ? [] : errors.OfCircuits(approximate.BoxOf(layer.Input));
        }

        if (isExact)
        {
            return rule.Derive(left, right, added, LocalDeviation.None);
        }

        Ends[] exactOnSameOperands = exact.Derive(layer, approximate.BoxOf).Accumulators;
        return rule.Derive(left, right, [.. added.Zip(ofCircuits, (of, error) => of + error)], rule.Local(exactOnSameOperands, right, ofCircuits));
    }

    private Twin[] TwinsOf(int tensor)
    {
        (Ends[] left, Ends[] right) = _graph.Tensor(tensor).Type == ElementType.Int8
            ? (exact.BoxOf(tensor).ToEnds(), approximate.BoxOf(tensor).ToEnds())
            : (exact.AccumulatorsOf(tensor), approximate.AccumulatorsOf(tensor));
        Ends[]? differences = DifferencesOf(tensor);
        return [.. left.Select((ends, i) => new Twin(ends, right[i], differences?[i] ?? DerivedDeviation.None))];
    }
}
