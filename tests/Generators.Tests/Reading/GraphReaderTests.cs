using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Generators.Tests.Reading;

/// <summary>Each way in which a package can be wrong, made from a valid one by one replacement.</summary>
public sealed class GraphReaderTests
{
    private static readonly PackageTexts Valid = PackageFiles.Of(ValidModel());

    [Fact]
    public void Read_WrittenModels_GivesTheSameTextBack()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            PackageTexts network = PackageFiles.Of(TinyGraphs.Network(seed));
            PackageTexts layer = PackageFiles.Of(TinyGraphs.RandomLayer(seed));
            Assert.Equal(network, PackageFiles.Of(ModelReader.Read(network).Network));
            Assert.Equal(layer, PackageFiles.Of(ModelReader.Read(layer).Network));
        }
    }

    [Theory]
    [InlineData("qmac.graph/1", "qmac.graph/2", "QMAC0003", "found \"qmac.graph/2\", written by a newer qmac: this one reads up to /1; update qmac")]
    [InlineData("\"inputs\": [0],", "\"inputs\": [],", "QMAC0101", "inputs must name at least one tensor, and none twice")]
    [InlineData("\"inputs\": [0],", "\"inputs\": [0, 0],", "QMAC0101", "inputs must name at least one tensor, and none twice")]
    [InlineData("\"inputs\": [0],", "\"inputs\": [99],", "QMAC0101", "t099 of inputs is not a computed tensor")]
    [InlineData("\"inputs\": [0],", "\"inputs\": [1],", "QMAC0101", "t001 of inputs is not a computed tensor")]
    [InlineData("\"outputs\": [13],\n  \"tensors\"", "\"outputs\": [2],\n  \"tensors\"", "QMAC0101", "t002 of outputs is not a computed tensor")]
    [InlineData("\"dtype\": \"int8\", \"shape\": [1, 7, 7, 1]", "\"dtype\": \"uint8\", \"shape\": [1, 7, 7, 1]", "QMAC0101", "t000 of inputs is uint8 [1, 7, 7, 1], expected int8 or float32")]
    [InlineData("\"dtype\": \"int8\", \"shape\": [1, 7, 7, 1]", "\"dtype\": \"int4\", \"shape\": [1, 7, 7, 1]", "QMAC0003", "type \"int4\" is unknown, expected int8, uint8, int32 or float32")]
    [InlineData("\"layout\": \"OHWI\"", "\"layout\": \"HWIO\"", "QMAC0003", "layout \"HWIO\" is unknown")]
    [InlineData("\"shape\": [1, 7, 7, 1]", "\"shape\": [1, 0, 7, 1]", "QMAC0003", "found 0, expected an integer from 1 to 2147483647")]
    [InlineData("\"shape\": [1, 7, 7, 1]", "\"shape\": [65536, 65536, 65536, 65536]", "QMAC0003", "a tensor may have at most 268435456 elements")]
    [InlineData("\"index\": 1,", "\"index\": 0,", "QMAC0003", "tensor 0 is listed twice")]
    [InlineData("\"name\": \"depthwise\", \"op\"", "\"name\": \"other\", \"op\"", "QMAC0003", "node \"other\" is missing")]
    [InlineData("\"name\": \"depthwise\", \"op\"", "\"name\": \"conv\", \"op\"", "QMAC0101", "two nodes are called \"conv\"")]
    [InlineData("\"inputs\": [3, 6]", "\"inputs\": [3, 8]", "QMAC0103", "\"add\" (add): int8 [1, 4, 7, 2] and int8 [1, 2, 4, 2] do not give int8 [1, 4, 7, 2]")]
    [InlineData("\"inputs\": [7], \"outputs\": [8]", "\"inputs\": [7], \"outputs\": [8, 9]", "QMAC0101", "\"pool\" (max_pool2d): needs one output")]
    [InlineData("\"inputs\": [3, 6]", "\"inputs\": [3]", "QMAC0101", "\"add\" (add): has no input 1")]
    [InlineData("\"inputs\": [3, 6]", "\"inputs\": [3, 6, 0]", "QMAC0101", "\"add\" (add): has 3 inputs, expected 2")]
    [InlineData("\"inputs\": [7], \"outputs\"", "\"inputs\": [7, -1, 7], \"outputs\"", "QMAC0101", "\"pool\" (max_pool2d): has 3 inputs, expected 1")]
    [InlineData("\"inputs\": [3, 6]", "\"inputs\": [3, 98]", "QMAC0101", "\"add\" (add): refers to tensor 98, which is not listed")]
    [InlineData("\"inputs\": [3, 6]", "\"inputs\": [3, 7]", "QMAC0101", "\"add\" reads t007 before anything computes it")]
    [InlineData("\"inputs\": [3, 4, 5]", "\"inputs\": [4, 4, 5]", "QMAC0101", "\"depthwise\" (depthwise_conv2d): reads constant t004 as its activations")]
    [InlineData("\"inputs\": [3, 4, 5], \"outputs\": [6]", "\"inputs\": [3, 4, 5], \"outputs\": [3]", "QMAC0101", "\"depthwise\" writes t003, which has a value already")]
    [InlineData("\"inputs\": [0, 1, 2]", "\"inputs\": [0, 2, 2]", "QMAC0101", "\"conv\" (conv2d): its weights t002 are int32 [2], expected constant int8")]
    [InlineData("\"inputs\": [0, 1, 2]", "\"inputs\": [0, 1, 1]", "QMAC0101", "\"conv\" (conv2d): its bias t001 is int8 [2, 3, 3, 1], expected constant int32")]
    [InlineData("\"inputs\": [0, 1, 2]", "\"inputs\": [0, 1, 11]", "QMAC0103", "\"conv\" (conv2d): t011 is int32 [4], expected [2]")]
    [InlineData("\"groups\": 1", "\"groups\": 2", "QMAC0103", "\"conv\" (conv2d): weights are int8 [2, 3, 3, 1] in 2 groups but the input has 1 channels")]
    [InlineData("\"stride\": [2, 1]", "\"stride\": [1, 1]", "QMAC0103", "\"conv\" (conv2d): t003 is int8 [1, 4, 7, 2], expected [1, 7, 7, 2]")]
    [InlineData("\"stride\": [2, 1]", "\"stride\": [2]", "QMAC0003", "found an array of 1, expected two integers")]
    [InlineData("\"stride\": [2, 1]", "\"stride\": [0, 1]", "QMAC0003", "found 0, expected an integer from 1 to 2147483647")]
    [InlineData("\"stride\": [2, 1]", "\"stride\": [2147483647, 1]", "QMAC0103", "\"conv\" (conv2d): a window of 3 x 3 does not fit into the input int8 [1, 7, 7, 1]")]
    [InlineData("\"dilation\": [1, 1], \"padding\": \"same\", \"groups\"", "\"dilation\": [1, 9], \"padding\": \"valid\", \"groups\"", "QMAC0103", "\"conv\" (conv2d): a window of 3 x 3 does not fit into the input int8 [1, 7, 7, 1]")]
    [InlineData("\"padding\": \"same\", \"groups\"", "\"padding\": \"full\", \"groups\"", "QMAC0003", "padding \"full\" is unknown, expected same, valid or four integers")]
    [InlineData("\"padding\": \"same\", \"groups\"", "\"padding\": [1, 2], \"groups\"", "QMAC0003", "expected top, left, bottom, right")]
    [InlineData("\"stride\": [2, 2], \"dilation\": [1, 1], \"padding\": \"same\"", "\"stride\": [2, 2], \"dilation\": [1, 1], \"padding\": [2, 0, 0, 0]", "QMAC0103", "\"pool\" (max_pool2d): some windows of the pool lie wholly in the padding")]
    [InlineData("\"stride\": [2, 2], \"dilation\": [1, 1], \"padding\": \"same\"", "\"stride\": [2, 2], \"dilation\": [1, 1], \"padding\": [0, 0, 0, 3]", "QMAC0103", "\"pool\" (max_pool2d): some windows of the pool lie wholly in the padding")]
    [InlineData("\"inputs\": [9, 10, 11]", "\"inputs\": [9, 1, 11]", "QMAC0103", "\"dense\" (fully_connected): t001 is int8 [2, 3, 3, 1], expected 2 axes")]
    [InlineData("\"shape\": [1, 16]", "\"shape\": [1, 15]", "QMAC0103", "\"reshape\" (reshape): the input is int8 [1, 2, 4, 2] but the output int8 [1, 15]")]
    public void Read_WrongGraph_SaysWhatAndWhere(string old, string replacement, string id, string message) =>
        AssertProblem(PackageFiles.Rebind(Valid with { Graph = Replace(Valid.Graph, old, replacement) }), id, message);

    [Fact]
    public void Read_UnknownOperation_NamesTheKnownOnes() => AssertProblem(
        PackageFiles.Rebind(Valid with { Graph = Replace(Valid.Graph, "\"op\": \"conv2d\"", "\"op\": \"conv3d\"") }),
        "QMAC0102",
        $"node \"conv\" has operation \"conv3d\", expected one of {string.Join(", ", OpTable.Names)}");

    [Theory]
    [InlineData("qmac.quant_spec/1", "qmac.quant_spec/9", "QMAC0003", "found \"qmac.quant_spec/9\", written by a newer qmac: this one reads up to /1; update qmac")]
    [InlineData("\"operands\": \"raw\"", "\"operands\": \"cooked\"", "QMAC0003", "operands \"cooked\" are unknown, expected raw or centred")]
    [InlineData("\"padding\": \"multiply\"", "\"padding\": \"mirror\"", "QMAC0003", "padding \"mirror\" is unknown, expected multiply or skip")]
    [InlineData("\"bits\": 32", "\"bits\": 24", "QMAC0003", "found 24, expected an integer from 32 to 32")]
    [InlineData("\"multiplier\": \"exact\"", "\"multiplier\": \"drum\"", "QMAC0201", "multiplier \"drum\" is not valid; expected drum:K with K from 3 to 7")]
    [InlineData("{ \"index\": 0, \"scale\": [\"0x3d800000\"]", "{ \"index\": 0, \"scale\": [\"0x7fc00000\"]", "QMAC0003", "\"0x7fc00000\" is not the bit pattern of a positive, finite float32 such as \"0x3f800000\"")]
    [InlineData("{ \"index\": 0, \"scale\": [\"0x3d800000\"]", "{ \"index\": 0, \"scale\": [\"0x7f800000\"]", "QMAC0003", "\"0x7f800000\" is not the bit pattern of a positive, finite float32 such as \"0x3f800000\"")]
    [InlineData("{ \"index\": 0, \"scale\": [\"0x3d800000\"]", "{ \"index\": 0, \"scale\": [\"0x00000000\"]", "QMAC0003", "\"0x00000000\" is not the bit pattern of a positive, finite float32 such as \"0x3f800000\"")]
    [InlineData("{ \"index\": 0, \"scale\": [\"0x3d800000\"]", "{ \"index\": 0, \"scale\": [\"0xbd800000\"]", "QMAC0003", "\"0xbd800000\" is not the bit pattern of a positive, finite float32 such as \"0x3f800000\"")]
    [InlineData("{ \"index\": 0, \"scale\": [\"0x3d800000\"]", "{ \"index\": 0, \"scale\": []", "QMAC0003", "at least one scale is needed")]
    [InlineData("\"real_scale\": \"0.0625\", \"zero_point\": 55", "\"real_scale\": \"1\\n}\", \"zero_point\": 55", "QMAC0003", "\"1\\u000a}\" is not a decimal number")]
    [InlineData("\"real_scale\": \"0.0625\", \"zero_point\": 55", "\"real_scale\": \"\", \"zero_point\": 55", "QMAC0003", "\"\" is not a decimal number")]
    [InlineData("{ \"index\": 1, \"scale\"", "{ \"index\": 0, \"scale\"", "QMAC0003", "tensor 0 is listed twice")]
    [InlineData("{ \"index\": 0, \"scale\"", "{ \"index\": 90, \"scale\"", "QMAC0104", "t000 of inputs needs one scale and one zero point")]
    [InlineData("\"zero_point\": 55", "\"zero_point\": 200", "QMAC0104", "\"conv\" (conv2d): t000 has zero point 200, outside int8")]
    [InlineData("{ \"index\": 1, \"scale\": [\"0x3c000000\"], \"real_scale\": \"0.0078125\", \"zero_point\": 0", "{ \"index\": 1, \"scale\": [\"0x3c000000\"], \"real_scale\": \"0.0078125\", \"zero_point\": 130", "QMAC0104", "\"conv\" (conv2d): its weights t001 have zero point 130, outside int8")]
    [InlineData("{ \"index\": 1, \"scale\": [\"0x3c000000\"], \"real_scale\": \"0.0078125\", \"zero_point\": 0", "{ \"index\": 1, \"scale\": [\"0x3c000000\", \"0x3c000000\"], \"axis\": 3, \"zero_point\": [3, 4]", "QMAC0104", "\"conv\" (conv2d): its weights t001 are int8 [2, 3, 3, 1] with 2 zero points along axis 3, expected one, or one for each element of axis 0")]
    [InlineData("{ \"index\": 1, \"scale\": [\"0x3c000000\"], \"real_scale\": \"0.0078125\", \"zero_point\": 0", "{ \"index\": 1, \"scale\": [\"0x3c000000\"], \"real_scale\": \"0.0078125\", \"zero_point\": [3]", "QMAC0003", "1 zero points beside 1 scales, expected one, or one for each of several scales")]
    [InlineData("{ \"index\": 8, \"scale\": [\"0x3d800000\"], \"real_scale\": \"0.0625\", \"zero_point\": -32", "{ \"index\": 8, \"scale\": [\"0x3d800000\"], \"real_scale\": \"0.0625\", \"zero_point\": -31", "QMAC0104", "\"pool\" (max_pool2d): copies codes, but the zero points are -32 and -31")]
    [InlineData("\"zero_point\": -128", "\"zero_point\": -127", "QMAC0104", "\"softmax\" (softmax): t013 has zero point -127, expected -128")]
    [InlineData("\"multiplier\": [1500000000, 1600000000]", "\"multiplier\": [1500000000, 1600000000, 1500000000]", "QMAC0104", "\"conv\" (conv2d): has 3 multipliers and 2 shifts, expected 1 or 2 of each")]
    [InlineData("\"multiplier\": [1500000000, 1600000000]", "\"multiplier\": [1500000000, 1073741823]", "QMAC0003", "a quantized multiplier is 0 or at least 2^30")]
    [InlineData("\"shift\": [-9, -8]", "\"shift\": [-9, -32]", "QMAC0003", "found -32, expected an integer from -31 to 30")]
    [InlineData("\"clamp\": [117, 117]", "\"clamp\": [117, 116]", "QMAC0003", "expected a lower and an upper code")]
    [InlineData("\"clamp\": [117, 117]", "\"clamp\": [-200, 117]", "QMAC0003", "found -200, expected an integer from -128 to 127")]
    [InlineData("\"name\": \"conv\",\n      \"requantization\": \"tflite_double\"", "\"name\": \"conv\",\n      \"requantization\": \"float\"", "QMAC0003", "requantization \"float\" is unknown")]
    [InlineData("\"name\": \"conv\",\n      \"requantization\": \"tflite_double\"", "\"name\": \"conv\",\n      \"factor\": [\"0xbf800000\"], \"requantization\": \"onnx_float\"", "QMAC0003", "\"0xbf800000\" is not the bit pattern of a nonnegative, finite float32 such as \"0x3f800000\"")]
    [InlineData("\"name\": \"add\",\n      \"requantization\": \"tflite_double\"", "\"name\": \"add\",\n      \"requantization\": \"onnx_float\"", "QMAC0003", "requantization onnx_float does not define this operation")]
    [InlineData("\"name\": \"softmax\",\n      \"requantization\": \"tflite_double\"", "\"name\": \"softmax\",\n      \"requantization\": \"accumulator\"", "QMAC0003", "requantization accumulator does not define this operation")]
    [InlineData("\"name\": \"reshape\"", "\"name\": \"add\"", "QMAC0003", "node \"add\" is listed twice")]
    [InlineData("\"nodes\": [", "\"nodes\": [ { \"name\": \"extra\" },", "QMAC0003", "node \"extra\" is not in graph.json")]
    [InlineData("{ \"index\": 1, \"sha256\": \"", "{ \"index\": 1, \"sha256\": \"not", "QMAC0005", "the values of t001 have another SHA-256 than recorded; run 'qmac pack' on the package if the edit was meant")]
    [InlineData("{ \"index\": 2, \"sha256\"", "{ \"index\": 1, \"sha256\"", "QMAC0003", "tensor 1 is not a constant, or is listed twice")]
    [InlineData("{ \"index\": 1, \"sha256\"", "{ \"index\": 3, \"sha256\"", "QMAC0003", "tensor 3 is not a constant, or is listed twice")]
    public void Read_WrongQuantSpec_SaysWhatAndWhere(string old, string replacement, string id, string message) =>
        AssertProblem(Valid with { QuantSpec = Replace(Valid.QuantSpec, old, replacement) }, id, message);

    [Fact]
    public void Read_GraphOfAnotherExport_IsRefusedBeforeAnythingElse()
    {
        // The same names and shapes, other parameters: nothing but the hash tells them apart.
        PackageTexts other = PackageFiles.Of(new Network(ValidModel().Graph with { Source = new ModelSource("tiny", new string('1', 64)) }, ValidModel().Parameters));
        const string message = "graph.json does not belong here: quant_spec.json was made for another one; take all files from one export, "
            + "or run 'qmac pack' on the package if the edit was meant";

        AssertProblem(Valid with { Graph = other.Graph }, "QMAC0006", message);
        AssertProblem(Valid with { Graph = PackageFiles.Of(TinyGraphs.Network(1)).Graph }, "QMAC0006", message);
    }

    [Fact]
    public void Read_GraphHashThatIsAbsent_AsksForPack() => AssertProblem(
        Valid with { QuantSpec = Replace(Valid.QuantSpec, $"  \"graph_sha256\": \"{PackageIdentity.Of(Valid).GraphSha256}\",\n", "") },
        "QMAC0006",
        "graph_sha256 is missing, as in packages of earlier versions; run 'qmac pack' on the package, or export the model again");

    [Fact]
    public void Read_LinesEndedByCrLf_IsTheSamePackage()
    {
        static TextFile Convert(TextFile file) => file with { Text = file.Text!.Replace("\n", "\r\n", StringComparison.Ordinal) };

        Package package = ModelReader.Read(new PackageTexts(Convert(Valid.Graph), Convert(Valid.QuantSpec), Convert(Valid.Parameters)));

        Assert.Equal(PackageIdentity.Of(Valid), package.Identity);
    }

    [Fact]
    public void Read_HashThatIsAbsent_IsRefused()
    {
        string text = Valid.QuantSpec.Text!;
        int comma = text.LastIndexOf("},", StringComparison.Ordinal);
        string without = string.Concat(text.AsSpan(0, comma), "}\n  ]\n}\n");

        AssertProblem(Valid with { QuantSpec = new TextFile("pkg/quant_spec.json", without) }, "QMAC0003", "the hash of t011 is missing");
    }

    /// <summary>A network with every operation but the average pool; all that the tests above replace is fixed here.</summary>
    private static Network ValidModel()
    {
        TinyParameters parameters = new()
        {
            Bias = [1, -1],
            Multipliers = [new QuantizedMultiplier(1500000000, -9), new QuantizedMultiplier(1600000000, -8)],
            Clamp = ClampRange.Full,
            ZeroPoint = 54,
        };
        TinyGraphBuilder builder = new("net", new SplitMix64(3));
        int image = builder.Input([1, 7, 7, 1], zeroPoint: 55);
        int first = builder.Conv2D(image, 2, new TinyWindow(3, 3) { StrideY = 2 }, parameters);
        int second = builder.DepthwiseConv2D(first, 1, new TinyWindow(3, 3), parameters);
        int pooled = builder.MaxPool2D(builder.Add(first, second, new ClampRange(117, 117)), new TinyWindow(2, 2) { StrideY = 2, StrideX = 2 });
        builder.Softmax(builder.FullyConnected(builder.Reshape(pooled, 1, 16), 4, parameters with { Bias = [1, 2, 3, 4], Multipliers = [new QuantizedMultiplier(1500000000, -9)] }));
        Network network = builder.Build();

        string[] names = ["conv", "depthwise", "add", "pool", "reshape", "dense", "softmax"];
        QuantizedGraph graph = network.Graph with
        {
            Nodes = network.Graph.Nodes.Zip(names, (node, name) => node with { Name = name }).ToEquatableArray(),
            Tensors = network.Graph.Tensors
                .Select(tensor => tensor.Index is 7 or 8 or 9 ? tensor with { Quantization = tensor.Quantization! with { ZeroPoint = -32 } } : tensor)
                .ToEquatableArray(),
        };
        return new Network(graph, network.Parameters).Reread();
    }

    /// <summary>The message, and a position on the changed line or one that the change made wrong.</summary>
    private static void AssertProblem(PackageTexts package, string id, string message)
    {
        DiagnosticInfo problem = Assert.Throws<DiagnosticException>(() => ModelReader.Read(package)).Diagnostic;

        Assert.Equal((id, message), (problem.Descriptor.Id, problem.Message));
        TextFile file = problem.Position!.Path == package.Graph.Path ? package.Graph : package.QuantSpec;
        string line = file.Text!.Split('\n')[problem.Position.Line - 1];
        Assert.InRange(problem.Position.Column, 1, line.Length);
        Assert.Contains(line[problem.Position.Column - 1], "{[\"-0123456789");
    }

    private static TextFile Replace(TextFile file, string old, string replacement)
    {
        int index = file.Text!.IndexOf(old, StringComparison.Ordinal);
        Assert.True(index >= 0, $"the package has no {old}");
        return file with { Text = file.Text.Remove(index, old.Length).Insert(index, replacement) };
    }
}
