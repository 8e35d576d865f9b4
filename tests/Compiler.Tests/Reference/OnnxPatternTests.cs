using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using ElementType = QMacVerify.Runtime.ElementType;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Reference;

/// <summary>One graph pattern each, as exporters write them, against ONNX Runtime in its exact settings: every byte, with both engines.</summary>
public class OnnxPatternTests
{
    /// <summary>A convolution with a real result: the runtime's float32 sums are rounded at each step, ours are of integers.</summary>
    private const string RoundedSums = "conv_float_head";

    [SkippableFact]
    public void BothEngines_Patterns_GiveTheBytesOfOnnxRuntime()
    {
        string folder = SharedMaterial.PathOf("cases", "onnx");
        List<ConformanceCase> cases = [];
        foreach (string file in Directory.GetFiles(folder, "*.onnx").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            Network network = Import(file);
            NpyArray Read(string kind) => NpyFormat.ReadFile(Path.Combine(folder, $"{name}.{kind}.npy"));
            NpyArray[] inputs = [.. network.Graph.Inputs.Select((_, k) => Read($"in{k}"))];
            cases.Add(new(name, network, inputs, [name == RoundedSums ? Near(network, inputs, Read("right")) : Right(Read("right"))]));
        }

        Assert.Equal(51, cases.Count);
        ConformanceCase.AssertBothEnginesGiveTheOutputs(cases);
    }

    /// <summary>Our own numbers, each of which must be within some units of the last place of the largest.</summary>
    private static NpyArray Near(Network network, NpyArray[] inputs, NpyArray right)
    {
        SampleBatch batch = InputReader.Read(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, inputs, quantize: false);
        NpyArray ours = BatchRunner.Run(() => new ReferenceEngine(network, OperatorAssignment.Exact), batch)[0];
        float tolerance = 4 * MathF.ScaleB(right.Values<float>().ToArray().Max(MathF.Abs), -24);
        Assert.All(ours.Values<float>().ToArray().Zip(right.Values<float>().ToArray()), pair => Assert.Equal(pair.Second, pair.First, tolerance));
        return ours;
    }

    /// <summary>Indices are int32 here, and int64 in ONNX.</summary>
    private static NpyArray Right(NpyArray array) => array.Type == ElementType.Int64
        ? NpyArray.Create<int>([.. array.Shape], Array.ConvertAll(array.Values<long>().ToArray(), index => (int)index))
        : array;

    private static Network Import(string file)
    {
        Dictionary<string, int[]> shapes = Path.GetFileName(file).StartsWith("reshape_shape", StringComparison.Ordinal) ? new() { ["x"] = [1, 4, 5, 5] } : [];
        return OnnxImporter.ImportFile(file, "model", shapes, ModelCut.None).Require();
    }
}
