using System.Text.Json;
using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reporting;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Tflite;
using static QMacVerify.Compiler.Tests.Import.Tflite.TestModels;

namespace QMacVerify.Compiler.Tests.Import.Tflite;

/// <summary>Well-formed files whose model cannot be imported: each is refused with a diagnostic that names the thing.</summary>
public class RefusedModelTests
{
    /// <summary>A model of two nodes that are not imported.</summary>
    internal static byte[] SignModel() => OneOperator(([1, 4], Scale(1)), ([1, 4], Scale(1)), (writer, x, y) =>
    {
        writer.AddOperator(158, [x], [y]);
        writer.AddOperator(158, [y], [x]);
    });

    [Theory]
    [InlineData(27, null, "node 0 is SVDF; supported are ABS, ADD,")]
    [InlineData(16, null, "node 0 is LSTM;")]
    [InlineData(119, null, "node 0 is WHILE;")]
    [InlineData(158, null, "node 0 is SIGN;")]
    [InlineData(32, "My\nOp", "node 0 is the custom operator \"My\\u000aOp\";")]
    [InlineData(999, null, "node 0 is operator 999, which the schema does not know;")]
    public void Import_UnsupportedOperator_NamesOperatorAndNode(int code, string? customCode, string expected) => RequireRefusal(
        "QMAC0102", expected, Small((writer, x, y) => writer.AddOperator(code, [x], [y], customCode: customCode)));

    [Fact]
    public void Import_SeveralThings_AreToldInOneGo()
    {
        byte[] file = OneOperator(([1, 4], Scale(1)), ([1, 4], Scale(1)), (writer, x, y) =>
        {
            int a = writer.AddTensor("a", TfliteType.Int8, [1, 4], Scale(1));
            int b = writer.AddTensor("b", TfliteType.Float32, [1, 4]);
            int c = writer.AddTensor("c", TfliteType.Float32, [1, 4]);
            writer.AddOperator(158, [x], [a]);
            writer.AddOperator(119, [a], [y]);
            writer.AddOperator(158, [y], [a]);
            writer.Softmax(a, y);
            writer.AddOperator(32, [y], [b], customCode: "edgetpu-custom-op");
            writer.AddOperator(28, [b], [c]); // says nothing of its own
            writer.AddOperator(119, [c], [a]);
        });

        RefusalReport report = new(TfliteImporter.Import(file, "test.tflite", "test", TfliteRuntime.TfliteDouble, ModelCut.None).Refusals, null, "");

        Assert.EndsWith("; 6 refusals in all, for 4 reasons", report.Summary, StringComparison.Ordinal);
        Assert.Equal(
            """
            nodes  operator                                 first                                             reason
                2  SIGN                                     node 0 (SIGN)                                     is not among the operators that are imported
                2  WHILE                                    node 1 (WHILE)                                    is not among the operators that are imported: control flow: unroll it before conversion
                1  SOFTMAX                                  node 3 (SOFTMAX)                                  has output scale 1 and zero point 0, expected 1/256 and -128
                1  the custom operator "edgetpu-custom-op"  node 4 (the custom operator "edgetpu-custom-op")  is not among the operators that are imported: the model is compiled for an Edge TPU: take the one that its compiler was given

            """,
            report.ToText());
    }

    [Fact]
    public void Export_Json_ListsWhatIsRefused()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.PathOf("net.tflite"), SignModel());

        (int exitCode, string output, string error) = QMac.Run("export", "--tflite", folder.PathOf("net.tflite"), "--out", folder.PathOf("pkg"), "--json");

        Assert.Equal(2, exitCode);
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement refused = Assert.Single(json.RootElement.GetProperty("refusals").EnumerateArray());
        Assert.Equal("SIGN", refused.GetProperty("operator").GetString());
        Assert.Equal(["node 0 (SIGN)", "node 1 (SIGN)"], refused.GetProperty("nodes").EnumerateArray().Select(node => node.GetString()));
        Assert.EndsWith("; 2 refusals in all, for 1 reasons\n", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.PathOf("pkg")));
    }

    [Fact]
    public void Import_DynamicallyQuantizedModel_SaysSo()
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Float32, [1, 4]);
        int y = writer.AddTensor("y", TfliteType.Float32, [1, 4]);
        writer.FullyConnected(x, writer.AddInt8("w", [4, 4], Ramp(16), Scale(0.01f)), TfliteWriter.NoTensor, y);
        writer.SetInputs(x);
        writer.SetOutputs(y);

        RequireRefusal("QMAC0104", "test.tflite is quantized dynamically: its weights are integers, but it computes in floating point; quantize it", writer.ToArray());
    }

    [Fact]
    public void Import_FloatModel_NamesToolsThatQuantize()
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Float32, [1, 2]);
        int y = writer.AddTensor("y", TfliteType.Float32, [1, 2]);
        writer.Softmax(x, y);
        writer.SetInputs(x);
        writer.SetOutputs(y);

        RequireRefusal("QMAC0104", "test.tflite computes in floating point; quantize it to int8 first", writer.ToArray());
        RequireRefusal("QMAC0104", "AI Edge Quantizer", writer.ToArray());
    }

    [Theory]
    [InlineData(TfliteType.Int16, "int16")]
    [InlineData(TfliteType.Float32, "float32")]
    [InlineData((TfliteType)17, "int4")]
    [InlineData((TfliteType)99, "of unknown type 99")]
    public void Import_TensorOfAnotherType_NamesTensorAndType(TfliteType type, string name) => RequireRefusal(
        "QMAC0101",
        $"tensor 2 \"z \\u0085\" of node 1 (RESHAPE) is {name}, expected int8",
        Small((writer, x, y) =>
        {
            int z = writer.AddTensor("z \u0085", type, [1, 4], Scale(1));
            writer.Reshape(x, y);
            writer.Reshape(y, z);
        }));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(0f)]
    [InlineData(-1f)]
    public void Import_ScaleThatIsNoPositiveNumber_IsRefused(float scale) => RequireRefusal(
        "QMAC0104", "tensor 0 \"x\" of node 0 (RESHAPE) has scale ", Small((writer, x, y) => writer.Reshape(x, y), Scale(scale)));

    [Theory]
    [InlineData(128)]
    [InlineData(-129)]
    public void Import_ZeroPointOutsideInt8_IsRefused(int zeroPoint) => RequireRefusal(
        "QMAC0104", $"has zero point {zeroPoint}, expected -128 to 127", Small((writer, x, y) => writer.Reshape(x, y), Scale(1, zeroPoint)));

    [Fact]
    public void Import_ActivationWithoutScale_IsRefused() => RequireRefusal(
        "QMAC0104", "tensor 0 \"x\" of node 0 (SOFTMAX) needs one scale", OneOperator(
            ([1, 4], null), ([1, 4], Scale(1 / 256f, -128)), (writer, x, y) => writer.Softmax(x, y)));

    [Fact]
    public void Import_SeveralScalesForAnActivation_IsRefused() => RequireRefusal(
        "QMAC0104", "needs one scale", Small((writer, x, y) => writer.Reshape(x, y), TfliteQuantization.PerChannel([1, 1, 1, 1], 1)));

    [Fact]
    public void Import_UnequalNumbersOfScalesAndZeroPoints_IsRefused() => RequireRefusal(
        "QMAC0104", "has 1 scales and 2 zero points", Small((writer, x, y) => writer.Reshape(x, y), new TfliteQuantization([1], [0, 0])));

    [Fact]
    public void Import_WeightsThatAreNotSymmetric_IsRefused() => RequireRefusal(
        "QMAC0104", "tensor 2 \"w\" of node 0 (FULLY_CONNECTED) has zero point 3", Small((writer, x, y) =>
            writer.FullyConnected(x, writer.AddInt8("w", [4, 4], Ramp(16), Scale(1, 3)), TfliteWriter.NoTensor, y)));

    [Fact]
    public void Import_ScalesAlongAnotherAxis_IsRefused() => RequireRefusal(
        "QMAC0104", "has its scales along axis 1, expected axis 0", Small((writer, x, y) => writer.FullyConnected(
            x, writer.AddInt8("w", [4, 4], Ramp(16), TfliteQuantization.PerChannel([1, 1, 1, 1], 1)), TfliteWriter.NoTensor, y)));

    [Fact]
    public void Import_NumberOfScalesThatIsNotTheExtent_IsRefused() => RequireRefusal(
        "QMAC0104", "has 3 scales along axis 0 of shape [4, 4]", Small((writer, x, y) => writer.FullyConnected(
            x, writer.AddInt8("w", [4, 4], Ramp(16), TfliteQuantization.PerChannel([1, 1, 1], 0)), TfliteWriter.NoTensor, y)));

    [Fact]
    public void Import_ReshapeThatRescales_IsRefused() => RequireRefusal(
        "QMAC0104", "copies codes, but input and output have scales 2 and 1, zero points 0 and 0", Small((writer, x, y) => writer.Reshape(x, y), Scale(2)));

    [Fact]
    public void Import_SoftmaxWithAnotherOutputScale_IsRefused() => RequireRefusal(
        "QMAC0104", "node 0 (SOFTMAX) has output scale 1 and zero point 0, expected 1/256 and -128", Small((writer, x, y) => writer.Softmax(x, y)));

    [Fact]
    public void Import_AddWhoseOutputScaleIsTooSmall_IsRefused() => RequireRefusal(
        "QMAC0104", "expected less than 1: the output scale is too small", OneOperator(
            ([1, 4], Scale(1e6f)), ([1, 4], Scale(1)), (writer, x, y) => writer.Add(x, x, y)));

    [Fact]
    public void Import_EffectiveScaleBeyondTheShift_IsRefused() => RequireRefusal(
        "QMAC0104", "at most 2^30 is possible", OneOperator(
            ([1, 4], Scale(1e20f)), ([1, 4], Scale(1e-10f)), (writer, x, y) =>
                writer.FullyConnected(x, writer.AddInt8("w", [4, 4], Ramp(16), Scale(1e30f)), TfliteWriter.NoTensor, y)));

    [Fact]
    public void Import_ActivationFunctionTanh_IsNamed() => RequireRefusal(
        "QMAC0102", "node 0 (ADD) has the fused activation TANH, which is not supported",
        Small((writer, x, y) => writer.Add(x, x, y, (TfliteActivation)4)));

    [Fact]
    public void Import_ShapesThatDoNotFit_IsRefused() => RequireRefusal(
        "QMAC0103", "\"y\" (fully_connected): weights are int8 [4, 3] but the input is int8 [1, 4]", Small((writer, x, y) =>
            writer.FullyConnected(x, writer.AddInt8("w", [4, 3], Ramp(12), Scale(1)), TfliteWriter.NoTensor, y)));

    [Fact]
    public void Import_StrideOfZero_IsRefused() => RequireRefusal(
        "QMAC0103", "stride (0, 1) and dilation (1, 1); each must be at least 1", OneOperator(
            ([1, 4, 4, 1], Scale(1)), ([1, 4, 4, 1], Scale(1)), (writer, x, y) => writer.MaxPool2D(x, y, (2, 2), (0, 1))));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Import_ExtentThatNoTensorHas_IsRefused(int extent) => RequireRefusal(
        "QMAC0103", $"has shape [1, {extent}]", OneOperator(
            ([1, extent], Scale(1)), ([1, extent], Scale(1)), (writer, x, y) => writer.Reshape(x, y)));

    [Fact]
    public void Import_ConstantOfAnotherLength_IsRefused() => RequireRefusal(
        "QMAC0103", "has 16 bytes of values, expected 20 for int8 [4, 5]", Small((writer, x, y) =>
            writer.FullyConnected(x, writer.AddInt8("w", [4, 5], Ramp(16), Scale(1)), TfliteWriter.NoTensor, y)));

    [Fact]
    public void Import_WeightsThatAreComputed_IsRefused() => RequireRefusal(
        "QMAC0102", "node 0 (CONV_2D) multiplies two computed tensors, which is not supported", OneOperator(
            ([1, 2, 2, 1], Scale(1)), ([1, 1, 1, 1], Scale(1)), (writer, x, y) => writer.Conv2D(x, x, TfliteWriter.NoTensor, y, TflitePadding.Valid)));

    [Fact]
    public void Import_TensorThatNobodyComputes_IsRefused() => RequireRefusal(
        "QMAC0101", "\"y\" reads t002 before anything computes it", Small((writer, x, y) =>
            writer.Add(x, writer.AddTensor("z", TfliteType.Int8, [1, 4], Scale(1)), y)));

    [Fact]
    public void Import_NodesInACycle_IsRefused() => RequireRefusal(
        "QMAC0101", "before anything computes it", Small((writer, x, y) =>
        {
            int z = writer.AddTensor("z", TfliteType.Int8, [1, 4], Scale(1));
            writer.Add(x, z, y);
            writer.Reshape(y, z);
        }));

    [Fact]
    public void Import_TensorIndexOutOfRange_IsRefused() => RequireRefusal(
        "QMAC0101", "node 0 (RESHAPE) refers to tensor 77, but the model has 2", Small((writer, x, y) => writer.Reshape(77, y)));

    [Fact]
    public void Import_OperatorWithoutInputs_IsRefused() => RequireRefusal(
        "QMAC0101", "node 0 (RESHAPE) has 0 inputs, input 0 is missing", Small((writer, x, y) => writer.AddOperator(22, [], [y])));

    [Fact]
    public void Import_OptionsOfAnotherOperator_IsRefused() => RequireRefusal(
        "QMAC0101", "has options of kind 17, expected 11", Small((writer, x, y) =>
            writer.AddOperator(0, [x, x], [y], optionsType: 17, options: new FlatTable().Int8(0, 1))));

    private static byte[] Small(Action<TfliteWriter, int, int> add, TfliteQuantization? input = null) =>
        OneOperator(([1, 4], input ?? Scale(1)), ([1, 4], Scale(1)), add);

    private static void RequireRefusal(string id, string expected, byte[] file)
    {
        DiagnosticInfo diagnostic = Refusal(file);
        Assert.Equal(id, diagnostic.Descriptor.Id);
        Assert.Contains(expected, diagnostic.Message, StringComparison.Ordinal);
    }
}
