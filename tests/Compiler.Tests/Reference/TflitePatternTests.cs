using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Reference;

/// <summary>One graph pattern each, as converters write them, against TensorFlow Lite's reference kernels: every byte, with both engines.</summary>
public class TflitePatternTests
{
    /// <summary>Patterns that are refused, and what says so.</summary>
    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["fc_weight_zero_point"] = "has zero point 5; weights must be symmetric, with zero point 0",
        ["shape_minus_one"] = "has shape [-1, 5, 5, 3]; every extent must be at least 1",
    };

    /// <summary>Patterns without an output of the reference, which lacks their operator; they are imported.</summary>
    private static readonly string[] WithoutOutputs = ["batch_matmul", "fc_two_activations", "hard_swish_u8_tf40781", "tile"];

    [SkippableFact]
    public void BothEngines_Patterns_GiveTheBytesOfTheReference()
    {
        string[] folders = [.. Directory.GetDirectories(SharedMaterial.PathOf("cases", "tflite")).Order(StringComparer.Ordinal)];
        List<ConformanceCase> cases = [];
        foreach (string folder in folders)
        {
            string name = Path.GetFileName(folder);
            if (Refused.TryGetValue(name, out string? reason))
            {
                Assert.Contains(reason, Assert.Throws<DiagnosticException>(() => Import(folder)).Message, StringComparison.Ordinal);
                continue;
            }

            Network network = Import(folder);
            NpyArray Read(string kind, int k) => NpyFormat.ReadFile(Path.Combine(folder, $"{kind}_{k}.npy"));
            if (!WithoutOutputs.Contains(name) && network.Graph.States.Count == 0)
            {
                cases.Add(new(
                    name, network, [.. network.Graph.Inputs.Select((_, k) => Read("input", k))], [.. network.Graph.Outputs.Select((_, k) => Read("output", k))]));
            }
        }

        Assert.Equal(15, folders.Length);
        Assert.Equal(folders.Length - Refused.Count - WithoutOutputs.Length - 1, cases.Count);
        ConformanceCase.AssertBothEnginesGiveTheOutputs(cases);
    }

    /// <summary>Each step begins with the state that the one before left.</summary>
    [SkippableFact]
    public void BothEngines_StatefulPattern_GiveTheBytesOfTheReferenceInEveryStep()
    {
        string folder = SharedMaterial.PathOf("cases", "tflite", "microwakeword_vad_stream");
        Network network = Import(folder);
        Assert.Equal(4, network.Graph.States.Count);
        Assert.Equal(network.Graph, network.Reread().Graph);
        NpyArray expected = NpyFormat.ReadFile(Path.Combine(folder, "output_steps.npy"));
        PlannedNetwork planned = PlannedNetwork.Of(network, OperatorAssignment.Exact);
        SampleBatch steps = InputReader.Read(
            new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, [NpyFormat.ReadFile(Path.Combine(folder, "input_steps.npy"))], quantize: false);
        foreach (Func<IModelRunner> create in (Func<IModelRunner>[])
            [() => new ReferenceEngine(network, OperatorAssignment.Exact), CompiledKernels.Of(planned.Plan).Create, CompiledKernels.Of(RowBands.Split(planned.Plan, 2)).Create])
        {
            NpyAssert.Equal(expected, BatchRunner.Run(create, steps, steps: 20)[0], "20 steps");
            Assert.NotEqual(expected.Data.ToArray(), BatchRunner.Run(create, steps)[0].Data.ToArray());
        }
    }

    private static Network Import(string folder) =>
        TfliteImporter.Import(File.ReadAllBytes(Path.Combine(folder, "model.tflite")), "model.tflite", "model");
}
