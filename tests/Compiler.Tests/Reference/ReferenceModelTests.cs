using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Reference;

/// <summary>Models that others made, against the outputs of TensorFlow Lite Micro: every byte, with both engines.</summary>
[Trait("Category", "Slow")]
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

    /// <summary>What the reference interpreter multiplies for one network, in one sample at least.</summary>
    private const long ReferenceMacs = 150_000_000;

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void BothEngines_RealModel_GiveTheReferenceBytes(string name, int samples)
    {
        Network network = Import(SharedMaterial.PathOf("models", name, "model.tflite"));
        NpyArray input = NpyFormat.ReadFile(SharedMaterial.PathOf("models", name, "input_0.npy"));
        NpyArray[] expected =
            [.. network.Graph.Outputs.Select((_, i) => NpyFormat.ReadFile(SharedMaterial.PathOf("models", name, $"output_{i}.npy")))];
        NpzArchive tensors = NpzArchive.ReadFile(SharedMaterial.PathOf("models", name, "tensors.npz"));
        int referenceSamples = (int)Math.Clamp(ReferenceMacs / network.Graph.MacNodes.Sum(layer => layer.Geometry.Macs), 1, samples);

        AssertEngine(() => new ReferenceEngine(network, OperatorAssignment.Exact), referenceSamples);
        AssertEngine(CompiledKernels.Of(PlannedNetwork.Of(network, OperatorAssignment.Exact).Plan).Create, samples);

        void AssertEngine(Func<IModelRunner> create, int count)
        {
            SampleBatch batch = InputReader.Read(create().Inputs, [input], quantize: false);
            Assert.Equal(samples, batch.Count);
            batch = InputReader.Read(create().Inputs, [input], quantize: false, limit: count);
            TensorDump dump = new(network.Graph);
            IReadOnlyList<NpyArray> outputs = BatchRunner.Run(create, batch, dump);
            for (int i = 0; i < outputs.Count; i++)
            {
                NpyAssert.Equal(FirstSamples(expected[i], samples, count), outputs[i], $"{name} output {i}");
            }

            NpzArchive dumped = dump.ToArchive();
            Assert.Equal(tensors.Names, dumped.Names);
            foreach (string key in tensors.Names)
            {
                NpyAssert.Equal(tensors[key], dumped[key], $"{name} {key}");
            }
        }
    }

    private static Network Import(string file) => TfliteImporter.Import(File.ReadAllBytes(file), file, "model");

    private static NpyArray FirstSamples(NpyArray array, int samples, int count)
    {
        int[] shape = array.Shape.ToArray();
        shape[0] = shape[0] / samples * count;
        return new NpyArray(array.Type, shape, array.Data[..(array.Data.Length / samples * count)].ToArray());
    }
}
