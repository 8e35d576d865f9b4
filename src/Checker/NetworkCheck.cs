using QMacVerify.Checker.Arithmetic;
using QMacVerify.Checker.Certificate;
using QMacVerify.Checker.Linear;
using QMacVerify.Checker.Rules;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Checker;

/// <summary>Derives each node from the boxes before it, and compares.</summary>
/// <param name="request">The certificate and its package.</param>
/// <param name="claims">What the certificate says; identity and circuits are right.</param>
/// <param name="arithmetics">The circuits of each layer.</param>
/// <param name="findings">Filled.</param>
internal sealed class NetworkCheck(CheckRequest request, Claims claims, LayerArithmetic[] arithmetics, Findings findings)
{
    private readonly Network _network = request.Package.Network;
    private readonly Dictionary<int, CodeBox> _boxes = [];
    private readonly Dictionary<int, Ends[]> _accumulators = [];
    private readonly List<string> _unchecked = [];
    private LinearBounds? _linear;
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

        _linear = claims.Depth is int depth ? new LinearBounds(_network, depth, BoxOf) : null;
        foreach (GraphNode node in Graph.Nodes)
        {
            DerivedBox? derived = node is ProductNode layer ? CheckLayer(layer) : Derive(node);
            if (Graph.Tensor(node.Output).Type == ElementType.Int8)
            {
                Compare(node, derived, stated);
                _linear?.Settle(node);
            }
        }

        CompareStates();
        CompareCertificates();
        foreach (string name in claims.Layers.SelectMany(layer => layer.Deviations).Distinct())
        {
            findings.Note(Invariant($"not checked: {name} of {claims.Layers.Count(layer => layer.Deviations.Contains(name))} layers"));
        }

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
        Dictionary<int, CodeBox> boxes = RegionRule.Boxes(Graph, claims.Region, request.Samples) ?? Unknown(stated);
        foreach ((_, TensorInfo tensor) in Graph.InputCodes)
        {
            if (stated is not null)
            {
                findings.Holds($"input {Quote(tensor.Name)}", stated[tensor.Index], boxes[tensor.Index], isOptimal: true);
            }

            _boxes[tensor.Index] = stated?[tensor.Index] ?? boxes[tensor.Index];
        }

        findings.Holds("region", "hull", claims.Region.Hull, boxes.Values.Aggregate(Ends.None, (hull, box) => hull.Join(box.Hull)), isOptimal: true);
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
        foreach (StateVariable state in Graph.States)
        {
            _boxes[state.Current] = CodeBox.Point(_network.Parameters[state.Initial].Int8);
        }

        // A state may become another one, which becomes another one: as often as there are states, all have been passed on.
        for (int round = 0; round <= Graph.States.Count; round++)
        {
            foreach (StateVariable state in Graph.States)
            {
                CodeBox next = stated.TryGetValue(state.Next, out CodeBox? box) ? box : BoxOf(state.Next);
                _boxes[state.Current] = _boxes[state.Current].Join(next);
            }
        }
    }

    /// <summary>What a run leaves must lie in what the next one begins with.</summary>
    private void CompareStates()
    {
        foreach (StateVariable state in Graph.States.Where(state => !_boxes[state.Current].Holds(BoxOf(state.Next))))
        {
            findings.Refuse($"state {Quote(state.Name)}: what a run leaves is not what the next one begins with");
        }
    }

    private void CompareCertificates()
    {
        foreach (CertificateClaim certificate in claims.Certificates)
        {
            if (certificate.Claim == CertificateClaim.NoOverflow)
            {
                findings.Same("certificate no-overflow", "holds", certificate.Holds, certificate.Bits >= _finalBits);
            }
            else
            {
                findings.Note($"not checked: certificate {Quote(certificate.Claim)}");
            }
        }
    }

    private DerivedBox? CheckLayer(ProductNode layer)
    {
        (LayerClaim claim, (Products products, AdderRule adder)) = (claims.Layers[_layers], arithmetics[_layers]);
        Register register = claims.Semantics.Accumulator.Register!;
        DerivedLayer derived = layer is MatMul product
            ? new MatMulRule(_network, product, products, adder, register).Derive(BoxOf(layer.Input), BoxOf(layer.Weights))
            : new LayerRule(_network, (MacNode)layer, products, adder, register).Derive(BoxOf(layer.Input), _linear?.Bound((MacNode)layer, products, adder));
        _linear?.Sums = derived.Accumulators;
        LayerComparison.Compare(claim, derived, layer, findings);
        _finalBits = Math.Max(_finalBits, derived.Hull(channel => channel.Sum).Bits);
        _layers++;
        if (derived.Codes.Length == 0)
        {
            _accumulators[layer.Output] = derived.Accumulators;
            return null;
        }

        return new DerivedBox(CodeBox.Of(derived.Codes.Length, i => derived.Codes[i]), derived.IsOptimal);
    }

    private DerivedBox? Derive(GraphNode node)
    {
        if (node is ReduceTotal total)
        {
            _accumulators[total.Output] = OperationRule.Totals(_network, total, BoxOf(total.Input));
            return null;
        }

        if (node is ScaledSum sum && _linear is not null)
        {
            DerivedBox derived = OperationRule.Derive(_network, node, BoxOf, tensor => _accumulators[tensor])!;
            return derived with { Box = _linear.Narrowed(sum, derived.Box) };
        }

        return node is Quantize && _boxes.TryGetValue(node.Output, out CodeBox? region)
            ? new DerivedBox(region)
            : OperationRule.Derive(_network, node, BoxOf, tensor => _accumulators[tensor]);
    }

    /// <summary>Takes the box of a node's codes for what follows: the stated one, which must hold the derived one, or that itself.</summary>
    private void Compare(GraphNode node, DerivedBox? derived, Dictionary<int, CodeBox>? stated)
    {
        if (derived is null)
        {
            _unchecked.Add(node.Name);
            derived = new DerivedBox(stated?[node.Output] ?? CodeBox.Uniform(Graph.Tensor(node.Output).ElementCount, new Ends(-128, 127)));
        }
        else
        {
            _tensors++;
        }

        if (stated is not null)
        {
            findings.Holds($"node {Quote(node.Name)}", stated[node.Output], derived.Box, derived.IsOptimal);
        }

        _boxes[node.Output] = stated?[node.Output] ?? derived.Box;
    }

    /// <summary>The box of a tensor: computed, of a region, a state's, or the values of a constant.</summary>
    private CodeBox BoxOf(int tensor) =>
        _boxes.TryGetValue(tensor, out CodeBox? box) ? box : CodeBox.Point(_network.Parameters[tensor].Int8);
}
