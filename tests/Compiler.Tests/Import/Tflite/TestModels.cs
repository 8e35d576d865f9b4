using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Tests.Shared.Tflite;

namespace QMacVerify.Compiler.Tests.Import.Tflite;

/// <summary>Small .tflite files for importer tests, and what importing them gives.</summary>
internal static class TestModels
{
    public static TfliteQuantization Scale(float scale, int zeroPoint = 0) => TfliteQuantization.PerTensor(scale, zeroPoint);

    /// <summary>A model with one operator between an input and an output.</summary>
    /// <param name="input">Shape and quantization of the input.</param>
    /// <param name="output">Shape and quantization of the output.</param>
    /// <param name="add">Adds constants and the operator, given the tensor indices of input and output.</param>
    /// <param name="outputName">Name of the output tensor.</param>
    public static byte[] OneOperator(
        (int[] Shape, TfliteQuantization? Quantization) input,
        (int[] Shape, TfliteQuantization? Quantization) output,
        Action<TfliteWriter, int, int> add,
        string outputName = "y")
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Int8, input.Shape, input.Quantization);
        int y = writer.AddTensor(outputName, TfliteType.Int8, output.Shape, output.Quantization);
        add(writer, x, y);
        writer.SetInputs(x);
        writer.SetOutputs(y);
        return writer.ToArray();
    }

    /// <summary>A small network of seven operators: convolution, depthwise, residual add, both pools, reshape, fully connected, softmax.</summary>
    public static byte[] Network()
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Int8, [1, 4, 4, 1], Scale(0.5f, -128));
        int conv = writer.AddTensor("conv", TfliteType.Int8, [1, 4, 4, 2], Scale(0.25f, 3));
        int depthwise = writer.AddTensor("depthwise", TfliteType.Int8, [1, 4, 4, 2], Scale(0.25f, -1));
        int sum = writer.AddTensor("sum", TfliteType.Int8, [1, 4, 4, 2], Scale(0.5f, 0));
        int max = writer.AddTensor("max", TfliteType.Int8, [1, 2, 2, 2], Scale(0.5f, 0));
        int average = writer.AddTensor("average", TfliteType.Int8, [1, 1, 1, 2], Scale(0.5f, 0));
        int flat = writer.AddTensor("flat", TfliteType.Int8, [1, 2], Scale(0.5f, 0));
        int logits = writer.AddTensor("logits", TfliteType.Int8, [1, 3], Scale(0.125f, 7));
        int softmax = writer.AddTensor("softmax", TfliteType.Int8, [1, 3], Scale(1 / 256f, -128));
        int convWeights = writer.AddInt8("w0", [2, 3, 3, 1], Ramp(18), TfliteQuantization.PerChannel([0.01f, 0.02f], 0));
        int convBias = writer.AddInt32("b0", [2], [100, -100], Scale(0.005f));
        int depthwiseWeights = writer.AddInt8("w1", [1, 3, 3, 2], Ramp(18), TfliteQuantization.PerChannel([0.01f, 0.02f], 3));
        int denseWeights = writer.AddInt8("w2", [3, 2], Ramp(6), Scale(0.03f));
        int denseBias = writer.AddInt32("b2", [3], [1, 2, 3], Scale(0.015f));
        writer.Conv2D(x, convWeights, convBias, conv, activation: TfliteActivation.Relu6);
        writer.DepthwiseConv2D(conv, depthwiseWeights, TfliteWriter.NoTensor, depthwise);
        writer.Add(conv, depthwise, sum, TfliteActivation.Relu);
        writer.MaxPool2D(sum, max, (2, 2), (2, 2));
        writer.AveragePool2D(max, average, (2, 2), (2, 2));
        writer.Reshape(average, flat, [1, 2]);
        writer.FullyConnected(flat, denseWeights, denseBias, logits);
        writer.Softmax(logits, softmax);
        writer.SetInputs(x);
        writer.SetOutputs(softmax);
        return writer.ToArray();
    }

    /// <summary>A model of the operators without products, and a transposed convolution: float32 in, codes of both types and float32 out.</summary>
    public static byte[] Operations()
    {
        TfliteWriter writer = new();
        TfliteQuantization plain = Scale(0.5f, 3);
        int[] image = [1, 4, 4, 2];
        int real = writer.AddTensor("real", TfliteType.Float32, image);
        int x = Tensor("x", image);
        writer.AddOperator(114, [real], [x]);
        int constant = writer.AddInt8("constant", [2], [-7, 90], Scale(0.25f, 1));
        int sub = Tensor("sub", image);
        writer.AddOperator(41, [x, constant], [sub], 28, new FlatTable().Int8(0, 1));
        int mul = Tensor("mul", image);
        writer.AddOperator(18, [sub, constant], [mul], 21, new FlatTable());
        int maximum = Tensor("maximum", image);
        writer.AddOperator(55, [mul, x], [maximum]);
        int minimum = Tensor("minimum", image);
        writer.AddOperator(57, [maximum, sub], [minimum]);
        int prelu = Tensor("prelu", image);
        writer.AddOperator(54, [minimum, constant], [prelu]);
        int leaky = Tensor("leaky", image);
        writer.AddOperator(98, [prelu], [leaky], 75, new FlatTable().Float(0, 0.2f));
        int swish = Tensor("swish", image);
        writer.AddOperator(117, [leaky], [swish]);
        int relu = Tensor("relu", image);
        writer.AddOperator(19, [swish], [relu]);
        int relu6 = Tensor("relu6", image);
        writer.AddOperator(21, [relu], [relu6]);
        int relu1 = Tensor("relu1", image);
        writer.AddOperator(20, [relu6], [relu1]);
        int padded = Tensor("padded", [1, 6, 5, 2]);
        writer.AddOperator(34, [relu1, writer.AddInt32("paddings", [4, 2], [0, 0, 1, 1, 0, 1, 0, 0])], [padded], 22, new FlatTable());
        int deconvolved = Tensor("deconvolved", [1, 12, 10, 3]);
        int weights = writer.AddInt8("w", [3, 3, 2, 2], Ramp(36), TfliteQuantization.PerChannel([0.01f, 0.02f, 0.03f], 0));
        int bias = writer.AddInt32("b", [3], [1, -2, 300]);
        writer.AddOperator(
            67, [writer.AddInt32("size", [4], [1, 12, 10, 3]), weights, padded, bias], [deconvolved], 49, new FlatTable().Int8(0, 0).Int32(1, 2).Int32(2, 2));
        int nearest = Tensor("nearest", [1, 5, 7, 3]);
        writer.AddOperator(97, [deconvolved, writer.AddInt32("near", [2], [5, 7])], [nearest], 74, new FlatTable());
        int bilinear = Tensor("bilinear", [1, 4, 4, 3]);
        writer.AddOperator(23, [nearest, writer.AddInt32("linear", [2], [4, 4])], [bilinear], 15, new FlatTable());
        int transposed = Tensor("transposed", [1, 3, 4, 4]);
        writer.AddOperator(39, [bilinear, writer.AddInt32("permutation", [4], [0, 3, 1, 2])], [transposed]);
        int slice = Tensor("slice", [1, 2, 4, 4]);
        writer.AddOperator(65, [transposed, writer.AddInt32("begin", [4], [0, 1, 0, 0]), writer.AddInt32("extent", [4], [1, -1, 4, 4])], [slice]);
        int strided = Tensor("strided", [2, 4, 2]);
        writer.AddOperator(
            45,
            [slice, writer.AddInt32("first", [4], [0, 0, 0, -1]), writer.AddInt32("last", [4], [1, 2, 4, 0]), writer.AddInt32("step", [4], [1, 1, 1, -2])],
            [strided],
            32,
            new FlatTable().Int32(1, 8).Int32(4, 1));
        int left = Tensor("left", [2, 2, 2]);
        int right = Tensor("right", [2, 2, 2]);
        writer.AddOperator(49, [writer.AddInt32("axis", [], [1]), strided], [left, right], 35, new FlatTable().Int32(0, 2));
        int joined = Tensor("joined", [2, 2, 4]);
        writer.AddOperator(2, [left, right], [joined], 10, new FlatTable().Int32(0, -1));
        int packed = Tensor("packed", [2, 2, 2, 2]);
        writer.AddOperator(83, [left, right], [packed], 59, new FlatTable().Int32(0, 2).Int32(1, 1));
        int unpackedA = Tensor("unpackedA", [2, 2, 2]);
        int unpackedB = Tensor("unpackedB", [2, 2, 2]);
        writer.AddOperator(88, [packed], [unpackedA, unpackedB], 64, new FlatTable().Int32(0, 2).Int32(1, 3));
        int mean = Tensor("mean", [2, 1, 2]);
        writer.AddOperator(40, [unpackedA, writer.AddInt32("rows", [1], [1])], [mean], 27, new FlatTable().Bool(0, true));
        int sum = Tensor("sum", [2]);
        writer.AddOperator(74, [unpackedB, writer.AddInt32("both", [2], [2, 0])], [sum], 27, new FlatTable());
        int greatest = Tensor("greatest", [2, 2]);
        writer.AddOperator(82, [unpackedB, writer.AddInt32("last axis", [1], [-1])], [greatest], 27, new FlatTable());
        int logistic = writer.AddTensor("logistic", TfliteType.Int8, [2, 1, 2], Scale(1 / 256f, -128));
        writer.AddOperator(14, [mean], [logistic]);
        int tanh = writer.AddTensor("tanh", TfliteType.Int8, [2], Scale(1 / 128f));
        writer.AddOperator(28, [sum], [tanh]);
        int unsigned = writer.AddTensor("unsigned", TfliteType.UInt8, [2, 2, 4], Scale(0.25f, 100));
        writer.AddOperator(114, [joined], [unsigned]);
        int dequantized = writer.AddTensor("dequantized", TfliteType.Float32, [2, 2]);
        writer.AddOperator(6, [greatest], [dequantized]);
        writer.SetInputs(real);
        writer.SetOutputs(logistic, tanh, unsigned, dequantized);
        return writer.ToArray();

        int Tensor(string name, int[] shape) => writer.AddTensor(name, TfliteType.Int8, shape, plain);
    }

    /// <summary>A model of what is simplified: computed shapes, movements, phases around a convolution, a float island, two outputs that are one.</summary>
    public static byte[] Simplified()
    {
        TfliteWriter writer = new();
        TfliteQuantization plain = Scale(0.5f, 3);
        int x = Tensor("x", [1, 4, 4, 2]);
        int block = writer.AddInt32("block", [2], [2, 2]);
        int phases = Tensor("phases", [4, 4, 4, 2]);
        writer.AddOperator(38, [x, block, writer.AddInt32("paddings", [2, 2], [2, 2, 2, 2])], [phases]);
        int results = Tensor("results", [4, 2, 2, 2]);
        writer.DepthwiseConv2D(phases, writer.AddInt8("w", [1, 3, 3, 2], Ramp(18), Scale(0.01f)), TfliteWriter.NoTensor, results, TflitePadding.Valid);
        int conv = Tensor("conv", [1, 4, 4, 2]);
        writer.AddOperator(37, [results, block, writer.AddInt32("crops", [2, 2], [0, 0, 0, 0])], [conv]);
        int depth = Tensor("depth", [1, 2, 2, 8]);
        writer.AddOperator(26, [conv], [depth], 19, new FlatTable().Int32(0, 2));
        int mirrored = Tensor("mirrored", [1, 4, 3, 8]);
        writer.AddOperator(100, [depth, writer.AddInt32("mirror", [4, 2], [0, 0, 1, 1, 0, 1, 0, 0])], [mirrored], 77, new FlatTable());
        int gathered = Tensor("gathered", [1, 4, 2, 8]);
        writer.AddOperator(36, [mirrored, writer.AddInt32("indices", [2], [2, 0])], [gathered], 23, new FlatTable().Int32(0, 2));
        int tiled = Tensor("tiled", [2, 4, 2, 8]);
        writer.AddOperator(69, [gathered, writer.AddInt32("counts", [4], [2, 1, 1, 1])], [tiled]);
        int shape = writer.AddTensor("shape", TfliteType.Int32, [4]);
        writer.AddOperator(77, [tiled], [shape], 55, new FlatTable().Int8(0, 2));
        int sliced = Tensor("sliced", [2, 4, 2, 8]);
        writer.AddOperator(65, [tiled, writer.AddInt32("begin", [4], [0, 0, 0, 0]), shape], [sliced]);
        int real = writer.AddTensor("real", TfliteType.Float32, [2, 4, 2, 8]);
        writer.AddOperator(6, [sliced], [real]);
        int scaled = writer.AddTensor("scaled", TfliteType.Float32, [2, 4, 2, 8]);
        writer.AddOperator(18, [real, writer.AddTensor("half", TfliteType.Float32, [], data: BitConverter.GetBytes(0.5f))], [scaled], 21, new FlatTable());
        int elu = writer.AddTensor("elu", TfliteType.Float32, [2, 4, 2, 8]);
        writer.AddOperator(111, [scaled], [elu]);
        int y = Tensor("y", [2, 4, 2, 8]);
        writer.AddOperator(114, [elu], [y]);
        int u = writer.AddTensor("u", TfliteType.UInt8, [1, 4, 4, 2], Scale(0.5f, 120));
        writer.AddOperator(114, [x], [u]);
        int resized = writer.AddTensor("resized", TfliteType.UInt8, [1, 5, 3, 2], Scale(0.5f, 120));
        writer.AddOperator(23, [u, writer.AddInt32("size", [2], [5, 3])], [resized], 15, new FlatTable().Bool(3, true));
        int joined = writer.AddTensor("joined", TfliteType.UInt8, [1, 5, 6, 2], Scale(0.25f, 100));
        writer.AddOperator(2, [resized, resized], [joined], 10, new FlatTable().Int32(0, 2));
        writer.SetInputs(x);
        writer.SetOutputs(y, joined, y);
        return writer.ToArray();

        int Tensor(string name, int[] extents) => writer.AddTensor(name, TfliteType.Int8, extents, plain);
    }

    public static sbyte[] Ramp(int count) => [.. Enumerable.Range(0, count).Select(i => (sbyte)((i * 37 % 255) - 127))];

    public static Network ImportModel(byte[] file) => TfliteImporter.Import(file, "test.tflite", "test");

    /// <summary>The diagnostic that a model is refused with: one line.</summary>
    public static DiagnosticInfo Refusal(byte[] file)
    {
        DiagnosticInfo diagnostic = Assert.Throws<DiagnosticException>(() => ImportModel(file)).Diagnostic;
        Assert.DoesNotContain('\n', diagnostic.ToString());
        return diagnostic;
    }
}
