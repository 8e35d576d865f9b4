using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using QMacVerify.Checker;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Certificates;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;
using LogitCertificate = QMacVerify.Compiler.Certificates.Certificate;

namespace QMacVerify.Compiler.Tests.Checker;

/// <summary>Certificates of <c>qmac certify</c> and <c>assign</c> are derived again; those with a number made better are refused.</summary>
public sealed class LogitCertificateTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Theory]
    [InlineData(3, false)]
    [InlineData(5, true)]
    public void Check_OfACertificateWithANumberMadeBetter_RefusesEach(int seed, bool isCentred)
    {
        Network network = TinyGraphs.RandomLayer(seed);
        OperatorAssignment operators = new(new OperatorPair(new TruncatedMultiplier(4), new ExactAdder()));
        SampleBatch batch = SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 4, seed: 7);
        Network approximate = isCentred ? CentredBiases.Of(network, operators, InputRegion.Full) : network;
        LogitCertificate certificate = LogitCertificate.Of(
            network, operators, [.. network.Graph.ProductNodes], InputRegion.Full,
            (deviation, logits) => SampleCertificates.Of(
                network, approximate, operators, InputRegion.Full, deviation, logits, batch, RunSettings.Default, () => { }, CancellationToken.None),
            approximate);
        certificate = certificate with
        {
            Budget = isCentred ? null : (certificate.Lsb, "logit"),
            Centred = isCentred ? (approximate.Identity().Sha256, LogitCertificate.Of(network, operators, [.. network.Graph.ProductNodes], InputRegion.Full).Lsb) : null,
        };
        int[] labels = certificate.Samples!.Classes;
        JsonObject root = JsonNode.Parse(CertificateReport.ToJson(certificate, network.Identity(), labels))!.AsObject();
        root.Remove("digest");

        Verdict whole = Check(root);
        Assert.True(whole.IsAccepted, string.Join('\n', whole.Reasons));
        Assert.Equal(["all 4 samples were derived by themselves"], whole.Notes);
        AssertRefused(file => file["logits"]!["lower"]![0] = long.MinValue);
        AssertRefused(file =>
        {
            file["samples"]!["count"] = long.MinValue;
            file["samples"]!["not_certified"] = new JsonArray(0);
        });
        int refused = 0;
        // Of the many edits every fifth, where a check derives two packages.
        foreach ((string path, Action<JsonObject> edit) in CertificateEdits.All(root).Where((_, i) => !isCentred || i % 5 == 0))
        {
            JsonObject edited = root.DeepClone().AsObject();
            edit(edited);
            bool isWeaker = (path.Contains(".lower[", StringComparison.Ordinal) && path.EndsWith(" - 1", StringComparison.Ordinal))
                || (path.Contains(".upper[", StringComparison.Ordinal) && path.EndsWith(" + 1", StringComparison.Ordinal))
                || path.EndsWith("[0] - 1", StringComparison.Ordinal) || path.EndsWith("[1] + 1", StringComparison.Ordinal)
                || path.EndsWith("lsb + 1", StringComparison.Ordinal) || path.EndsWith("certified_by_region - 1", StringComparison.Ordinal)
                || path.Contains("trivial", StringComparison.Ordinal) || path.EndsWith("budget gone", StringComparison.Ordinal)
                || path.EndsWith("samples gone", StringComparison.Ordinal);
            Verdict verdict = Check(edited);
            Assert.False(verdict.IsAccepted && !isWeaker, path);
            refused += verdict.IsAccepted ? 0 : 1;
        }

        Assert.True(refused > (isCentred ? 6 : 30), $"{refused} edits are refused");

        void AssertRefused(Action<JsonObject> edit)
        {
            JsonObject edited = root.DeepClone().AsObject();
            edit(edited);
            Assert.False(Check(edited).IsAccepted);
        }

        Verdict Check(JsonObject file) => CertificateChecker.Check(new CheckRequest(
            Encoding.UTF8.GetBytes(TextDigest.Append(file.ToJsonString(Indented) + "\n")), new Package(network, network.Identity()),
            id => (OperatorSpec.ParseMultiplier(id, out string error), error), _ => null)
        {
            Centred = isCentred ? new Package(approximate, approximate.Identity()) : null,
            Certified = new CertifiedSamples(
                [.. Enumerable.Range(0, batch.Count).Select(sample => InputCodes.Centres(network.Graph, batch, sample))], labels, Most: 4),
        });
    }
}
