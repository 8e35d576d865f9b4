using System.Text;
using System.Text.Json.Nodes;
using QMacVerify.Checker;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Tests.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Checker;

/// <summary>A certificate that someone changed is refused, whether its hashes were made right again or not.</summary>
[Trait("Category", "Slow")]
public sealed class TamperedCertificateTests
{
    /// <summary>The one number that may be another: of a register that is wider, or as narrow as all sums, the bounds are true as well.</summary>
    private const string AccumulatorBits = "\"bits\": 32";

    private static readonly string[] TrueEdits = [".semantics.accumulator.bits + 1", ".semantics.accumulator.bits - 1"];

    private static readonly OperatorAssignment Truncated = new(new OperatorPair(new TruncatedMultiplier(2), new TruncatedAdder(1)));

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Check_OfASmallFileWithOneThingChanged_RefusesEach(PaddingRule padding)
    {
        Network network = TinyGraphs.Network(1, padding);
        string last = network.Graph.MacNodes.Last().Name;
        OperatorAssignment operators = Truncated with { Layers = EquatableArray.Of(new LayerOperators(last, OperatorPair.Exact)) };
        AssertRefusesEdits(Certificate.Of(network, operators, InputRegion.Full), every: 1);
    }

    /// <summary>Where start values hold a share of codes that products are made of, sums on the way may be wider than need be; nothing else.</summary>
    [Fact]
    public void Check_OfProductsWithOneThingChanged_RefusesAllButWiderSumsOnTheWay()
    {
        for (int seed = 0; seed < 4; seed++)
        {
            Certificate certificate = Certificate.Of(TinyProductGraphs.Network(seed), OperatorAssignment.Exact, InputRegion.Full);
            Assert.Contains("\"op\": \"matmul\"", certificate.ToFile(), StringComparison.Ordinal);
            AssertRefusesEdits(certificate, every: 3, path => path.EndsWith("bits.prefix + 1", StringComparison.Ordinal) || path.EndsWith("bits.any_order + 1", StringComparison.Ordinal));
        }
    }

    /// <summary>On approximate adders more may be wider, but no end may be nearer.</summary>
    [Fact]
    public void Check_OfProductsOnApproximateAdders_RefusesNarrowerEnds()
    {
        for (int seed = 0; seed < 4; seed++)
        {
            Certificate certificate = Certificate.Of(
                TinyProductGraphs.RandomProduct(seed), new OperatorAssignment(new OperatorPair(new TruncatedMultiplier(2), new LowerPartOrAdder(3 + seed))), InputRegion.Full);
            AssertRefusesEdits(certificate, every: 1, path =>
                path.EndsWith("[0] - 1", StringComparison.Ordinal) || path.EndsWith("[1] + 1", StringComparison.Ordinal)
                || (path.Contains("bits", StringComparison.Ordinal) && path.EndsWith(" + 1", StringComparison.Ordinal)) || path.EndsWith(" possible", StringComparison.Ordinal));
        }
    }

    /// <summary>What is said about the exact network may be wider than what is derived; nothing may be nearer by one, or gone.</summary>
    [Fact]
    public void Check_OfDeviationsWithOneThingChanged_RefusesAllButWiderOnes()
    {
        OperatorPair[] pairs =
        [
            new(new TruncatedMultiplier(4), new ExactAdder()), new(ScrambledMultiplier.Table(), new TruncatedAdder(3)),
            new(new TruncatedMultiplier(2), new LowerPartOrAdder(5)), new(new ExactMultiplier(), new ErrorTolerantAdder(6)),
        ];
        foreach ((int seed, OperatorPair pair) in pairs.Index())
        {
            Network network = seed == 3 ? TinyGraphs.Network(seed) : TinyGraphs.RandomLayer(seed);
            OperatorAssignment operators = new(pair);
            Certificate certificate = Certificate.Of(
                network, operators, InputRegion.Full, Compiler.Bounds.Deviation.DeviationAnalysis.Run(network, operators, InputRegion.Full));
            Assert.True(certificate.Check().IsAccepted);
            foreach ((string path, Action<JsonObject> edit) in CertificateEdits.All(certificate.Parse()).Where(edit => IsDeviation(edit.Path)))
            {
                bool isWider = path.EndsWith("[0] - 1", StringComparison.Ordinal) || path.EndsWith("[1] + 1", StringComparison.Ordinal) || path.EndsWith("lsb + 1", StringComparison.Ordinal);
                Verdict verdict = (certificate with { Edit = edit }).Check();
                Assert.True(verdict.IsAccepted == isWider, $"{seed} {path}");
                Assert.Equal(isWider, verdict.Notes.Any(note => note.Contains("wider than what is derived", StringComparison.Ordinal)));
            }
        }

        // Another register may be true as well: certificates[0].
        static bool IsDeviation(string path) =>
            new[] { "local_error", "difference", "certificates[1]", "certificates[2]" }.Any(part => path.Contains(part, StringComparison.Ordinal));
    }

    /// <summary>What is said about the exact network is about sums that are kept in 32 bits: where they wrap in fewer, the same numbers are wrong.</summary>
    [Fact]
    public void Check_OfDeviationsOnANarrowAccumulator_Refuses()
    {
        Network network = TinyGraphs.RandomLayer(1);
        JsonObject beside = Deviations(network).Parse();
        AnalysisOptions narrow = new() { Register = new AccumulatorRegister(8, Saturates: false) };
        Certificate certificate = Certificate.Of(network, Truncated, InputRegion.Full, narrow);
        Assert.True(certificate.Check().IsAccepted);

        Verdict verdict = (certificate with { Edit = root => Join(root, beside) }).Check();

        Assert.Equal(["semantics: statements beside the exact network are about accumulators of 32 bits that wrap"], verdict.Reasons);
    }

    [Fact]
    public void Check_OfDeviationsOfADividedRegion_Refuses()
    {
        Certificate certificate = Deviations(TinyGraphs.RandomLayer(1));
        int input = certificate.Network.Graph.InputCodes.Single().Codes.Index;
        JsonObject half = new() { ["part"] = 0, ["tensor"] = input, ["element"] = 0, ["at"] = 0 };

        AssertRefused(root => root["method"]!["splits"] = new JsonArray(half.DeepClone()));
        AssertRefused(root =>
        {
            root["method"]!["splits"] = new JsonArray(half.DeepClone());
            foreach (JsonNode? layer in root["layers"]!.AsArray())
            {
                layer!.AsObject().Remove("local_error");
                layer.AsObject().Remove("difference");
            }
        });

        void AssertRefused(Action<JsonObject> edit) =>
            Assert.Equal(["the region is divided, and statements beside the exact network are about a whole one"], (certificate with { Edit = edit }).Check().Reasons);
    }

    [Fact]
    public void Check_OfCnnSmallWithOneThingChanged_RefusesEach() => AssertRefusesEdits(
        Certificate.Of(TfliteImporter.Import(BuiltInModels.Open("cnn_small"), "cnn_small", "cnn_small"), OperatorAssignment.Exact, InputRegion.Pixels), every: 61);

    [SkippableFact]
    public void Check_OfResNet8WithOneThingChanged_RefusesEach()
    {
        byte[] file = File.ReadAllBytes(SharedMaterial.PathOf("models", "resnet8_cifar10", "model.tflite"));
        AssertRefusesEdits(Certificate.Of(TfliteImporter.Import(file, "model.tflite", "resnet8"), OperatorAssignment.Exact, InputRegion.Full), every: 2003);
    }

    [Fact]
    public void Check_OfABallWithItsCentre_RefusesAnotherCentreOrRadius()
    {
        Network network = TinyGraphs.Network(2);
        sbyte[] centre = new sbyte[network.Graph.Tensor(network.Graph.Inputs[0]).ElementCount];
        new SplitMix64(5).FillInt8(centre);
        sbyte[] other = [.. centre];
        other[0] ^= 1;
        Certificate certificate = Certificate.Of(network, Truncated, InputRegion.Linf([centre], 9));

        Assert.True(certificate.Check(samples: [[other], [centre]]).IsAccepted);
        Assert.True((certificate with { Elements = null }).Check(samples: [[centre]]).IsAccepted);
        Assert.StartsWith("the region is that of the elements", Assert.Single(certificate.Check().Notes), StringComparison.Ordinal);
        Assert.StartsWith("no sample has the SHA-256", Assert.Single(certificate.Check(samples: [[other]]).Reasons), StringComparison.Ordinal);
        Assert.StartsWith("nothing can be derived", Assert.Single((certificate with { Elements = null }).Check().Reasons), StringComparison.Ordinal);
        foreach (int radius in (int[])[8, 10])
        {
            Certificate edited = certificate with { Edit = root => root["region"]!["eps"] = radius };
            Assert.False(edited.Check().IsAccepted);
            Assert.False(edited.Check(samples: [[centre]]).IsAccepted);
        }
    }

    [Fact]
    public void Check_OfAFlippedBit_RefusesEach()
    {
        Certificate certificate = Certificate.Of(TinyGraphs.RandomLayer(3), Truncated, InputRegion.Full);
        string text = certificate.ToFile();
        byte[] file = Encoding.UTF8.GetBytes(text);
        int digest = text.LastIndexOf(",\n  \"digest\"", StringComparison.Ordinal);
        int bits = text.IndexOf(AccumulatorBits, StringComparison.Ordinal);
        for (int i = 0; i < file.Length; i++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] flipped = [.. file];
                flipped[i] ^= (byte)(1 << bit);
                Assert.False(certificate.Check(flipped).IsAccepted, $"byte {i}, bit {bit}");

                // A third of the bytes with one of their bits, as the checker reads those in full.
                if (i < digest && i % 3 == 0 && bit == i / 3 * 5 % 8 && (i < bits || i >= bits + AccumulatorBits.Length))
                {
                    byte[] hashed = [.. flipped[..digest], .. "\n}\n"u8];
                    Assert.False(certificate.Check(Digested(hashed)).IsAccepted, $"byte {i}, bit {bit}, with its digest");
                }
            }
        }
    }

    [Fact]
    public void Check_OfAnElementOfOneCodeMoreOrLess_RefusesEach()
    {
        foreach (Network network in (Network[])[TinyGraphs.RandomLayer(3), TinyGraphs.RandomTransposeConv(4), TinyGraphs.Network(3)])
        {
            Certificate certificate = Certificate.Of(network, Truncated, InputRegion.Full);
            Assert.True(certificate.Check().IsAccepted);
            byte[] file = Encoding.UTF8.GetBytes(certificate.ToFile());
            byte[] elements = certificate.Elements!;
            int softmax = network.Graph.Nodes[^1].Op == "softmax" ? 2 * network.Graph.Tensor(network.Graph.Nodes[^1].Output).ElementCount : 0;
            for (int i = 0; i < elements.Length; i += network.Graph.Nodes.Count == 1 ? 1 : 11)
            {
                foreach (int step in (int[])[1, -1])
                {
                    byte[] changed = [.. elements];
                    changed[i] = unchecked((byte)(changed[i] + step));

                    // The codes of a softmax may be wider than need be: not its own shape, but a shrunk end is refused there, too.
                    bool isWider = i >= elements.Length - softmax && (step < 0) == (i < elements.Length - (softmax / 2));
                    Assert.False((certificate with { Elements = changed }).Check().IsAccepted && !isWider, $"{network.Graph.Name}, byte {i}, {step}");
                    Assert.False((certificate with { Elements = changed }).Check(file).IsAccepted);
                }
            }
        }
    }

    [Fact]
    public void Check_OfAnotherPackage_NamesBoth()
    {
        Certificate certificate = Certificate.Of(TinyGraphs.Network(1), Truncated, InputRegion.Full);
        Network other = TinyGraphs.Network(2);

        string reason = Assert.Single((certificate with { Network = other }).Check(Encoding.UTF8.GetBytes(certificate.ToFile())).Reasons);

        Assert.Contains(certificate.Network.Identity().Sha256, reason, StringComparison.Ordinal);
        Assert.Contains(other.Identity().Sha256, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_WhereACircuitComputesSomethingElse_NamesIt()
    {
        Certificate certificate = Certificate.Of(TinyGraphs.Network(1), new OperatorAssignment(new OperatorPair(ScrambledMultiplier.Table(), new ExactAdder())), InputRegion.Full);
        OperatorAssignment other = new(new OperatorPair(new TableMultiplier(ScrambledMultiplier.Table().Spec, MultiplierTable.Of(new ExactMultiplier())), new ExactAdder()));

        Assert.True(certificate.Check().IsAccepted);
        Assert.Contains("sha256", Assert.Single((certificate with { Operators = other }).Check().Reasons), StringComparison.Ordinal);
        Assert.Contains("no circuit has this id", Assert.Single((certificate with { Operators = OperatorAssignment.Exact }).Check().Reasons), StringComparison.Ordinal);
    }

    private static Certificate Deviations(Network network) => Certificate.Of(
        network, Truncated, InputRegion.Full, Compiler.Bounds.Deviation.DeviationAnalysis.Run(network, Truncated, InputRegion.Full));

    /// <summary>Takes what a file says about the exact network into another one.</summary>
    private static void Join(JsonObject root, JsonObject beside)
    {
        foreach ((JsonNode? layer, JsonNode? other) in root["layers"]!.AsArray().Zip(beside["layers"]!.AsArray()))
        {
            layer!["local_error"] = other!["local_error"]!.DeepClone();
            layer["difference"] = other["difference"]!.DeepClone();
        }

        root["certificates"] = beside["certificates"]!.DeepClone();
    }

    /// <param name="certificate">What is edited.</param>
    /// <param name="every">Of so many edits one is tried.</param>
    /// <param name="mayBeWider">Paths of edits that weaken what is not optimal: such a file may be accepted, but says so.</param>
    private static void AssertRefusesEdits(Certificate certificate, int every, Predicate<string>? mayBeWider = null)
    {
        Assert.True(certificate.Check().IsAccepted);
        JsonObject root = certificate.Parse();
        foreach ((int index, (string path, Action<JsonObject> edit)) in CertificateEdits.All(root).Index()
            .Where(edit => edit.Index % every == 0 && !TrueEdits.Contains(edit.Item.Path)))
        {
            Verdict verdict = (certificate with { Edit = edit }).Check();
            bool saysWider = mayBeWider?.Invoke(path) == true && verdict.Notes.Any(note => note.Contains("wider than what is derived", StringComparison.Ordinal));
            Assert.False(verdict.IsAccepted && !saysWider, $"edit {index}: {path}");
        }
    }

    /// <summary>A file with the digest of its bytes, whatever they are.</summary>
    private static byte[] Digested(byte[] undigested)
    {
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(undigested));
        return [.. undigested[..^3], .. Encoding.UTF8.GetBytes($",\n  \"digest\": \"{hash}\"\n}}\n")];
    }
}
