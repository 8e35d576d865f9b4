using QMacVerify.Checker.Arithmetic;
using QMacVerify.Checker.Certificate;
using QMacVerify.Checker.Rules;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Checker;

/// <summary>What a certificate says about the exact network beside the approximate one.</summary>
/// <remarks>
/// The exact network and all differences are derived from the region on; the approximate boxes are those of the certificate. No
/// statement here has one right form: it is true where it holds what is derived.
/// </remarks>
/// <param name="claims">What the certificate says.</param>
/// <param name="approximate">What was derived of the approximate network: all of it.</param>
/// <param name="findings">Filled.</param>
internal sealed class DeviationCheck(Claims claims, Derivation approximate, Findings findings)
{
    /// <summary>Compares.</summary>
    /// <param name="finalBits">Bits that every final sum fits.</param>
    public void Run(int finalBits)
    {
        if (!claims.IsBesideExact)
        {
            return;
        }

        Network network = approximate.Network;
        TensorInfo? logits = LogitsOf(network.Graph);
        string[] names = logits is null ? [CertificateClaim.NoOverflow] : [CertificateClaim.NoOverflow, CertificateClaim.LogitDeviation, CertificateClaim.ClassInvariance];
        findings.Same("the file", "certificates", string.Join(", ", claims.Certificates.Select(certificate => certificate.Claim)), string.Join(", ", names));
        if (findings.Reasons.Count > 0)
        {
            findings.Note("not checked: local_error, difference and certificates, which stand on what is refused");
            return;
        }

        findings.Same("certificate no-overflow", "holds", claims.Certificates[0].Holds, claims.Certificates[0].Bits >= finalBits);
        Derivation exact = new(network, LayerArithmetic.ExactOf(network.Graph), Register.Default, approximate.Pairs);
        foreach ((_, TensorInfo tensor) in network.Graph.InputCodes)
        {
            exact.Take(tensor.Index, approximate.BoxOf(tensor.Index));
        }

        exact.DeriveAll();
        DeviationDerivation deviation = new(exact, approximate);
        deviation.DeriveAll();
        foreach ((LayerClaim claim, ProductNode layer) in claims.Layers.Zip(network.Graph.ProductNodes))
        {
            Compare($"layer {Quote(layer.Name)}", claim.Deviation, layer, deviation);
        }

        if (logits is not null)
        {
            Compare(claims.Certificates[1], claims.Certificates[2], new LogitDeviation(exact, approximate, deviation, logits));
        }
    }

    /// <summary>The codes that say the class: those before a final softmax, and before what is no codes. Null where there are none.</summary>
    public static TensorInfo? LogitsOf(QuantizedGraph graph)
    {
        TensorInfo tensor = graph.Tensor(graph.Outputs[0]);
        while (graph.Nodes.FirstOrDefault(node => node.Output == tensor.Index) is (Dequantize or Softmax or QLinearSoftmax or ArgMax or Reshape) and GraphNode last)
        {
            tensor = graph.Tensor(last.Inputs[0]);
        }

        return tensor.Type == ElementType.Int8 ? tensor : null;
    }

    private void Compare(string where, DeviationClaim? claim, ProductNode layer, DeviationDerivation deviation)
    {
        if (claim is null)
        {
            findings.Refuse($"{where}: local_error and difference are missing");
            return;
        }

        DerivedDeviation? derived = deviation.Of(layer);
        LocalDeviation local = derived?.Local ?? LocalDeviation.None;
        Ends acc = Hull(derived?.Accumulators);
        Holds("local_error.acc", claim.LocalAcc, local.Acc);
        Holds("local_error.lsb", claim.LocalLsb, local.Lsb);
        Holds("local_error.centred_acc", claim.CentredAcc, local.CentredAcc);
        Holds("local_error.centred_lsb", claim.CentredLsb, local.CentredLsb);
        Holds("difference.acc", claim.Acc, acc);
        Holds("difference.lsb", claim.Lsb, derived?.Codes.Length == 0 ? acc : Hull(deviation.DifferencesOf(layer.Output)));

        void Holds(string what, Ends stated, Ends found) => findings.Holds(where, what, stated, found, isOptimal: false);

        static Ends Hull(Ends[]? differences) => differences?.Aggregate((left, right) => left.Join(right)) ?? DerivedDeviation.None;
    }

    private void Compare(CertificateClaim moves, CertificateClaim invariance, LogitDeviation logits)
    {
        findings.AtLeast("certificate logit-deviation", "lsb", moves.Lsb, logits.Lsb, isWeaker: moves.Lsb > logits.Lsb, isOptimal: false);
        findings.Same("certificate class-invariance", "class", invariance.Class is null, !invariance.Holds);
        if (invariance is { Holds: true, Class: long stated } && (stated < 0 || stated >= logits.Count || !logits.Keeps((int)stated)))
        {
            findings.Refuse(Invariant($"certificate class-invariance: that every input has class {stated} does not follow"));
        }
    }
}
