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

    public Network Network => network;

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

    /// <summary>The circuits of a layer.</summary>
    public LayerArithmetic ArithmeticOf(ProductNode layer) => arithmetics[layer];

    /// <summary>One of the same network on the same circuits, which begins with some boxes.</summary>
    public Derivation From(IReadOnlyDictionary<int, CodeBox> boxes)
    {
        Derivation derivation = new(network, arithmetics, register, pairs);
        foreach ((int tensor, CodeBox box) in boxes)
        {
            derivation.Take(tensor, box);
        }

        return derivation;
    }

    public void Take(int tensor, CodeBox box) => _boxes[tensor] = box;

    /// <summary>What follows of a layer of products.</summary>
    public DerivedLayer Derive(ProductNode layer)
    {
        DerivedLayer derived = Derive(layer, BoxOf, layer is MacNode mac ? Linear?.Bound(mac, arithmetics[layer]) : null);
        _accumulators[layer.Output] = derived.Accumulators;
        return derived;
    }

    /// <summary>What would follow of a layer of products from other boxes of its operands.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="boxOf">The boxes.</param>
    /// <param name="bounds">What else is known of the final sum of each element; null for nothing.</param>
    public DerivedLayer Derive(ProductNode layer, Func<int, CodeBox> boxOf, Ends[]? bounds = null)
    {
        (Products products, AdderRule adder) = arithmetics[layer];
        return layer is MatMul product
            ? new MatMulRule(network, product, products, adder, register).Derive(boxOf(layer.Input), boxOf(layer.Weights))
            : new LayerRule(network, (MacNode)layer, products, adder, register).Derive(boxOf(layer.Input), bounds);
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

    /// <summary>Takes what states begin with.</summary>
    public void BeginStates()
    {
        foreach (StateVariable state in network.Graph.States)
        {
            Take(state.Current, CodeBox.Point(network.Parameters[state.Initial].Int8));
        }
    }

    /// <summary>Derives every node, in every run of a sequence: states grow from what they begin with.</summary>
    /// <exception cref="RefusedException">There is no end of it.</exception>
    public void DeriveAll()
    {
        BeginStates();
        HashSet<int> changed = [];
        for (int run = 0; run < MostRuns; run++)
        {
            foreach (GraphNode node in network.Graph.Nodes.Where(node => run == 0 || node.Inputs.Any(changed.Contains)))
            {
                CodeBox? box = (node is ProductNode layer ? Derive(layer).Box : Derive(node))?.Box;
                TensorInfo output = network.Graph.Tensor(node.Output);
                if (output.Type != ElementType.Int8 || Grows(node.Output, box ?? CodeBox.Uniform(output.ElementCount, Ends.Codes)))
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
