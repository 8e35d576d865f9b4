using QMacVerify.Checker.Arithmetic;
using QMacVerify.Checker.Certificate;
using QMacVerify.Checker.Rules;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Checker;

/// <summary>Derives what a certificate of logits says: both networks from the region on, and what lies between them.</summary>
/// <remarks>
/// Nothing is taken from the file but what it is about: package, operators, region. A statement is true where it holds
/// what is derived, and wider ones are counted.
/// </remarks>
/// <param name="request">The certificate and its package.</param>
/// <param name="claims">What the certificate says.</param>
/// <param name="findings">Filled.</param>
internal sealed class LogitCheck(CheckRequest request, LogitClaims claims, Findings findings)
{
    private readonly Network _network = request.Package.Network;

    private QuantizedGraph Graph => _network.Graph;

    /// <summary>Checks all of it, as far as what it is about is known.</summary>
    /// <exception cref="RefusedException">Nothing can be derived.</exception>
    public Verdict Run()
    {
        ProductNode[] layers = [.. Graph.ProductNodes];
        if (CompareIdentity(layers) is TensorInfo logits && Arithmetics(layers) is Dictionary<ProductNode, LayerArithmetic> arithmetics
            && Approximate(arithmetics) is Network approximate)
        {
            IReadOnlyDictionary<int, CodeBox> region = RegionRule.Boxes(Graph, claims.Region, request.Region)
                ?? throw new RefusedException($"nothing can be derived: the region {Quote(claims.Region.Kind)} takes {RegionRule.Needs(claims.Region)}");
            findings.HoldsHull(claims.Region.Hull, region.Values);
            TwoNetworks networks = new(_network, approximate, arithmetics);
            (DeviationDerivation deviation, LogitDeviation derived) = networks.Derive(region, logits);
            CompareMoves(derived);
            CompareUncentred(arithmetics, region, logits);
            Ends[] errors = [.. layers.Select(layer => (deviation.Of(layer)?.Local ?? LocalDeviation.None).Lsb)];
            CompareLocalErrors(layers, errors);
            CompareBudget(errors, derived.Lsb);
            new SampleCheck(networks, Graph, logits, claims, request.Certified, findings).Run(region, derived.Moves);
            return Verdict(layers.Length);
        }

        return Verdict(layers: 0);
    }

    private static long MagnitudeOf(IEnumerable<Ends> ends) => ends.Select(each => each.Magnitude).DefaultIfEmpty(0).Max();

    private Verdict Verdict(int layers) => new(
        findings.Reasons, findings.Notes, layers, layers == 0 ? 0 : Graph.Nodes.Count(node => Graph.Tensor(node.Output).Type == ElementType.Int8), HasElements: false, []);

    /// <summary>The logits of the package that the file is about; null where it is about something else.</summary>
    private TensorInfo? CompareIdentity(ProductNode[] layers)
    {
        if (!CertificateChecker.IsAbout(claims.Model, request.Package, findings))
        {
            return null;
        }

        TensorInfo? logits = DeviationCheck.LogitsOf(Graph);
        findings.Same("logits", "tensor", claims.Moves.Tensor, logits?.Name ?? "");
        findings.Same("logits", "number of moves", claims.Moves.Moves.Length, logits?.ElementCount ?? 0);
        string[] names = [.. layers.Select(layer => layer.Name)];
        IsPart("layers", claims.Layers, names);
        IsPart("operators.layers", [.. claims.Exceptions.Select(entry => entry.Layer).Order(StringComparer.Ordinal)], [.. names.Order(StringComparer.Ordinal)]);
        IsPart("local_errors", [.. claims.LocalErrors.Select(entry => entry.Layer)], names);
        return findings.Reasons.Count == 0 ? logits : null;
    }

    /// <summary>Some of the layers, each once, in their order.</summary>
    private void IsPart(string where, IReadOnlyList<string> stated, string[] names)
    {
        int[] positions = [.. stated.Select(name => Array.IndexOf(names, name))];
        if (positions.Contains(-1) || positions.Zip(positions.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            findings.Refuse($"{where}: {string.Join(", ", stated.Select(Quote))} are not some of the layers of products, each once, in their order");
        }
    }

    /// <summary>The circuits of each layer: those that the operators were not meant for must be exact.</summary>
    private Dictionary<ProductNode, LayerArithmetic>? Arithmetics(ProductNode[] layers)
    {
        Dictionary<ProductNode, LayerArithmetic>? arithmetics = StatedCircuits.Of(
            claims.Operators,
            [.. layers.Select(layer => (layer, claims.Exceptions.Where(entry => entry.Layer == layer.Name).Select(entry => entry.Operators).FirstOrDefault(claims.Operators)))],
            request,
            findings);
        foreach (ProductNode layer in layers.Where(layer => arithmetics?[layer].IsExact == false && !claims.Layers.Contains(layer.Name)))
        {
            findings.Refuse($"layer {Quote(layer.Name)} has approximate circuits, and is none that the operators are meant for");
        }

        return findings.Reasons.Count == 0 ? arithmetics : null;
    }

    /// <summary>The approximate network: that of the package with centred biases where one is stated. Null where it is another one.</summary>
    private Network? Approximate(Dictionary<ProductNode, LayerArithmetic> arithmetics)
    {
        findings.Same("the file", "uncentred_lsb", claims.Moves.UncentredLsb is null, claims.CentredSha256 is null);
        if (claims.CentredSha256 is null)
        {
            if (request.Centred is not null)
            {
                findings.Refuse("a package with centred biases is given, but the file is about none");
            }

            return findings.Reasons.Count == 0 ? _network : null;
        }

        if (request.Centred is null)
        {
            throw new RefusedException($"nothing can be derived: it is about the package with centred biases that has SHA-256 {Quote(claims.CentredSha256)}");
        }

        findings.Same("the file", "centred_model_sha256", claims.CentredSha256, request.Centred.Identity.Sha256);
        Network centred = request.Centred.Network;
        HashSet<int> biases = [.. arithmetics.Keys.Where(layer => !arithmetics[layer].IsExact).OfType<MacNode>().Select(layer => layer.Bias)];
        foreach (ProductNode layer in arithmetics.Keys.Where(layer => arithmetics[layer].IsExact))
        {
            biases.ExceptWith(layer.Inputs);
        }

        ParameterSet parameters = _network.Parameters;
        bool differs = !centred.Graph.Equals(Graph) || !centred.Parameters.Tensors.SequenceEqual(parameters.Tensors)
            || parameters.Tensors.Any(tensor => !biases.Contains(tensor) && centred.Parameters[tensor].Sha256 != parameters[tensor].Sha256);
        if (differs)
        {
            findings.Refuse("the package with centred biases differs in more than the biases of layers with approximate circuits");
        }

        return findings.Reasons.Count == 0 ? centred : null;
    }

    private void CompareMoves(LogitDeviation derived)
    {
        MovesClaim moves = claims.Moves;
        foreach ((int logit, Ends move) in moves.Moves.Index())
        {
            findings.Holds("logits", Invariant($"move of logit {logit}"), move, derived.Moves[logit], isOptimal: false);
        }

        findings.Same("logits", "lsb", moves.Lsb, MagnitudeOf(moves.Moves));
        bool isTrivial = derived.IsTrivial(moves.Moves);
        findings.AtLeast("logits", "trivial", moves.IsTrivial, isTrivial, isWeaker: moves.IsTrivial, isOptimal: false);
    }

    /// <summary>What logits move by where biases stay as they are.</summary>
    private void CompareUncentred(Dictionary<ProductNode, LayerArithmetic> arithmetics, IReadOnlyDictionary<int, CodeBox> region, TensorInfo logits)
    {
        if (claims.Moves.UncentredLsb is long stated)
        {
            long lsb = new TwoNetworks(_network, _network, arithmetics).Derive(region, logits).Logits.Lsb;
            findings.AtLeast("logits", "uncentred_lsb", stated, lsb, isWeaker: stated > lsb, isOptimal: false);
        }
    }

    /// <summary>Layers that are not named do not err.</summary>
    private void CompareLocalErrors(ProductNode[] layers, Ends[] errors)
    {
        foreach ((ProductNode layer, Ends error) in layers.Zip(errors))
        {
            Ends stated = claims.LocalErrors.Where(entry => entry.Layer == layer.Name).Select(entry => entry.Lsb).FirstOrDefault(DerivedDeviation.None);
            findings.Holds($"layer {Quote(layer.Name)}", "local error", stated, error, isOptimal: false);
        }
    }

    private void CompareBudget(Ends[] errors, long lsb)
    {
        if (claims.Budget is BudgetClaim budget && (budget.Of == BudgetClaim.Layer ? MagnitudeOf(errors) : lsb) is long most && most > budget.Lsb)
        {
            findings.Refuse(Invariant($"budget: no {budget.Of} moves more than {budget.Lsb} codes is stated, {most} is derived: unsound"));
        }
    }
}
