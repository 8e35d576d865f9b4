using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>However an exporter writes a network, the package is the same but for names, and so are the bytes that it computes.</summary>
public class OnnxStylesTests
{
    private static readonly Dictionary<string, Func<OnnxStyle, byte[]>> Networks = new()
    {
        ["separable"] = Separable,
        ["residual"] = Residual,
        ["squeeze-excite"] = SqueezeExcite,
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Import_EveryStyle_GivesTheSamePackageButForNames(string name)
    {
        Network expected = Import(Networks[name](OnnxStyle.QOperator));
        byte[] bytes = Run(expected);
        Assert.True(bytes.Distinct().Count() > 3, "the outputs say nothing");
        foreach (OnnxStyle style in Enum.GetValues<OnnxStyle>())
        {
            Network network = Import(Networks[name](style));

            Assert.Equal(Lines(expected.Graph), Lines(network.Graph));
            Assert.Equal(WithoutNames(expected.Graph), WithoutNames(network.Graph));
            Assert.Equal(expected.Parameters.Tensors.Count(), network.Parameters.Tensors.Count());
            Assert.All(expected.Parameters.Tensors, tensor => Assert.Equal(expected.Parameters[tensor].Data, network.Parameters[tensor].Data));
            Assert.Equal(bytes, Run(network));
        }
    }

    /// <summary>All networks in all styles.</summary>
    internal static IEnumerable<byte[]> Files() => Networks.Values.SelectMany(network => Enum.GetValues<OnnxStyle>().Select(network));

    /// <summary>A small DS-CNN.</summary>
    private static byte[] Separable(OnnxStyle style)
    {
        StyledOnnxNetwork net = new(style, 1, 1, 10, 8);
        StyledOnnxNetwork.Value x = net.Conv(net.Image, 8, 3, stride: 2, hasRelu: true);
        for (int i = 0; i < 2; i++)
        {
            x = net.Conv(net.Conv(x, 8, 3, groups: 8, hasRelu: true), 8, 1, hasRelu: true);
        }

        return net.ToArray(net.Gemm(net.PooledAndFlat(x), 5));
    }

    private static byte[] Residual(OnnxStyle style)
    {
        StyledOnnxNetwork net = new(style, 1, 3, 8, 8);
        StyledOnnxNetwork.Value x = net.Conv(net.Image, 6, 3, hasRelu: true);
        x = net.Add(x, net.Conv(net.Conv(x, 6, 3, hasRelu: true), 6, 3), hasRelu: true);
        x = net.Add(net.Conv(x, 10, 1, stride: 2), net.Conv(net.Conv(x, 10, 3, stride: 2, hasRelu: true), 10, 3), hasRelu: true);
        return net.ToArray(net.Gemm(net.PooledAndFlat(x), 4));
    }

    private static byte[] SqueezeExcite(OnnxStyle style)
    {
        StyledOnnxNetwork net = new(style, 1, 3, 6, 6);
        StyledOnnxNetwork.Value x = net.Conv(net.Image, 8, 3, hasRelu: true);
        StyledOnnxNetwork.Value gate = net.Sigmoid(net.Conv(net.Conv(net.GlobalAveragePool(x), 4, 1, hasRelu: true), 8, 1));
        return net.ToArray(net.Gemm(net.PooledAndFlat(net.Multiply(x, gate)), 4));
    }

    private static Network Import(byte[] file)
    {
        OnnxModel model = OnnxModelReader.Read(file, "test.onnx", null);
        int[] shape = [.. model.Inputs[0].Shape!.Select(extent => extent ?? 1)];
        return OnnxImporter.Import(file, "test.onnx", null, "test", new Dictionary<string, int[]> { [model.Inputs[0].Name] = shape });
    }

    private static QuantizedGraph WithoutNames(QuantizedGraph graph) => graph with
    {
        Source = new ModelSource(ModelSource.Onnx, ""),
        Tensors = graph.Tensors.Select(tensor => tensor with { Name = "" }).ToEquatableArray(),
        Nodes = graph.Nodes.Select(node => node with { Name = "" }).ToEquatableArray(),
    };

    /// <summary>What differs is easier to see in a list.</summary>
    private static IEnumerable<string> Lines(QuantizedGraph graph) =>
        WithoutNames(graph).Nodes.Select(node => $"{node.Op} {string.Join(' ', node.Inputs)} -> {node.Output}: {string.Join(' ', graph.Tensors[node.Output].Shape)}");

    private static byte[] Run(Network network)
    {
        ReferenceEngine engine = new(network, OperatorAssignment.Exact);
        return BatchRunner.Run(() => engine, SampleBatch.Random(engine.Inputs, 1, 6))[0].Data.ToArray();
    }
}
