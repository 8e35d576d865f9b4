using System.Text.RegularExpressions;
using QMacVerify.Compiler.Build;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Import.Onnx.Schema;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Onnx;

namespace QMacVerify.Compiler.Tests.Run;

/// <summary>ONNX models against the outputs of ONNX Runtime's integer kernels: every byte, with both engines.</summary>
public partial class OnnxReferenceTests
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

    /// <summary>Cases that are outside of int8 CNNs, and what says so.</summary>
    private static readonly Dictionary<string, string> OutOfScope = new(StringComparer.Ordinal)
    {
        ["dequantizelinear_01_int8_peraxis"] = "has 4 scales and 4 zero points, expected one of each",
        ["dequantizelinear_03_uint8_peraxis"] = "has 8 scales and 8 zero points, expected one of each",
        ["quantizelinear_02_s8_peraxis_axis2"] = "has 7 scales and 7 zero points, expected one of each",
        ["dequantizelinear_02_int32"] = "is int32, expected int8, uint8 or float32",
        ["qlinearmatmul_03_s8s8_3d_dynamic"] = "not from a constant",
        ["qdq_matmul_03_s8s8_3d_dynamic"] = "not from constant codes with a DequantizeLinear",
    };

    /// <summary>Node cases likewise.</summary>
    private static readonly Dictionary<string, string> NodesOutOfScope = new(StringComparer.Ordinal)
    {
        ["migx_dequantizelinear_zero_point"] = "has scale -2.2837837, expected a positive, finite number",
        ["migx_quantizelinear_zero_point"] = "has scale -1.5555003, expected a positive, finite number",
        ["migx_dequantizelinear_axis"] = "has 5 scales and 5 zero points, expected one of each",
        ["migx_quantizelinear_axis"] = "has 5 scales and 5 zero points, expected one of each",
        ["migx_quantizelinear_neg_axis"] = "has 5 scales and 5 zero points, expected one of each",
        ["migx_dynamicquantizelinear_1d"] = "finds its scales at run time",
        ["migx_dynamicquantizelinear_2d"] = "finds its scales at run time",
        ["onnx_dynamicquantizelinear"] = "finds its scales at run time",
        ["migx_matmulinteger"] = "a stack of matrices",
        ["migx_qlinearmatmul_3D"] = "a stack of matrices",
        ["migx_qlinearaveragepool_3d"] = "has an input of 5 axes",
        ["onnx_dequantizelinear_blocked"] = "uses opset 23",
        ["onnx_quantizelinear_blocked_asymmetric"] = "uses opset 23",
    };

    /// <summary>Node cases of two computed operands; all others take weights, scales and zero points as inputs, which become constants here.</summary>
    private static readonly string[] TwoOperands = ["migx_qlinearadd_bcast", "migx_qlinearmul", "migx_qlinearconcat"];

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void BothEngines_RealModel_GiveTheReferenceBytes(string name, string references, int referenceSamples)
    {
        Model model = Import(SharedMaterial.PathOf("models", name, "model.onnx"));
        NpyArray input = NpyFormat.ReadFile(SharedMaterial.PathOf("models", name, "input_0.npy"));
        NpyArray expected = NpyFormat.ReadFile(SharedMaterial.PathOf("models", references, "output_0.npy"));
        NpzArchive tensors = NpzArchive.ReadFile(SharedMaterial.PathOf("models", references, "tensors.npz"));
        foreach ((Func<IModelRunner> create, int limit) in (ReadOnlySpan<(Func<IModelRunner>, int)>)[(Reference(model), referenceSamples), (Compiled(model), int.MaxValue)])
        {
            SampleBatch batch = InputReader.Read(create().Inputs, [input], quantize: false, limit);
            TensorDump dump = new(model.Graph);
            NpyArray output = BatchRunner.Run(create, batch, dump)[0];
            Assert.True(expected.Data[..output.Data.Length].SequenceEqual(output.Data), $"{name} output");

            NpzArchive dumped = dump.ToArchive();
            Assert.Equal(tensors.Names.Order(StringComparer.Ordinal), dumped.Names.Order(StringComparer.Ordinal));
            foreach (string key in tensors.Names)
            {
                AssertEqual(tensors[key], dumped[key], $"{name} {key}");
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
        Model model = Import(SharedMaterial.PathOf("models", name, "model.onnx"));
        NpyArray input = NpyFormat.ReadFile(SharedMaterial.PathOf("models", name, "input_0.npy"));
        NpyArray exact = NpyFormat.ReadFile(SharedMaterial.PathOf("models", references, "output_0.npy"));
        OperatorAssignment operators = new(new OperatorPair(multiplier, new ExactAdder()));
        SampleBatch batch = InputReader.Read(Reference(model)().Inputs, [input], quantize: false, samples);

        NpyArray reference = BatchRunner.Run(() => new ReferenceEngine(model, operators), batch)[0];
        NpyArray compiled = BatchRunner.Run(Compiled(model, operators), batch)[0];

        AssertEqual(reference, compiled, name);
        Assert.False(exact.Data[..reference.Data.Length].SequenceEqual(reference.Data), $"{multiplier} changes nothing");
    }

    [SkippableFact]
    public void BothEngines_ConformanceCases_GiveTheReferenceBytes()
    {
        string folder = SharedMaterial.PathOf("models", "conformance_onnx");
        Dictionary<string, NpzArchive> families = new(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(folder, "*.npz"))
        {
            families.Add(Path.GetFileNameWithoutExtension(file), NpzArchive.ReadFile(file));
        }

        int equal = 0;
        foreach (string file in Directory.GetFiles(folder, "*.onnx").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            NpzArchive arrays = families[FamilyOf().Match(name).Groups[1].Value];
            equal += AssertCase(name, File.ReadAllBytes(file), k => arrays[$"{name}/input_{k}"], k => arrays[$"{name}/output_{k}"], OutOfScope.GetValueOrDefault(name)) ? 1 : 0;
        }

        Assert.Equal(170, equal);
    }

    [SkippableFact]
    public void BothEngines_NodeCases_GiveTheReferenceBytes()
    {
        string folder = SharedMaterial.PathOf("models", "onnx_node_cases");
        int equal = 0;
        foreach (string directory in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(directory);
            NpyArray Read(string kind, int k) => NpyFormat.ReadFile(Path.Combine(directory, $"{kind}_{k}.npy"));
            byte[] file = File.ReadAllBytes(Path.Combine(directory, "model.onnx"));
            if (!TwoOperands.Contains(name))
            {
                file = [.. file, .. Initializers(file, k => Read("input", k))];
            }

            equal += AssertCase(name, file, k => Read("input", k), k => Read("output", k), NodesOutOfScope.GetValueOrDefault(name)) ? 1 : 0;
        }

        Assert.Equal(26, equal);
    }

    /// <summary>A second message of a model that makes initializers of all inputs but the first: messages that follow each other are one.</summary>
    private static byte[] Initializers(byte[] file, Func<int, NpyArray> input)
    {
        string[] names = [.. ModelProto.Parser.ParseFrom(file).Graph.Input.Select(value => value.Name)];
        ProtobufWriter graph = new();
        for (int k = 1; k < names.Length; k++)
        {
            NpyArray values = input(k);
            int type = values.Type switch { ElementType.Float32 => OnnxWriter.Float32, ElementType.UInt8 => OnnxWriter.UInt8, _ => OnnxWriter.Int8 };
            graph.Message(5, OnnxWriter.Tensor(names[k], type, values.Shape.ToArray(), values.Data.ToArray()));
        }

        return new ProtobufWriter().Message(7, graph).ToArray();
    }

    /// <summary>Imports a case and runs it with both engines, or finds it refused for the reason that is expected.</summary>
    /// <returns>Whether it was run.</returns>
    private static bool AssertCase(string name, byte[] file, Func<int, NpyArray> input, Func<int, NpyArray> output, string? refusal)
    {
        if (refusal is not null)
        {
            DiagnosticException e = Assert.Throws<DiagnosticException>(() => Import(file));
            Assert.Contains(refusal, e.Message, StringComparison.Ordinal);
            return false;
        }

        Model model = Import(file);
        NpyArray[] inputs = [.. model.Graph.Inputs.Select((_, k) => input(k))];
        foreach (Func<IModelRunner> create in (ReadOnlySpan<Func<IModelRunner>>)[Reference(model), Compiled(model)])
        {
            IReadOnlyList<NpyArray> outputs = BatchRunner.Run(create, InputReader.Read(create().Inputs, inputs, quantize: false));
            for (int k = 0; k < outputs.Count; k++)
            {
                AssertEqual(output(k), outputs[k], $"{name} output {k}");
            }
        }

        return true;
    }

    private static Model Import(string file) => Import(File.ReadAllBytes(file));

    private static Model Import(byte[] file) => OnnxImporter.Import(file, "model.onnx", null, "model", new Dictionary<string, int[]>()).Check();

    private static Func<IModelRunner> Reference(Model model) => () => new ReferenceEngine(model, OperatorAssignment.Exact);

    private static Func<IModelRunner> Compiled(Model model, OperatorAssignment? operators = null) => InMemoryCompiler.Compile(ExecutionPlanner.Plan(
        model, new PlanOptions("TestModel", "Test", operators ?? OperatorAssignment.Exact, EquatableArray<StrategyRequest>.Empty))).Create;

    private static void AssertEqual(NpyArray expected, NpyArray actual, string what)
    {
        Assert.True(expected.Type == actual.Type && expected.Count == actual.Count, $"{what}: expected {expected}, found {actual}");
        int position = expected.Data.CommonPrefixLength(actual.Data);
        Assert.True(position == expected.Data.Length, $"{what}: byte {position} of {expected} differs");
    }

    /// <summary>What stands before the number of a case; families themselves have no numbers.</summary>
    [GeneratedRegex(@"^(.*?)_\d\d")]
    private static partial Regex FamilyOf();
}
