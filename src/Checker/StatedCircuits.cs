using QMacVerify.Checker.Arithmetic;
using QMacVerify.Checker.Certificate;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Checker;

/// <summary>The circuits that a certificate names, found by their ids and known by what they compute.</summary>
internal static class StatedCircuits
{
    /// <summary>The circuits of each layer; null where one is not what the file says.</summary>
    /// <param name="default">Those that the file states for layers that it does not name.</param>
    /// <param name="layers">Those of each layer.</param>
    /// <param name="request">Knows multipliers by their ids, and the network.</param>
    /// <param name="findings">Filled.</param>
    public static Dictionary<ProductNode, LayerArithmetic>? Of(
        OperatorClaim @default, IReadOnlyList<(ProductNode Layer, OperatorClaim Claim)> layers, CheckRequest request, Findings findings)
    {
        Dictionary<OperatorClaim, (Multiplier Multiplier, AdderRule Adder)?> circuits = [];
        foreach (OperatorClaim claim in layers.Select(entry => entry.Claim).Prepend(@default).Distinct())
        {
            circuits.Add(claim, Find(claim, request, findings));
        }

        if (findings.Reasons.Count > 0)
        {
            return null;
        }

        Dictionary<(Multiplier, int), Products> products = [];
        Dictionary<ProductNode, LayerArithmetic> arithmetics = [];
        foreach ((ProductNode layer, OperatorClaim claim) in layers)
        {
            (Multiplier multiplier, AdderRule adder) = circuits[claim]!.Value;
            int centre = LayerArithmetic.CentreOf(request.Package.Network.Graph, layer);
            if (centre != 0 && !multiplier.TakesCentredActivations)
            {
                findings.Refuse($"layer {Quote(layer.Name)}: {multiplier.Spec} takes no centred activations");
                return null;
            }

            if (!products.TryGetValue((multiplier, centre), out Products? known))
            {
                products.Add((multiplier, centre), known = new Products(multiplier, centre));
            }

            arithmetics.Add(layer, new LayerArithmetic(known, adder));
        }

        return arithmetics;
    }

    private static (Multiplier Multiplier, AdderRule Adder)? Find(OperatorClaim claim, CheckRequest request, Findings findings)
    {
        if (AdderRule.Of(claim.Adder) is not AdderRule adder)
        {
            findings.Refuse($"the adder {Quote(claim.Adder)} is unknown");
            return null;
        }

        (Multiplier? found, string error) = request.MultiplierOf(claim.Multiplier);
        if (found is not Multiplier multiplier)
        {
            findings.Refuse($"the multiplier {Quote(claim.Multiplier)}: {error}");
            return null;
        }

        findings.Same($"multiplier {Quote(claim.Multiplier)}", "sha256", claim.Sha256, Products.Sha256(multiplier));
        return (multiplier, adder);
    }
}
