using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Tflite;

namespace QMacVerify.Compiler.Tests.Reference;

/// <summary>Models as desktop LiteRT computes them (<c>tflite_xnnpack</c>), against its stored outputs and against itself: every byte.</summary>
[Trait("Category", "Slow")]
public class LiteRtTests
{
    public static TheoryData<string, int> Models => new()
    {
        { "resnet8_cifar10", 600 },
        { "kws_dscnn", 600 },
        { "micro_speech", 24 },
        { "mobilenetv2_qat_224", 5 },
    };

    /// <summary>The case whose outputs are not those of the formulas: weights of -128 wrap in LiteRT's own kernel.</summary>
    /// <remarks>The README of the outputs excepts a case of PRELU too: it is equal with its quotients of scales in float32.</remarks>
    private const string Wrapped = "conv2d_33";

    /// <summary>Cases that LiteRT refuses to load, all for the same reason. <c>cases.json</c> has five more, which it loads.</summary>
    private static readonly string[] Refused =
        ["conv2d_12", "conv2d_14", "conv2d_15", "conv2d_22", "conv2d_23", "conv2d_27", "conv2d_37", "conv2d_42"];

    private static readonly int Graphs = RandomCases.Of(200);

    /// <summary>What the reference interpreter multiplies for one network, in one sample at least.</summary>
    private const long ReferenceMacs = 50_000_000;

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void BothEngines_RealModel_GiveTheBytesOfLiteRt(string name, int samples)
    {
        NpyArray expected = NpyFormat.ReadFile(SharedMaterial.PathOf("models", "litert_outputs", $"{name}.output_0.npy"));
        NpyArray input = NpyFormat.ReadFile(SharedMaterial.PathOf("models", name, "input_0.npy"));
        Network network = Import(SharedMaterial.PathOf("models", name, "model.tflite"));
        int referenceSamples = (int)Math.Clamp(ReferenceMacs / network.Graph.MacNodes.Sum(layer => layer.Geometry.Macs), 1, samples);

        AssertEngine(() => new ReferenceEngine(network, OperatorAssignment.Exact), referenceSamples);
        AssertEngine(CompiledKernels.Of(PlannedNetwork.Of(network, OperatorAssignment.Exact).Plan).Create, samples);

        void AssertEngine(Func<IModelRunner> create, int count)
        {
            NpyArray output = BatchRunner.Run(create, InputReader.Read(create().Inputs, [input], quantize: false, limit: count)).Single();
            Assert.Equal(expected.Data.Length / samples * count, output.Data.Length);
            Assert.True(expected.Data[..output.Data.Length].SequenceEqual(output.Data), $"{name}: not the bytes of LiteRT");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(TfliteConformanceTests.Families), MemberType = typeof(TfliteConformanceTests))]
    public void BothEngines_ConformanceFamily_GiveTheBytesOfLiteRt(string family, int expectedCases)
    {
        NpzArchive stored = NpzArchive.ReadFile(SharedMaterial.PathOf("models", "litert_outputs", "conformance_tflite.npz"));
        List<ConformanceCase> cases = [];
        foreach ((string name, string file, NpzArchive inputs) in Cases(family, expectedCases))
        {
            Network network = Import(file);
            if (stored.Names.Contains($"{family}/{name}/output_0"))
            {
                cases.Add(new ConformanceCase(
                    name, network, InputsOf(network, inputs, name), [.. network.Graph.Outputs.Select((_, k) => stored[$"{family}/{name}/output_{k}"])]));
            }
        }

        ConformanceCase.AssertBothEnginesGiveTheOutputs(cases);
    }

    /// <summary>The cases of the repository, which need nothing beside it.</summary>
    [Fact]
    public void BothEngines_CommittedCases_GiveTheBytesOfLiteRt()
    {
        IReadOnlyList<ConformanceCase> cases = CommittedCases();
        Assert.InRange(cases.Count, 60, 120);
        ConformanceCase.AssertBothEnginesGiveTheOutputs(cases);
    }

    [SkippableFact]
    public void Import_CaseThatLiteRtRefuses_IsRefused()
    {
        foreach (string name in Refused)
        {
            string file = SharedMaterial.PathOf("models", "conformance_tflite", "conv2d", $"{name}.tflite");

            Assert.EndsWith("has no bias, which LiteRT refuses to load", Assert.Throws<DiagnosticException>(() => Import(file)).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>LiteRT itself, with the cases too whose outputs are not stored.</summary>
    [SkippableTheory]
    [MemberData(nameof(TfliteConformanceTests.Families), MemberType = typeof(TfliteConformanceTests))]
    public void Reference_ConformanceFamily_GivesTheBytesOfRunningLiteRt(string family, int expectedCases)
    {
        LiteRt.Require();
        (string Name, Network Network, LiteRt.Job Job)[] cases =
        [
            .. Cases(family, expectedCases).Select(test => (test, Network: Import(test.File))).Select(entry => (
                entry.test.Name, entry.Network,
                new LiteRt.Job(File.ReadAllBytes(entry.test.File), InputsOf(entry.Network, entry.test.Inputs, entry.test.Name), entry.Network.Graph.Outputs.Count))),
        ];
        LiteRt.AssertReferenceGivesItsBytes(cases);
    }

    [SkippableFact]
    public void Reference_RandomNetworks_GiveTheBytesOfRunningLiteRt()
    {
        LiteRt.Require();
        LiteRt.AssertReferenceGivesItsBytes([.. Enumerable.Range(0, Graphs).Select(seed =>
        {
            RandomTfliteGraph graph = new(seed);
            return ($"seed {seed}", TfliteImporter.Import(graph.File, "model.tflite", "model", TfliteRuntime.TfliteXnnpack), new LiteRt.Job(graph.File, [graph.Input], 1));
        })]);
    }

    /// <summary>The cases of the repository with what LiteRT made of them: all that it loads.</summary>
    internal static IReadOnlyList<ConformanceCase> CommittedCases()
    {
        string folder = RepositoryFiles.PathOf("tests", "fixtures", "conformance_tflite");
        NpzArchive outputs = NpzArchive.ReadFile(Path.Combine(folder, "litert.npz"));
        return
        [
            .. from family in Directory.GetDirectories(folder).Order(StringComparer.Ordinal)
               let inputs = NpzArchive.ReadFile(Path.Combine(family, Path.GetFileName(family) + ".npz"))
               from file in Directory.GetFiles(family, "*.tflite").Order(StringComparer.Ordinal)
               let name = Path.GetFileNameWithoutExtension(file)
               where outputs.Contains($"{name}/output_0")
               let network = Import(file)
               select new ConformanceCase(name, network, InputsOf(network, inputs, name), [.. network.Graph.Outputs.Select((_, k) => outputs[$"{name}/output_{k}"])]),
        ];
    }

    /// <summary>The cases of a family whose outputs LiteRT and the formulas agree on.</summary>
    private static IEnumerable<(string Name, string File, NpzArchive Inputs)> Cases(string family, int expectedCases)
    {
        string folder = SharedMaterial.PathOf("models", "conformance_tflite", family);
        NpzArchive inputs = NpzArchive.ReadFile(Path.Combine(folder, family + ".npz"));
        string[] files = Directory.GetFiles(folder, "*.tflite");
        Assert.Equal(expectedCases, files.Length);
        return files.Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileNameWithoutExtension(file), file, inputs))
            .Where(test => test.Item1 != Wrapped && !Refused.Contains(test.Item1));
    }

    private static NpyArray[] InputsOf(Network network, NpzArchive inputs, string name) => [.. network.Graph.Inputs.Select((_, k) => inputs[$"{name}/input_{k}"])];

    private static Network Import(string file) => TfliteImporter.Import(File.ReadAllBytes(file), file, "model", TfliteRuntime.TfliteXnnpack);
}
