using System.Text.Json;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Tests.Commands;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds;

/// <summary>The bound in a kernel's comment is that of <c>D_sound.json</c> for its layer alone: every prefix, for any int8 input.</summary>
[Trait("Category", "Slow")]
public sealed class PlannedBoundTests(CnnSmallPackage package) : IClassFixture<CnnSmallPackage>, IDisposable
{
    private static readonly OperatorPair[] Operators =
    [
        OperatorPair.Exact,
        new(new TruncatedMultiplier(3), new LowerPartOrAdder(6)),
        new(new ExactMultiplier(), new LowerPartOrAdder(5)),
        new(new ScrambledMultiplier(), new TruncatedAdder(4)),
        new(new ScrambledMultiplier(), new ExactAdder()),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Models =>
    [
        "ad01_autoencoder", "hello_world_int8", "kws_dscnn", "mcunet_person_detection", "mcunet_vww", "mediapipe_face_detection",
        "mediapipe_face_landmark", "micro_speech", "mobilenetv2_ptq_224", "mobilenetv2_qat_224", "onnx_kws_qdq", "onnx_kws_qop",
        "onnx_person_detect_qdq", "onnx_resnet8_qdq", "onnx_resnet8_qop", "onnx_vww_qdq", "onnx_vww_qop", "person_detect",
        "resnet8_cifar10", "resnet_large_cifar10", "streaming_wakeword", "vww_mobilenetv1_025", "yolo_person_96",
    ];

    [Theory]
    [InlineData(PaddingRule.Multiply)]
    [InlineData(PaddingRule.Skip)]
    public void Bound_OfSmallNetworks_IsTheSoundOne(PaddingRule padding)
    {
        for (int seed = 0; seed < RandomCases.Of(40); seed++)
        {
            Network[] models =
            [
                TinyGraphs.RandomLayer(seed, padding), TinyGraphs.RandomQuantization(seed, padding), TinyGraphs.RandomTransposeConv(seed, padding),
                TinyGraphs.Network(seed, padding), TinyGraphs.Boundaries(seed), TinyQLinearGraphs.Network(seed, padding), TinyRealGraphs.Network(seed, padding),
                TinyXnnpackGraphs.Network(seed, padding),
            ];
            foreach (Network network in models)
            {
                AssertSame(network, Operators[seed % Operators.Length]);
            }

            // Circuits that take centred operands.
            AssertSame(models[seed % 2].Centred(), Operators[seed % 3]);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void Bound_OfARealModel_IsTheSoundOne(string name)
    {
        string folder = SharedMaterial.PathOf("models", name);
        string tflite = Path.Combine(folder, "model.tflite");
        AssertSame(
            File.Exists(tflite)
                ? TfliteImporter.Import(File.ReadAllBytes(tflite), "model.tflite", name)
                : OnnxImporter.ImportFile(Path.Combine(folder, "model.onnx"), name, new Dictionary<string, int[]>(), ModelCut.None).Require(),
            new OperatorPair(new ExactMultiplier(), new LowerPartOrAdder(6)));
    }

    [Fact]
    public void Bound_OfTheFirstLayer_IsWhatTheFileSays()
    {
        string[] operators = ["--pkg", package.Folder, "--aadd", "loa:6"];
        using JsonDocument inspected = JsonDocument.Parse(QMac.Success(["inspect", .. operators, "--layer", "conv1", "--json"]));
        using JsonDocument sound = JsonDocument.Parse(QMac.Success(["constraints", .. operators, "--json", "--out", _folder.PathOf("D_sound.json")]));
        JsonElement layer = sound.RootElement.GetProperty("layers")[0];

        Assert.Equal("[-148608, 167814]", layer.GetProperty("acc").GetRawText());
        Assert.Equal(layer.GetProperty("acc").GetRawText(), inspected.RootElement.GetProperty("acc").GetRawText());
        Assert.Equal(layer.GetProperty("bits").GetProperty("prefix").GetInt32(), inspected.RootElement.GetProperty("bits").GetInt32());
    }

    private static void AssertSame(Network network, OperatorPair pair)
    {
        // With exact circuits kernels take raw operands and multiply padding, whatever the package says: the accumulators are the same.
        Network computed = pair == OperatorPair.Exact ? network with { Graph = network.Graph with { Semantics = GraphSemantics.Default } } : network;
        OperatorAssignment operators = new(pair);
        ExecutionPlan plan = ExecutionPlanner.Plan(network, new PlanOptions("Net", "Demo", operators, EquatableArray<StrategyRequest>.Empty));
        foreach (LayerKernel kernel in plan.LayerKernels)
        {
            Dictionary<int, Box> any = new() { [kernel.Layer.Input.Index] = Box.Uniform(kernel.Layer.Input.ElementCount, ClampRange.Full) };
            LayerBounds alone = BoundRules.For(kernel.Node).Apply(kernel.Node, new BoundContext(computed, operators, any, kernel.Layer.NodeIndex)).Layer!;
            Assert.True(alone.Prefix == kernel.Layer.Bound, $"{network.Graph.Name}, {kernel.Node.Name}, {pair}: sound {alone.Prefix}, planned {kernel.Layer.Bound}");
        }
    }
}
