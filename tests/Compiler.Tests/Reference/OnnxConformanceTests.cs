using System.Text.RegularExpressions;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Import.Onnx.Schema;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Onnx;
using Network = QMacVerify.Generators.Graph.Network;

namespace QMacVerify.Compiler.Tests.Reference;

/// <summary>Small ONNX models against the outputs of ONNX Runtime's integer kernels: every byte, with both engines.</summary>
[Trait("Category", "Slow")]
public partial class OnnxConformanceTests
{
    /// <summary>Cases that are outside of int8 CNNs, and what says so.</summary>
    private static readonly Dictionary<string, string> OutOfScope = new(StringComparer.Ordinal)
    {
        ["dequantizelinear_01_int8_peraxis"] = "has 4 scales and 4 zero points, expected one of each",
        ["dequantizelinear_03_uint8_peraxis"] = "has 8 scales and 8 zero points, expected one of each",
        ["quantizelinear_02_s8_peraxis_axis2"] = "has 7 scales and 7 zero points, expected one of each",
        ["dequantizelinear_02_int32"] = "is int32, expected int8, uint8 or float32",
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
        ["migx_qlinearaveragepool_3d"] = "has an input of 5 axes",
        ["onnx_dequantizelinear_blocked"] = "has a scale per block",
        ["onnx_quantizelinear_blocked_asymmetric"] = "has a scale per block",
    };

    /// <summary>Node cases of two computed operands; all others take weights, scales and zero points as inputs, which become constants here.</summary>
    private static readonly string[] TwoOperands = ["migx_qlinearadd_bcast", "migx_qlinearmul", "migx_qlinearconcat"];

    /// <summary>A fifth of the cases is part of the repository, with some patterns of exporters, and needs nothing beside it.</summary>
    [Fact]
    public void BothEngines_CommittedCases_GiveTheReferenceBytes() =>
        AssertCases(RepositoryFiles.PathOf("tests", "fixtures", "conformance_onnx"), 67);

    [SkippableFact]
    public void BothEngines_ConformanceCases_GiveTheReferenceBytes() =>
        AssertCases(SharedMaterial.PathOf("models", "conformance_onnx"), 172);

    [SkippableFact]
    public void BothEngines_NodeCases_GiveTheReferenceBytes()
    {
        string folder = SharedMaterial.PathOf("models", "onnx_node_cases");
        List<ConformanceCase> cases = [];
        foreach (string directory in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(directory);
            NpyArray Read(string kind, int k) => NpyFormat.ReadFile(Path.Combine(directory, $"{kind}_{k}.npy"));
            byte[] file = File.ReadAllBytes(Path.Combine(directory, "model.onnx"));
            if (!TwoOperands.Contains(name))
            {
                file = [.. file, .. Initializers(file, k => Read("input", k))];
            }

            if (ImportUnless(NodesOutOfScope.GetValueOrDefault(name), file) is Network network)
            {
                cases.Add(new(name, network, [.. network.Graph.Inputs.Select((_, k) => Read("input", k))], [.. network.Graph.Outputs.Select((_, k) => Read("output", k))]));
            }
        }

        Assert.Equal(28, cases.Count);
        ConformanceCase.AssertBothEnginesGiveTheOutputs(cases);
    }

    /// <summary>The models of a folder that are in scope, with their arrays.</summary>
    internal static IReadOnlyList<ConformanceCase> Cases(string folder)
    {
        Dictionary<string, NpzArchive> families = new(StringComparer.Ordinal);
        foreach (string file in Directory.GetFiles(folder, "*.npz"))
        {
            families.Add(Path.GetFileNameWithoutExtension(file), NpzArchive.ReadFile(file));
        }

        List<ConformanceCase> cases = [];
        foreach (string file in Directory.GetFiles(folder, "*.onnx").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (ImportUnless(OutOfScope.GetValueOrDefault(name), File.ReadAllBytes(file)) is Network network)
            {
                cases.Add(ConformanceCase.Of(name, network, families[FamilyOf().Match(name).Groups[1].Value]));
            }
        }

        return cases;
    }

    private static void AssertCases(string folder, int expected)
    {
        IReadOnlyList<ConformanceCase> cases = Cases(folder);
        Assert.Equal(expected, cases.Count);
        ConformanceCase.AssertBothEnginesGiveTheOutputs(cases);
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

    /// <summary>Imports a model, or finds it refused for the reason that is expected.</summary>
    private static Network? ImportUnless(string? refusal, byte[] file)
    {
        if (refusal is null)
        {
            return Import(file);
        }

        DiagnosticException e = Assert.Throws<DiagnosticException>(() => Import(file));
        Assert.Contains(refusal, e.Message, StringComparison.Ordinal);
        return null;
    }

    private static Network Import(byte[] file) => OnnxImporter.Import(file, "model.onnx", null, "model", new Dictionary<string, int[]>());

    /// <summary>What stands before the number of a case; families themselves have no numbers.</summary>
    [GeneratedRegex(@"^(.*?)_\d\d")]
    private static partial Regex FamilyOf();
}
