using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;
using Network = QMacVerify.Generators.Graph.Network;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>ONNX models against the outputs of ONNX Runtime's integer kernels: every byte, with both engines.</summary>
[Trait("Category", "Slow")]
public class OnnxReferenceTests
{
    /// <summary>Model, the model whose references it has, and samples of the reference interpreter, which takes its time.</summary>
    public static TheoryData<string, string, int> Models => new()
    {
        { "onnx_resnet8_qop", "onnx_resnet8_qop", 12 },

        // Its own references were computed in floating point and differ in near ties.
        { "onnx_resnet8_qdq", "onnx_resnet8_qop", 12 },
        { "onnx_kws_qdq", "onnx_kws_qdq", 40 },
    };

    private const int MaxApproximateSamples = 6;

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void BothEngines_RealModel_GiveTheReferenceBytes(string name, string references, int referenceSamples)
    {
        Network network = Import(SharedMaterial.PathOf("models", name, "model.onnx"));
        NpyArray input = NpyFormat.ReadFile(SharedMaterial.PathOf("models", name, "input_0.npy"));
        NpyArray expected = NpyFormat.ReadFile(SharedMaterial.PathOf("models", references, "output_0.npy"));
        NpzArchive tensors = NpzArchive.ReadFile(SharedMaterial.PathOf("models", references, "tensors.npz"));
        foreach ((Func<IModelRunner> create, int limit) in (ReadOnlySpan<(Func<IModelRunner>, int)>)[(Reference(network), referenceSamples), (Compiled(network), int.MaxValue)])
        {
            SampleBatch batch = InputReader.Read(create().Inputs, [input], quantize: false, limit);
            TensorDump dump = new(network.Graph);
            NpyArray output = BatchRunner.Run(create, batch, dump)[0];
            Assert.True(expected.Data[..output.Data.Length].SequenceEqual(output.Data), $"{name} output");

            NpzArchive dumped = dump.ToArchive();
            Assert.Equal(tensors.Names.Order(StringComparer.Ordinal), dumped.Names.Order(StringComparer.Ordinal));
            foreach (string key in tensors.Names)
            {
                NpyAssert.Equal(tensors[key], dumped[key], $"{name} {key}");
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void Compiled_ApproximateRealModel_EqualsReference(string name, string references, int referenceSamples)
    {
        AssertCompiledEqualsReference(name, references, Math.Min(referenceSamples, MaxApproximateSamples), new TruncatedMultiplier(2));
        AssertCompiledEqualsReference(name, references, Math.Min(referenceSamples, MaxApproximateSamples), ScrambledMultiplier.Table());
    }

    private static void AssertCompiledEqualsReference(string name, string references, int samples, Multiplier multiplier)
    {
        Network network = Import(SharedMaterial.PathOf("models", name, "model.onnx"));
        NpyArray input = NpyFormat.ReadFile(SharedMaterial.PathOf("models", name, "input_0.npy"));
        NpyArray exact = NpyFormat.ReadFile(SharedMaterial.PathOf("models", references, "output_0.npy"));
        OperatorAssignment operators = new(new OperatorPair(multiplier, new ExactAdder()));
        SampleBatch batch = InputReader.Read(Reference(network)().Inputs, [input], quantize: false, samples);

        NpyArray reference = BatchRunner.Run(() => new ReferenceEngine(network, operators), batch)[0];
        NpyArray compiled = BatchRunner.Run(Compiled(network, operators), batch)[0];

        NpyAssert.Equal(reference, compiled, name);
        Assert.False(exact.Data[..reference.Data.Length].SequenceEqual(reference.Data), $"{multiplier} changes nothing");
    }

    private static Network Import(string file) => Import(File.ReadAllBytes(file));

    private static Network Import(byte[] file) => OnnxImporter.Import(file, "model.onnx", null, "model", new Dictionary<string, int[]>());

    private static Func<IModelRunner> Reference(Network network) => () => new ReferenceEngine(network, OperatorAssignment.Exact);

    private static Func<IModelRunner> Compiled(Network network, OperatorAssignment? operators = null) => CompiledKernels.Of(ExecutionPlanner.Plan(
        network, new PlanOptions("TestModel", "Test", operators ?? OperatorAssignment.Exact, EquatableArray<StrategyRequest>.Empty))).Create;
}
