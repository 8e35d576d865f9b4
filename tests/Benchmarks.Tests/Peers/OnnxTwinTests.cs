using QMacVerify.Benchmarks.Peers;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Onnx;
using ElementType = QMacVerify.Runtime.ElementType;

namespace QMacVerify.Benchmarks.Tests.Peers;

public class OnnxTwinTests
{
    private const int Inputs = 3;

    private static readonly OnnxLayer SmallLayer = OnnxLayer.All.Single(layer => layer.Name == "3x3, 11x11x32 to 32");

    [Fact]
    public void Of_Layer_ComputesTheSameCodesPlus128() => AssertTwinComputesTheSame(SmallLayer.File());

    [SkippableTheory]
    [InlineData(SharedModel.ResNet8Onnx)]
    [InlineData(SharedModel.KeywordsOnnx)]
    public void Of_Network_ComputesTheSameCodesPlus128(string model) =>
        AssertTwinComputesTheSame(File.ReadAllBytes(SharedMaterial.PathOf("models", model, "model.onnx")));

    /// <summary>Weights keep their zero point where activations have the same one, and values may stand in the typed list.</summary>
    [Fact]
    public void Of_SharedZeroPoint_LeavesTheWeights() => AssertTwinComputesTheSame(FullyConnected().ToArray());

    [Fact]
    public void Of_ZeroPointThatIsMissing_IsRefused()
    {
        byte[] file = FullyConnected().Node("DequantizeLinear", ["y", "scale"], ["z"]).ToArray();
        Assert.Equal("the DequantizeLinear that makes z has no constant zero point", Assert.Throws<InputException>(() => OnnxTwin.Of(file)).Message);
    }

    [Fact]
    public void Of_QuantizedOperator_IsRefused()
    {
        byte[] file = FullyConnected().Node("QLinearMatMul", ["y", "scale", "zero", "w", "scale", "zero", "scale", "zero"], ["z"]).ToArray();
        Assert.Equal("the QLinearMatMul that makes z takes constant codes", Assert.Throws<InputException>(() => OnnxTwin.Of(file)).Message);
    }

    [SkippableFact]
    public void OnnxRuntimePeer_OfTheTwinInTheExactSetting_GivesTheCodesOfTheReference()
    {
        Skip.If(OnnxRuntimePeer.Failure is not null, OnnxRuntimePeer.Failure);
        ReferenceOutputs expected = ReferenceOutputs.OfRandom(SmallLayer.Import(), OperatorAssignment.Exact, Inputs);
        using OnnxRuntimePeer peer = new(SmallLayer.File(), OnnxSetting.TwinPrecise);
        for (int sample = 0; sample < Inputs; sample++)
        {
            Assert.Equal(expected.Outputs[sample], peer.Run(expected.Samples.Sample(0, sample).Span));
        }
    }

    private static void AssertTwinComputesTheSame(byte[] file)
    {
        ReferenceOutputs expected = ReferenceOutputs.OfRandom(Import(file), OperatorAssignment.Exact, Inputs);
        ReferenceEngine twin = new(Import(OnnxTwin.Of(file)), OperatorAssignment.Exact);
        Assert.Equal(ElementType.UInt8, twin.Inputs[0].Type);
        Assert.Equal(ElementType.UInt8, twin.Outputs[0].Type);
        for (int sample = 0; sample < Inputs; sample++)
        {
            byte[] output = new byte[twin.Outputs[0].ByteCount];
            twin.Run(1, [Turned(expected.Samples.Sample(0, sample).ToArray())], [output]);
            Assert.Equal(expected.Outputs[sample], Turned(output));
        }
    }

    private static Network Import(byte[] file) => OnnxImporter.Import(file, "model.onnx", null, "model", new Dictionary<string, int[]>());

    private static byte[] Turned(byte[] codes) => [.. codes.Select(code => (byte)(code ^ 0x80))];

    /// <summary>8 inputs, 4 outputs; one zero point for all.</summary>
    private static OnnxWriter FullyConnected()
    {
        sbyte[] weights = new sbyte[32];
        new SplitMix64(1).FillInt8(weights);
        return new OnnxWriter()
            .Input("x", OnnxWriter.Int8, 1, 8)
            .Output("y", OnnxWriter.Int8, 1, 4)
            .Scale("scale", 0.05f)
            .Initializer(OnnxWriter.TypedTensor("zero", OnnxWriter.Int8, [], 0))
            .Initializer(OnnxWriter.Tensor("w", OnnxWriter.Int8, [8, 4], weights))
            .Node("DequantizeLinear", ["x", "scale", "zero"], ["x_real"])
            .Node("DequantizeLinear", ["w", "scale", "zero"], ["w_real"])
            .Node("MatMul", ["x_real", "w_real"], ["y_real"])
            .Node("QuantizeLinear", ["y_real", "scale", "zero"], ["y"]);
    }
}
