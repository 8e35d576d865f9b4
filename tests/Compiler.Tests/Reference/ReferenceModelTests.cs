using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Reference;

/// <summary>Models that others made, against the outputs of TensorFlow Lite Micro: every byte, with both engines.</summary>
public class ReferenceModelTests
{
    public static TheoryData<string, int> Models => new()
    {
        { "resnet8_cifar10", 600 },
        { "kws_dscnn", 600 },
        { "ad01_autoencoder", 40 },
        { "micro_speech", 24 },
        { "hello_world_int8", 256 },
        { "streaming_wakeword", 27 },
        { "mobilenetv2_qat_224", 5 },
        { "mcunet_person_detection", 2 },
        { "mediapipe_face_detection", 3 },
    };

    /// <summary>The reference engine takes a quarter of a minute for one sample of the largest network.</summary>
    private const int MaxApproximateSamples = 1;

    /// <summary>Families of cases, and how many there are: all are in scope.</summary>
    public static TheoryData<string, int> Families => new()
    {
        { "activation", 31 },
        { "concat", 8 },
        { "conv2d", 52 },
        { "depthwise", 31 },
        { "elementwise", 38 },
        { "fully_connected", 20 },
        { "network", 30 },
        { "pad", 9 },
        { "pool", 18 },
        { "quantize", 14 },
        { "reduce", 16 },
        { "resize", 12 },
        { "shape", 22 },
        { "softmax", 7 },
        { "transpose_conv", 12 },
        { "two_inputs", 8 },
    };

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void BothEngines_RealModel_GiveTheReferenceBytes(string name, int samples)
    {
        Model model = Import(SharedMaterial.PathOf("models", name, "model.tflite"));
        SampleBatch batch = ReadInputs(model, [NpyFormat.ReadFile(SharedMaterial.PathOf("models", name, "input_0.npy"))]);
        NpyArray[] expected =
            [.. model.Graph.Outputs.Select((_, i) => NpyFormat.ReadFile(SharedMaterial.PathOf("models", name, $"output_{i}.npy")))];
        NpzArchive tensors = NpzArchive.ReadFile(SharedMaterial.PathOf("models", name, "tensors.npz"));
        Assert.Equal(samples, batch.Count);

        foreach (Func<IModelRunner> create in Engines(model))
        {
            TensorDump dump = new(model.Graph);
            IReadOnlyList<NpyArray> outputs = BatchRunner.Run(create, batch, dump);
            for (int i = 0; i < outputs.Count; i++)
            {
                AssertEqual(expected[i], outputs[i], $"{name} output {i}");
            }

            NpzArchive dumped = dump.ToArchive();
            Assert.Equal(tensors.Names, dumped.Names);
            foreach (string key in tensors.Names)
            {
                AssertEqual(tensors[key], dumped[key], $"{name} {key}");
            }
        }
    }

    /// <summary>Truncation by 0 to 8 bits on real weights: compiled equals reference, and 0 equals exact.</summary>
    [SkippableFact]
    public void Compiled_ResNet8Truncated_EqualsReference()
    {
        Model model = Import(SharedMaterial.PathOf("models", "resnet8_cifar10", "model.tflite"));
        NpyArray input = NpyFormat.ReadFile(SharedMaterial.PathOf("models", "resnet8_cifar10", "input_0.npy"));
        SampleBatch batch = InputReader.Read(
            new ReferenceEngine(model, OperatorAssignment.Exact).Inputs, [input], quantize: false, limit: 20);
        NpyArray exact = BatchRunner.Run(Compiled(model, OperatorAssignment.Exact), batch)[0];
        for (int drop = 0; drop <= 8; drop++)
        {
            OperatorAssignment operators = new(new OperatorPair(new TruncatedMultiplier(drop), new TruncatedAdder(drop)));
            NpyArray compiled = BatchRunner.Run(Compiled(model, operators), batch)[0];
            AssertEqual(
                drop == 0 ? exact : BatchRunner.Run(() => new ReferenceEngine(model, operators), batch)[0], compiled, $"drop {drop}");
        }
    }

    /// <summary>Truncated products, and products of a table, on every network: compiled equals reference in every output and tensor.</summary>
    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void Compiled_ApproximateRealModel_EqualsReference(string name, int samples)
    {
        AssertCompiledEqualsReference(name, samples, new TruncatedMultiplier(2));
        AssertCompiledEqualsReference(name, samples, ScrambledMultiplier.Table());
    }

    private static void AssertCompiledEqualsReference(string name, int samples, Multiplier multiplier)
    {
        Model model = Import(SharedMaterial.PathOf("models", name, "model.tflite"));
        NpyArray input = NpyFormat.ReadFile(SharedMaterial.PathOf("models", name, "input_0.npy"));
        OperatorAssignment operators = new(new OperatorPair(multiplier, new ExactAdder()));
        SampleBatch batch = InputReader.Read(
            new ReferenceEngine(model, operators).Inputs, [input], quantize: false, limit: Math.Min(samples, MaxApproximateSamples));
        TensorDump expected = new(model.Graph);
        TensorDump actual = new(model.Graph);
        IReadOnlyList<NpyArray> reference = BatchRunner.Run(() => new ReferenceEngine(model, operators), batch, expected);
        IReadOnlyList<NpyArray> compiled = BatchRunner.Run(Compiled(model, operators), batch, actual);
        for (int i = 0; i < reference.Count; i++)
        {
            AssertEqual(reference[i], compiled[i], $"{name} output {i}");
        }

        (NpzArchive expectedTensors, NpzArchive actualTensors) = (expected.ToArchive(), actual.ToArchive());
        foreach (string key in expectedTensors.Names)
        {
            AssertEqual(expectedTensors[key], actualTensors[key], $"{name} {key}");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Families))]
    public void BothEngines_ConformanceFamily_GiveTheReferenceBytes(string family, int expectedCases)
    {
        NpzArchive arrays = NpzArchive.ReadFile(SharedMaterial.PathOf("models", "conformance_tflite", family, family + ".npz"));
        Assert.Equal(expectedCases, RunCases(SharedMaterial.PathOf("models", "conformance_tflite", family), arrays));
    }

    [SkippableFact]
    public void BothEngines_CmsisCases_GiveTheReferenceBytes()
    {
        NpzArchive arrays = NpzArchive.ReadFile(SharedMaterial.PathOf("models", "cmsis_nn_op_cases", "cmsis_nn_op_cases.npz"));
        Assert.Equal(62, RunCases(SharedMaterial.PathOf("models", "cmsis_nn_op_cases"), arrays));
    }

    /// <summary>Runs every case of a folder.</summary>
    private static int RunCases(string folder, NpzArchive arrays)
    {
        int cases = 0;
        foreach (string file in Directory.GetFiles(folder, "*.tflite").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            Model model = Import(file);
            NpyArray[] inputs = [.. model.Graph.Inputs.Select((_, i) => arrays[$"{name}/input_{i}"])];
            SampleBatch batch = ReadInputs(model, inputs);
            foreach (Func<IModelRunner> create in Engines(model))
            {
                IReadOnlyList<NpyArray> outputs = BatchRunner.Run(create, batch);
                for (int i = 0; i < outputs.Count; i++)
                {
                    AssertEqual(arrays[$"{name}/output_{i}"], outputs[i], $"{name} output {i}");
                }
            }

            cases++;
        }

        return cases;
    }

    private static Model Import(string file) => TfliteImporter.Import(File.ReadAllBytes(file), file, "model").Check();

    private static SampleBatch ReadInputs(Model model, NpyArray[] arrays) =>
        InputReader.Read(new ReferenceEngine(model, OperatorAssignment.Exact).Inputs, arrays, quantize: false);

    private static Func<IModelRunner>[] Engines(Model model) =>
    [
        () => new ReferenceEngine(model, OperatorAssignment.Exact),
        Compiled(model, OperatorAssignment.Exact),
    ];

    private static Func<IModelRunner> Compiled(Model model, OperatorAssignment operators) =>
        InMemoryCompiler.Compile(ExecutionPlanner.Plan(
            model, new PlanOptions("TestModel", "Test", operators, EquatableArray<StrategyRequest>.Empty))).Create;

    /// <summary>Bit for bit: the sign of a float zero counts.</summary>
    private static void AssertEqual(NpyArray expected, NpyArray actual, string what)
    {
        ReadOnlySpan<byte> a = expected.Data;
        ReadOnlySpan<byte> b = actual.Data;
        Assert.True(expected.Type == actual.Type && a.Length == b.Length, $"{what}: {expected} expected, found {actual}");
        int element = a.CommonPrefixLength(b) / expected.Type.Size();
        Assert.True(
            a.SequenceEqual(b),
            $"{what}: element {element} is {(a.SequenceEqual(b) ? 0 : actual.ToDoubles()[element])}, expected {(a.SequenceEqual(b) ? 0 : expected.ToDoubles()[element])}");
    }
}
