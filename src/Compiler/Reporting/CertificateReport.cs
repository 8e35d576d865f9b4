using System.Text;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Certificates;
using QMacVerify.Compiler.Evaluation;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support.Json;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Reporting;

/// <summary>A certificate as text and as JSON.</summary>
internal static class CertificateReport
{
    private const string Schema = "qmac.certificate/1";

    private const string Trivial =
        "note: the bound is trivial: it says no more than that the logits of both networks have bounds; certify fewer layers (--suffix), a smaller region, or single samples (--input)";

    /// <summary>For people.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="labels">The true class of each sample, or null.</param>
    public static string ToText(Certificate certificate, int[]? labels)
    {
        StringBuilder text = new();
        string where = certificate.Layers.Count == 1 ? $"layer {Quote(certificate.Layers[0].Name)}"
            : Invariant($"{certificate.Layers.Count} layers of products, from {Quote(certificate.Layers[0].Name)} on");
        text.Append(Invariant($"{Escape(certificate.Bounds.ModelName)}: operators on {where}: {OperatorsOf(certificate)}\n"));
        text.Append(Invariant($"every input of region {certificate.Bounds.Region.Kind}: no logit moves more than {certificate.Lsb} codes, {certificate.Moves.Hull}\n"));
        if (certificate.Centred is (_, var uncentred))
        {
            text.Append(Invariant($"with centred biases; without, no logit moves more than {uncentred} codes\n"));
        }

        if (certificate.IsTrivial)
        {
            text.Append(Trivial).Append('\n');
        }

        if (certificate.Samples is SampleCertificates samples)
        {
            int count = samples.Classes.Length;
            int certified = samples.Certified.Count(holds => holds);
            int byRegion = samples.CertifiedByRegion.Count(holds => holds);
            text.Append(Invariant($"samples: {count}; no logit of theirs moves more than {samples.Lsb} codes\n"));
            text.Append(Invariant($"class provably unchanged: {certified} of {count}, {Notes.Percent(certified, count)}, by each sample's own bounds\n"));
            text.Append(Invariant($"class provably unchanged: {byRegion} of {count}, {Notes.Percent(byRegion, count)}, by the bounds of every input alone\n"));
            if (labels is not null)
            {
                text.Append(Invariant($"top-1 exact: {Correct(samples.Classes, labels)} of {count}; certified and right: {CertifiedAndCorrect(samples, labels)}\n"));
            }
        }

        return text.ToString();
    }

    /// <summary>For programs, and as the file that <c>--out</c> names.</summary>
    public static string ToJson(Certificate certificate, PackageIdentity package, int[]? labels)
    {
        JsonWriter json = new();
        using (json.Object())
        {
            json.Member("schema", Schema);
            using (json.Object("model", inline: true))
            {
                json.Member("name", certificate.Bounds.ModelName);
                json.Member("sha256", package.Sha256);
            }

            if (certificate.Centred is (string centred, _))
            {
                json.Member("centred_model_sha256", centred);
            }

            if (certificate.Budget is var (lsb, of))
            {
                using (json.Object("budget", inline: true))
                {
                    json.Member("lsb", lsb);
                    json.Member("of", of);
                }
            }

            OperatorRecord.Of(certificate.Bounds.Operators).Write(json, "operators");
            ConstraintsWriter.WriteRegion(json, certificate.Bounds);
            json.Member("layers", certificate.Layers.Select(layer => layer.Name));
            using (json.Object("logits"))
            {
                json.Member("tensor", certificate.LogitsName);
                json.Member("lsb", certificate.Lsb);
                if (certificate.Centred is (_, var uncentred))
                {
                    json.Member("uncentred_lsb", uncentred);
                }

                json.Member("lower", certificate.Moves.Lower.ToArray().Select(end => (int)end));
                json.Member("upper", certificate.Moves.Upper.ToArray().Select(end => (int)end));
                json.Member("trivial", certificate.IsTrivial);
            }

            WriteLocalErrors(json, certificate.Bounds);
            if (certificate.Samples is SampleCertificates samples)
            {
                WriteSamples(json, samples, labels);
            }
        }

        return TextDigest.Append(json.ToString());
    }

    private static void WriteLocalErrors(JsonWriter json, ConstraintsResult bounds)
    {
        using (json.Array("local_errors"))
        {
            foreach (LayerDeviation layer in bounds.Deviation!.Layers.Where(layer => layer.LocalError != LocalError.None))
            {
                using (json.Object(inline: true))
                {
                    json.Member("layer", bounds.Layers.First(other => other.Index == layer.Index).Node.Name);
                    json.Member("lsb", [layer.LocalError.Lsb.Lower, layer.LocalError.Lsb.Upper]);
                }
            }
        }
    }

    private static void WriteSamples(JsonWriter json, SampleCertificates samples, int[]? labels)
    {
        using (json.Object("samples"))
        {
            json.Member("count", samples.Classes.Length);
            json.Member("lsb", samples.Lsb);
            json.Member("certified", samples.Certified.Count(holds => holds));
            json.Member("certified_by_region", samples.CertifiedByRegion.Count(holds => holds));
            if (labels is not null)
            {
                json.Member("top1_correct", Correct(samples.Classes, labels));
                json.Member("certified_correct", CertifiedAndCorrect(samples, labels));
            }

            json.Member("not_certified", samples.Certified.Index().Where(sample => !sample.Item).Select(sample => sample.Index));
        }
    }

    /// <summary>What the layers have; a list where they differ.</summary>
    private static string OperatorsOf(Certificate certificate)
    {
        OperatorPair[] pairs = [.. certificate.Layers.Select(layer => certificate.Bounds.Operators.For(layer.Name)).Distinct()];
        return string.Join("; ", pairs.Select(pair => pair.ToString()));
    }

    private static int Correct(int[] classes, int[] labels) => Accuracy.CountCorrect(classes, labels);

    private static int CertifiedAndCorrect(SampleCertificates samples, int[] labels) =>
        samples.Certified.Where((holds, sample) => holds && samples.Classes[sample] == labels[sample]).Count();
}
