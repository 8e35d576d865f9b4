using System.Text;
using QMacVerify.Checker;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Deviation;
using QMacVerify.Compiler.Cosim;
using QMacVerify.Compiler.OperatorCheck;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Fuzz;
using LogitCertificate = QMacVerify.Compiler.Certificates.Certificate;

namespace QMacVerify.Benchmarks.Fuzz;

/// <summary>Files of bounds and certificates in all that reads them: the checker, <c>opcheck --region</c>, <c>cosim --bounds</c>, and the runners' own check. Mostly the digest is made right again.</summary>
internal static class CertificateTarget
{
    private const string End = "\n}\n";

    public static FuzzTarget Create(TemporaryFolder scratch)
    {
        OperatorAssignment truncated = new(new OperatorPair(new TruncatedMultiplier(2), new TruncatedAdder(1)));
        Subject[] subjects =
        [
            Of(TinyGraphs.Network(1), OperatorAssignment.Exact, InputRegion.Full),
            Of(TinyGraphs.RandomLayer(1), truncated, InputRegion.Full),
            Of(TinyGraphs.RandomLayer(2, PaddingRule.Skip), truncated, InputRegion.Real(-1, 1)),
            Of(TinyProductGraphs.Network(1), OperatorAssignment.Exact, InputRegion.Full),
            Deviations(TinyGraphs.RandomLayer(3), truncated),
            Logits(TinyGraphs.RandomLayer(3), truncated),
        ];
        TextMutator texts = new([.. subjects.Select(subject => subject.Text)]);
        string path = scratch.PathOf("D_sound.json");
        return new FuzzTarget("d_sound", 3, random =>
        {
            Subject subject = subjects[random.NextBelow(subjects.Length)];
            byte[] file = FuzzTargets.DamageJson(texts, subject.Text, random);
            if (random.NextBelow(4) > 0)
            {
                file = Rebound(file);
            }

            byte[] elements = random.NextBelow(8) == 0 ? new FileMutator([subject.Elements]).Mutate(random).File : subject.Elements;
            int reader = random.NextBelow(6);
            return new FuzzCase("D_sound.json", file, () =>
            {
                File.WriteAllBytes(path, file);
                switch (reader)
                {
                    case 0:
                        _ = CareSetReader.Read(path);
                        break;
                    case 1:
                        _ = SoundRanges.Read(path, subject.Package.Identity, subject.Package.Network.Graph, subject.Operators);
                        break;
                    case 2:
                        Runner(file);
                        break;
                    default:
                        Check(subject, file, elements);
                        break;
                }
            });
        });
    }

    private static void Check(Subject subject, byte[] file, byte[] elements)
    {
        if (CertificateChecker.Unfit(file) is string unfit)
        {
            throw new InputException(unfit);
        }

        Verdict verdict = CertificateChecker.Check(new Checker.CheckRequest(
            file, subject.Package, id => (OperatorSpec.ParseMultiplier(id, out string error), error), _ => elements));
        _ = CheckReport.ToText("D_sound.json", verdict);
        _ = CheckReport.ToJson("D_sound.json", verdict);
        if (!verdict.IsAccepted)
        {
            throw new InputException(verdict.Reasons[0]);
        }
    }

    /// <summary>A program of <c>qmac compile</c> reads its bounds, and says so of what is none.</summary>
    private static void Runner(byte[] file)
    {
        try
        {
            _ = AccumulatorCheck.Read(file, "D_sound.json");
        }
        catch (InvalidDataException e)
        {
            throw new InputException(e.Message);
        }
    }

    /// <summary>A file whose last member is the digest of the rest.</summary>
    private static byte[] Rebound(byte[] file)
    {
        string text = Encoding.UTF8.GetString(file);
        int start = text.LastIndexOf(",\n  \"digest\"", StringComparison.Ordinal);
        return start < 0 ? file : FuzzTargets.Bytes(TextDigest.Append(text[..start] + End));
    }

    private static Subject Of(Network network, OperatorAssignment operators, InputRegion region)
    {
        ConstraintsResult result = Constraints.Compute(network, operators, region);
        ElementsFile elements = ElementsFile.Of("D_sound.bin", network.Graph, result.Tensors);
        return new Subject(new Package(network, network.Identity()), operators, ConstraintsWriter.Write(result, network.Identity(), elements), elements.Content);
    }

    private static Subject Deviations(Network network, OperatorAssignment operators)
    {
        NetworkDeviation deviation = DeviationAnalysis.Run(network, operators, InputRegion.Full);
        ConstraintsResult result = DeviationConstraints.Describe(network, operators, InputRegion.Full, deviation);
        return new Subject(new Package(network, network.Identity()), operators, ConstraintsWriter.Write(result, network.Identity()), []);
    }

    private static Subject Logits(Network network, OperatorAssignment operators)
    {
        LogitCertificate certificate = LogitCertificate.Of(network, operators, [.. network.Graph.ProductNodes], InputRegion.Full);
        return new Subject(new Package(network, network.Identity()), operators, CertificateReport.ToJson(certificate, network.Identity(), null), []);
    }

    /// <summary>A true file.</summary>
    /// <param name="Package">What it is about.</param>
    /// <param name="Operators">Circuits of it.</param>
    /// <param name="Text">The file.</param>
    /// <param name="Elements">What lies beside it.</param>
    private sealed record Subject(Package Package, OperatorAssignment Operators, string Text, byte[] Elements);
}
