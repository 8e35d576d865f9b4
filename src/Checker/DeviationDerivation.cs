using QMacVerify.Checker.Arithmetic;
using QMacVerify.Checker.Rules;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker;

/// <summary>How far an approximate network can be from the exact one on the same input, node after node (BOUNDS section 8).</summary>
/// <param name="network">The network.</param>
/// <param name="approximateNetwork">The approximate one: layers with approximate circuits may have other biases, nothing else differs.</param>
/// <param name="arithmetics">The approximate circuits of each layer of products.</param>
/// <param name="exact">Boxes and accumulators of the exact network, all of them.</param>
/// <param name="approximate">Those of the approximate one.</param>
internal sealed class DeviationDerivation(
    Network network, Network approximateNetwork, IReadOnlyDictionary<ProductNode, LayerArithmetic> arithmetics, Derivation exact, Derivation approximate)
{
    private readonly IReadOnlyDictionary<ProductNode, LayerArithmetic> _exactArithmetics = LayerArithmetic.ExactOf(network.Graph);
    private readonly Dictionary<int, Ends[]> _differences = [];
    private readonly Dictionary<int, DerivedDeviation> _layers = [];
    private readonly Dictionary<int, DeviationRule> _rules = [];
    private readonly DifferenceRule _operations = new(network, exact.Pairs);

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
            foreach (GraphNode node in network.Graph.Nodes.Where(node => isFirst ? Differs(node) : node.Inputs.Any(changed.Contains)))
            {
                Derive(node);
                changed.Add(node.Output);
            }

            changed = [.. network.Graph.States.Select(state => (state.Current, Both: Joined(DifferencesOf(state.Current), DifferencesOf(state.Next)))).ToArray()
                .Where(state => Keep(state.Current, state.Both)).Select(state => state.Current)];
        }
    }

    private static Ends[] Joined(Ends[]? known, Ends[]? next) =>
        [.. (known ?? next ?? []).Select((ends, i) => ends.Join(known is null ? 0 : ends.Low).Join(next?[i] ?? DerivedDeviation.None))];

    /// <summary>What computes exactly from what does not differ differs in nothing.</summary>
    private bool Differs(GraphNode node) =>
        (node is ProductNode layer && !arithmetics[layer].IsExact) || node.Inputs.Any(_differences.ContainsKey);

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

        if (network.Graph.Tensor(node.Output).Type == ElementType.Int8)
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
            ?? (_rules[layer.Output] = new DeviationRule(layer, network.Graph.Tensor(layer.Output).ZeroPoint, network.Graph.Tensor(layer.Output).Shape[^1]));
        (Ends[] left, Ends[] right) = (exact.AccumulatorsOf(layer.Output), approximate.AccumulatorsOf(layer.Output));
        (Products products, AdderRule adder) = arithmetics[layer];
        bool isExact = arithmetics[layer].IsExact;
        Ends[] added;
        Ends[] ofCircuits;
        if (layer is MatMul product)
        {
            MatMulErrors errors = new(network, approximateNetwork, product, products, adder);
            added = errors.OfOperands(TwinsOf(layer.Input), TwinsOf(layer.Weights));
            ofCircuits = isExact ? [] : errors.OfCircuits(approximate.BoxOf(layer.Input), approximate.BoxOf(layer.Weights));
        }
        else
        {
            LayerErrors errors = new(network, approximateNetwork, (MacNode)layer, products, adder);
            added = DifferencesOf(layer.Input) is Ends[] differences ? errors.OfActivations(differences) : Array.ConvertAll(left, _ => DerivedDeviation.None);
            ofCircuits = isExact ? [] : errors.OfCircuits(approximate.BoxOf(layer.Input));
        }

        return isExact
            ? rule.Derive(left, right, added, LocalDeviation.None)
            : rule.Derive(left, right, [.. added.Zip(ofCircuits, (of, error) => of + error)], rule.Local(ReferenceOf(layer), right, ofCircuits));
    }

    /// <summary>Accumulators of exact circuits on the approximate operands.</summary>
    private Ends[] ReferenceOf(ProductNode layer)
    {
        (Products products, AdderRule adder) = _exactArithmetics[layer];
        Register register = new(32, Saturates: false);
        return layer is MatMul product
            ? new MatMulRule(network, product, products, adder, register).Derive(approximate.BoxOf(layer.Input), approximate.BoxOf(layer.Weights)).Accumulators
            : new LayerRule(network, (MacNode)layer, products, adder, register).Derive(approximate.BoxOf(layer.Input)).Accumulators;
    }

    private Twin[] TwinsOf(int tensor)
    {
        bool isAccumulator = exact.HasAccumulators(tensor) && network.Graph.Tensor(tensor).Type != ElementType.Int8;
        (Ends[] left, Ends[] right) = isAccumulator
            ? (exact.AccumulatorsOf(tensor), approximate.AccumulatorsOf(tensor))
            : (exact.BoxOf(tensor).ToEnds(), approximate.BoxOf(tensor).ToEnds());
        Ends[]? differences = DifferencesOf(tensor);
        return [.. left.Select((ends, i) => new Twin(ends, right[i], differences?[i] ?? DerivedDeviation.None))];
    }
}
