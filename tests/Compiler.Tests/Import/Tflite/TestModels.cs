using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Generators.Diagnostics;
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

    public static sbyte[] Ramp(int count) => [.. Enumerable.Range(0, count).Select(i => (sbyte)((i * 37 % 255) - 127))];

    public static ImportedModel ImportModel(byte[] file) => TfliteImporter.Import(file, "test.tflite", "test");

    /// <summary>The diagnostic that a model is refused with: one line.</summary>
    public static DiagnosticInfo Refusal(byte[] file)
    {
        DiagnosticInfo diagnostic = Assert.Throws<DiagnosticException>(() => ImportModel(file)).Diagnostic;
        Assert.DoesNotContain('\n', diagnostic.ToString());
        return diagnostic;
    }
}
