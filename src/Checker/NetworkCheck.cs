using QMacVerify.Checker.Arithmetic;
using QMacVerify.Checker.Certificate;
using QMacVerify.Checker.Linear;
using QMacVerify.Checker.Rules;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Checker;

/// <summary>Derives each node from the boxes before it, and compares.</summary>
/// <param name="request">The certificate and its package.</param>
/// <param name="claims">What the certificate says; identity and circuits are right.</param>
/// <param name="arithmetics">The circuits of each layer of products.</param>
/// <param name="findings">Filled.</param>
internal sealed class NetworkCheck(CheckRequest request, Claims claims, IReadOnlyDictionary<ProductNode, LayerArithmetic> arithmetics, Findings findings)
{
    private readonly Network _network = request.Package.Network;
    private readonly Derivation _derivation = new(
        request.Package.Network, arithmetics, claims.Semantics.Accumulator.Register!, new PairRules(request.Package.Network));

    private DividedRegion? _divided;
    private readonly List<string> _unchecked = [];
    private int _tensors;
    private int _layers;
    private int _finalBits = 1;

    private QuantizedGraph Graph => _network.Graph;

    public Verdict Run()
    {
        Dictionary<int, CodeBox>? stated = claims.Elements is ElementsClaim elements ? ReadElements(elements) : null;
        CompareRegion(stated);
        if (Graph.States.Count > 0)
        {
            BeginStates(stated ?? throw new RefusedException("a network with states can be checked with a file of elements only"));
        }

        _divided = claims.Splits.Count == 0 ? null : new DividedRegion(claims.Splits, _derivation);
        if (_divided is not null && claims.IsBesideExact)
        {
            throw new RefusedException("the region is divided, and statements beside the exact network are about a whole one");
        }

        _derivation.Linear = claims.Depth is int depth ? new LinearBounds(_network, depth, _derivation.BoxOf, _derivation.AccumulatorsOf) : null;
        foreach (GraphNode node in Graph.Nodes)
        {
            DerivedBox? derived = node is ProductNode layer ? CheckLayer(layer)
                : _divided is null ? _derivation.Derive(node) : _divided.Derive(node);
            if (Graph.Tensor(node.Output).Type == ElementType.Int8)
            {
                Compare(node, derived, stated);
                _derivation.Linear?.Settle(node);
            }
        }

        CompareStates();
        new DeviationCheck(claims, _derivation, findings).Run(_finalBits);
        return new Verdict(findings.Reasons, findings.Notes, _layers, _tensors, stated is not null, _unchecked);
    }

    private Dictionary<int, CodeBox> ReadElements(ElementsClaim elements)
    {
        if (elements.File.Length == 0 || elements.File is "." or ".." || elements.File.AsSpan().ContainsAny(['/', '\\', ':', '\0']))
        {
            throw new RefusedException($"the file of elements has a name that is none of a file beside this one: {Quote(elements.File)}");
        }

        return ElementBoxes.Read(Graph, elements, request.ReadElements(elements.File)
            ?? throw new RefusedException($"the file of elements {Quote(elements.File)} is missing beside it"));
    }

    /// <summary>The boxes of the inputs, by the region where it says them, else as they are stated.</summary>
    private void CompareRegion(Dictionary<int, CodeBox>? stated)
    {
        Dictionary<int, CodeBox> boxes = RegionRule.Boxes(Graph, claims.Region, request.Region) ?? Unknown(stated);
        foreach ((_, TensorInfo tensor) in Graph.InputCodes)
        {
            if (stated is not null)
            {
                findings.Holds($"input {Quote(tensor.Name)}", stated[tensor.Index], boxes[tensor.Index], isOptimal: true);
            }

            _derivation.Take(tensor.Index, stated?[tensor.Index] ?? boxes[tensor.Index]);
        }

        findings.HoldsHull(claims.Region.Hull, boxes.Values);
    }

    /// <summary>The boxes that the file of elements gives the inputs of a region that the certificate only names, as far as they can be right.</summary>
    private Dictionary<int, CodeBox> Unknown(Dictionary<int, CodeBox>? stated)
    {
        if (stated is null)
        {
            throw new RefusedException($"nothing can be derived: the region {Quote(claims.Region.Kind)} takes {RegionRule.Needs(claims.Region)}, or a file of elements");
        }

        Dictionary<int, CodeBox> boxes = Graph.InputCodes.ToDictionary(input => input.Codes.Index, input => stated[input.Codes.Index]);
        if (RegionRule.Contradiction(Graph, claims.Region, boxes) is string contradiction)
        {
            findings.Refuse($"region: {contradiction}");
        }

        findings.Note($"the region is that of the elements: that it is the one meant takes {RegionRule.Needs(claims.Region)}");
        return boxes;
    }

    /// <summary>A state is what it begins with, or what a run leaves.</summary>
    private void BeginStates(Dictionary<int, CodeBox> stated)
    {
        _derivation.BeginStates();

        // A state may become another one, which becomes another one: as often as there are states, all have been passed on.
        for (int round = 0; round <= Graph.States.Count; round++)
        {
            foreach (StateVariable state in Graph.States)
            {
                CodeBox next = stated.TryGetValue(state.Next, out CodeBox? box) ? box : _derivation.BoxOf(state.Next);
                _derivation.Take(state.Current, _derivation.BoxOf(state.Current).Join(next));
            }
        }
    }

    /// <summary>What a run leaves must lie in what the next one begins with.</summary>
    private void CompareStates()
    {
        foreach (StateVariable state in Graph.States.Where(state => !_derivation.BoxOf(state.Current).Holds(_derivation.BoxOf(state.Next))))
        {
            findings.Refuse($"state {Quote(state.Name)}: what a run leaves is not what the next one begins with");
        }
    }

    private DerivedBox? CheckLayer(ProductNode layer)
    {
        DerivedLayer derived = _divided?.Derive(layer) ?? _derivation.Derive(layer);
        LayerComparison.Compare(claims.Layers[_layers], derived, layer, findings);
        _finalBits = Math.Max(_finalBits, derived.Hull(channel => channel.Sum).Bits);
        _layers++;
        return derived.Box;
    }

    /// <summary>Takes the box of a node's codes for what follows: the stated one, which must hold the derived one, or that itself.</summary>
    private void Compare(GraphNode node, DerivedBox? derived, Dictionary<int, CodeBox>? stated)
    {
        if (derived is null)
        {
            _unchecked.Add(node.Name);
            derived = new DerivedBox(stated?[node.Output] ?? CodeBox.Uniform(Graph.Tensor(node.Output).ElementCount, Ends.Codes));
        }
        else
        {
            _tensors++;
        }

        if (stated is not null)
        {
            findings.Holds($"node {Quote(node.Name)}", stated[node.Output], derived.Box, derived.IsOptimal);
        }

        _derivation.Take(node.Output, stated?[node.Output] ?? derived.Box);
    }
}
