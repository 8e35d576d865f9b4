using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Import.Tflite;

/// <summary>Models that others trained, and published operator cases. The numbers are those of their README files.</summary>
public class RealModelImportTests
{
    [SkippableTheory]
    [InlineData("resnet8_cifar10", 12_501_632, 77_706, "9 conv2d, 3 add, 1 average_pool2d, 1 reshape, 1 fully_connected, 1 softmax")]
    [InlineData("kws_dscnn", 2_656_768, 22_604, "5 conv2d, 4 depthwise_conv2d, 1 average_pool2d, 1 reshape, 1 fully_connected, 1 softmax")]
    [InlineData("ad01_autoencoder", 264_192, 265_864, "10 fully_connected")]
    [InlineData("micro_speech", 336_000, 16_652, "1 reshape, 1 depthwise_conv2d, 1 fully_connected, 1 softmax")]
    [InlineData("hello_world_int8", 288, 321, "3 fully_connected")]
    [InlineData("streaming_wakeword", 826_368, 46_883, "4 depthwise_conv2d, 4 conv2d, 1 reshape, 1 fully_connected, 1 softmax")]
    [InlineData("mobilenetv2_qat_224", 300_774_272, 3_487_816, "1 view, 18 pad, 35 conv2d, 17 depthwise_conv2d, 10 add, 1 reduce_sum, 1 reshape, 1 fully_connected")]
    [InlineData("mcunet_person_detection", 18_296_320, 163_494, "1 quantize, 5 pad, 39 conv2d, 16 depthwise_conv2d, 11 add, 2 resize_nearest, 2 max_pool2d, 3 dequantize")]
    [InlineData("mediapipe_face_detection", 30_760_960, 101_390, "21 conv2d, 16 depthwise_conv2d, 16 add, 11 pad, 3 max_pool2d, 4 reshape")]
    public void Import_RealModel_HasTheOperatorsAndSizesOfItsReadme(string name, long macs, long parameters, string ops)
    {
        Network model = Import("models", name, "model.tflite");

        string[] found = [.. model.Graph.Nodes.GroupBy(node => node.Op).Select(group => $"{group.Count()} {group.Key}")];
        Assert.Equal(ops.Split(", ").Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        Assert.Equal(macs, model.Graph.MacNodes.Sum(node => node.Geometry.Macs));
        Assert.Equal(parameters, model.Parameters.Tensors.Sum(tensor => (long)model.Graph.Tensor(tensor).ElementCount));
        Assert.Equal(model.Graph, model.Reread().Graph);
    }

    [SkippableTheory]
    [InlineData("cmsis_nn_op_cases", 62)]
    [InlineData("conformance_tflite", 328)]
    public void Import_OperatorCases_AllImport(string folder, int cases)
    {
        string[] files = Directory.GetFiles(SharedMaterial.PathOf("models", folder), "*.tflite", SearchOption.AllDirectories);
        Assert.Equal(cases, files.Length);
        foreach (string file in files)
        {
            Network model = TfliteImporter.Import(File.ReadAllBytes(file), Path.GetFileName(file), "case");
            Assert.Equal(model.Graph, model.Reread().Graph);
        }
    }

    /// <summary>The headers of these cases give the one multiplier that the scales of the model were chosen for.</summary>
    [SkippableTheory]
    [InlineData("basic")]
    [InlineData("conv_3")]
    [InlineData("grouped_conv")]
    [InlineData("in_ch_one_out_ch_larger_one")]
    public void Import_CaseWithOneMultiplier_DerivesTheMultiplierOfItsHeader(string name)
    {
        NpzArchive header = NpzArchive.ReadFile(SharedMaterial.PathOf("models", "cmsis_nn_op_cases", name + ".npz"));
        QuantizedMultiplier expected = new(header["output_mult"].Values<int>()[0], header["output_shift"].Values<int>()[0]);
        byte[] file = File.ReadAllBytes(SharedMaterial.PathOf("models", "cmsis_nn_op_cases", name + ".tflite"));
        TfliteModel model = TfliteModelReader.Read(file, name);
        TfliteTensors tensors = new(model);

        MacNode layer = (MacNode)TfliteOperationTable.Find("CONV_2D")!(new TfliteNode(model.Operators[0], [name], tensors, () => name)).Single();

        Assert.Equal([expected], layer.Requantization.Multipliers);
    }

    private static Network Import(params string[] parts) =>
        TfliteImporter.Import(File.ReadAllBytes(SharedMaterial.PathOf(parts)), parts[^1], parts[^2]);
}
