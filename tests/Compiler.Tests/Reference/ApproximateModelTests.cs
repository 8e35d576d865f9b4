using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Reference;

/// <summary>Models that others made, on approximate circuits: compiled equals reference.</summary>
[Trait("Category", "Slow")]
public class ApproximateModelTests
{
    /// <summary>The reference engine takes seconds for one sample of the largest network.</summary>
    private const int MaxSamples = 1;

    /// <summary>Truncation by 0 to 8 bits on real weights: compiled equals reference, and 0 equals exact.</summary>
    [SkippableFact]
    public void Compiled_ResNet8Truncated_EqualsReference()
    {
        Network network = Import(SharedMaterial.PathOf("models", "resnet8_cifar10", "model.tflite"));
        NpyArray input = NpyFormat.ReadFile(SharedMaterial.PathOf("models", "resnet8_cifar10", "input_0.npy"));
        SampleBatch batch = InputReader.Read(
            new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, [input], quantize: false, limit: 12);
        OperatorAssignment[] operators =
        [
            OperatorAssignment.Exact,
            .. Enumerable.Range(0, 9).Select(drop => new OperatorAssignment(new OperatorPair(new TruncatedMultiplier(drop), new TruncatedAdder(drop)))),
        ];
        NpyArray[] compiled = [.. CompiledKernels.Of([.. operators.Select((each, i) => PlannedNetwork.Of(network, each, $"Model{i}").Plan)])
            .Select(runner => BatchRunner.Run(runner.Create, batch)[0])];

        NpyAssert.Equal(compiled[0], compiled[1], "drop 0");
        for (int drop = 1; drop <= 8; drop++)
        {
            OperatorAssignment truncated = operators[drop + 1];
            NpyAssert.Equal(BatchRunner.Run(() => new ReferenceEngine(network, truncated), batch)[0], compiled[drop + 1], $"drop {drop}");
        }
    }

    /// <summary>Truncated products, and products of a table, on every network: compiled equals reference in every output and tensor.</summary>
    [SkippableTheory]
    [MemberData(nameof(ReferenceModelTests.Models), MemberType = typeof(ReferenceModelTests))]
    public void Compiled_ApproximateRealModel_EqualsReference(string name, int samples)
    {
        AssertCompiledEqualsReference(name, samples, new TruncatedMultiplier(2));
        AssertCompiledEqualsReference(name, samples, ScrambledMultiplier.Table());
    }

    private static void AssertCompiledEqualsReference(string name, int samples, Multiplier multiplier)
    {
        Network network = Import(SharedMaterial.PathOf("models", name, "model.tflite"));
        NpyArray input = NpyFormat.ReadFile(SharedMaterial.PathOf("models", name, "input_0.npy"));
        OperatorAssignment operators = new(new OperatorPair(multiplier, new ExactAdder()));
        SampleBatch batch = InputReader.Read(
            new ReferenceEngine(network, operators).Inputs, [input], quantize: false, limit: Math.Min(samples, MaxSamples));
        TensorDump expected = new(network.Graph);
        TensorDump actual = new(network.Graph);
        IReadOnlyList<NpyArray> reference = BatchRunner.Run(() => new ReferenceEngine(network, operators), batch, expected);
        IReadOnlyList<NpyArray> compiled = BatchRunner.Run(Compiled(network, operators), batch, actual);
        for (int i = 0; i < reference.Count; i++)
        {
            NpyAssert.Equal(reference[i], compiled[i], $"{name} output {i}");
        }

        (NpzArchive expectedTensors, NpzArchive actualTensors) = (expected.ToArchive(), actual.ToArchive());
        foreach (string key in expectedTensors.Names)
        {
            NpyAssert.Equal(expectedTensors[key], actualTensors[key], $"{name} {key}");
        }
    }

    private static Network Import(string file) => TfliteImporter.Import(File.ReadAllBytes(file), file, "model");

    private static Func<IModelRunner> Compiled(Network network, OperatorAssignment operators) =>
        CompiledKernels.Of(PlannedNetwork.Of(network, operators).Plan).Create;
}
