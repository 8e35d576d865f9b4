using QMacVerify.Checker.Arithmetic;
using QMacVerify.Checker.Certificate;
using QMacVerify.Checker.Linear;
using QMacVerify.Checker.Rules;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker;

/// <summary>What follows in one network, node after node, from boxes that are there already.</summary>
/// <param name="network">The network.</param>
/// <param name="arithmetics">The circuits of each layer of products.</param>
/// <param name="register">What sums are kept in.</param>
/// <param name="pairs">Operations on two codes.</param>
internal sealed class Derivation(Network network, IReadOnlyDictionary<ProductNode, LayerArithmetic> arithmetics, Register register, PairRules pairs)
{
    /// <summary>Runs after which the states of a network are held to grow for ever; none has so many that they could.</summary>
    private const int MostRuns = 4096;

    private readonly Dictionary<int, CodeBox> _boxes = [];
    private readonly Dictionary<int, Ends[]> _accumulators = [];

    public PairRules Pairs => pairs;

    /// <summary>What linear forms say beside; null for a method without.</summary>
    public LinearBounds? Linear { get; set; }

    /// <summary>Whether there is a box of a tensor: it is computed, of a region, or a state's.</summary>
    public bool Has(int tensor) => _boxes.ContainsKey(tensor);

    /// <summary>The box of a tensor, or the values of a constant.</summary>
    public CodeBox BoxOf(int tensor) =>
        _boxes.TryGetValue(tensor, out CodeBox? box) ? box : CodeBox.Point(network.Parameters[tensor].Int8);

    /// <summary>The accumulators that a layer of products or a sum of 32 bits gives; of a layer whose result is codes, those behind them.</summary>
    public Ends[] AccumulatorsOf(int tensor) => _accumulators[tensor];

    public bool HasAccumulators(int tensor) => _accumulators.ContainsKey(tensor);

    public void Take(int tensor, CodeBox box) => _boxes[tensor] = box;

    /// <summary>What follows of a layer of products.</summary>
    public DerivedLayer Derive(ProductNode layer)
    {
        (Products products, AdderRule adder) = arithmetics[layer];
        DerivedLayer derived = layer is MatMul product
            ? new MatMulRule(network, product, products, adder, register).Derive(BoxOf(layer.Input), BoxOf(layer.Weights))
            : new LayerRule(network, (MacNode)layer, products, adder, register).Derive(BoxOf(layer.Input), Linear?.Bound((MacNode)layer, products, adder));
        Linear?.Sums = derived.Accumulators;
        _accumulators[layer.Output] = derived.Accumulators;
        return derived;
    }

    /// <summary>What follows of the codes of any other node; null for accumulators, and where there is no rule.</summary>
    public DerivedBox? Derive(GraphNode node)
    {
        if (node is ReduceTotal total)
        {
            _accumulators[total.Output] = OperationRule.Totals(network, total, BoxOf(total.Input));
            return null;
        }

        if (node is Quantize && Has(node.Output))
        {
            return new DerivedBox(BoxOf(node.Output));
        }

        DerivedBox? derived = OperationRule.Derive(network, node, pairs, BoxOf, AccumulatorsOf);
        return node is ScaledSum sum && Linear is not null ? derived! with { Box = Linear.Narrowed(sum, derived.Box) } : derived;
    }

    /// <summary>Derives every node, in every run of a sequence: states grow from what they begin with.</summary>
    /// <exception cref="RefusedException">There is no end of it.</exception>
    public void DeriveAll()
    {
        foreach (StateVariable state in network.Graph.States)
        {
            Take(state.Current, CodeBox.Point(network.Parameters[state.Initial].Int8));
        }

        HashSet<int> changed = [];
        for (int run = 0; run < MostRuns; run++)
        {
            foreach (GraphNode node in network.Graph.Nodes.Where(node => run == 0 || node.Inputs.Any(changed.Contains)))
            {
                CodeBox? box = (node is ProductNode layer ? Derive(layer).Box : Derive(node))?.Box;
                if (network.Graph.Tensor(node.Output).Type != ElementType.Int8)
                {
                    changed.Add(node.Output);
                }
                else if (Grows(node.Output, box ?? CodeBox.Uniform(network.Graph.Tensor(node.Output).ElementCount, new Ends(-128, 127))))
                {
                    changed.Add(node.Output);
                }
            }

            changed = [.. network.Graph.States.Select(state => (state.Current, Both: BoxOf(state.Current).Join(BoxOf(state.Next)))).ToArray()
                .Where(state => Grows(state.Current, state.Both)).Select(state => state.Current)];
            if (changed.Count == 0)
            {
                return;
            }
        }

        throw new RefusedException("nothing can be derived: the states still grow after so many runs");
    }

    /// <summary>Takes a box, and says whether it is more than there was.</summary>
    private bool Grows(int tensor, CodeBox box)
    {
        bool grows = !Has(tensor) || !BoxOf(tensor).Holds(box);
        Take(tensor, box);
        return grows;
    }
}
