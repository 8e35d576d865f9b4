using QMacVerify.Compiler.Tests.Reference;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Tests.Shared.Tflite;
using static QMacVerify.Compiler.Tests.Import.Tflite.TestModels;

namespace QMacVerify.Compiler.Tests.Import.Tflite;

/// <summary>MEAN, SUM and extremes of uint8, against the steps of TensorFlow Lite's reference kernels, worked out by hand.</summary>
public class UnsignedReductionsTests
{
    private const int Mean = 40;
    private const int Sum = 74;

    [Theory]

    // f32(0.5 / f32(4 * 0.25)) = 0.5; R(47 * 0.5) = 24; 24 + 3 - int(10 * 0.5 / 0.25) = 7.
    [InlineData(Mean, true, 0.5f, 10, 0.25f, 3, new byte[] { 10, 11, 12, 14 }, 7)]

    // Clamped below.
    [InlineData(Mean, true, 0.5f, 100, 0.25f, 3, new byte[] { 10, 11, 12, 14 }, 0)]

    // Equal quantization: 47 / 4, truncated.
    [InlineData(Mean, false, 0.5f, 10, 0.5f, 10, new byte[] { 10, 11, 12, 14 }, 11)]

    // 11.75 * 2 - 20 + 0.5 = 4, + 3.
    [InlineData(Mean, false, 0.5f, 10, 0.25f, 3, new byte[] { 10, 11, 12, 14 }, 7)]

    // 12 * 2 - 20 + 0.5 = 4.5, away from zero 5, + 3.
    [InlineData(Mean, false, 0.5f, 10, 0.25f, 3, new byte[] { 10, 11, 12, 15 }, 8)]

    // Clamped above.
    [InlineData(Mean, false, 0.5f, 0, 0.125f, 3, new byte[] { 200, 201, 202, 203 }, 255)]

    // Equal quantization: 310 modulo 256.
    [InlineData(Sum, false, 0.5f, 10, 0.5f, 10, new byte[] { 100, 100, 100, 10 }, 54)]

    // 47 * 0.5 - 5 * 4 + 0.5 = 4, + 5.
    [InlineData(Sum, true, 0.5f, 10, 1f, 5, new byte[] { 10, 11, 12, 14 }, 9)]
    public void BothEngines_Reduction_FollowsTheReferenceKernel(
        int code, bool keepsAxes, float scale, int zeroPoint, float outputScale, int outputZeroPoint, byte[] codes, int expected)
    {
        Network network = Reduction(code, keepsAxes, Scale(scale, zeroPoint), Scale(outputScale, outputZeroPoint));

        ConformanceCase.AssertBothEnginesGiveTheOutputs([new(
            $"{code}", network, [NpyArray.Create([1, 2, 2, 1], codes)], [NpyArray.Create<byte>(keepsAxes ? [1, 1, 1, 1] : [1, 1], [(byte)expected])])]);
    }

    [Theory]
    [InlineData(82, 200)] // REDUCE_MAX
    [InlineData(89, 3)] // REDUCE_MIN
    public void BothEngines_Extreme_IsThatOfUnsignedCodes(int code, int expected)
    {
        Network network = Reduction(code, keepsAxes: true, Scale(0.5f, 7), Scale(0.5f, 7));

        ConformanceCase.AssertBothEnginesGiveTheOutputs([new(
            $"{code}", network, [NpyArray.Create<byte>([1, 2, 2, 1], [100, 3, 200, 127])], [NpyArray.Create<byte>([1, 1, 1, 1], [(byte)expected])])]);
    }

    private static Network Reduction(int code, bool keepsAxes, TfliteQuantization input, TfliteQuantization output)
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.UInt8, [1, 2, 2, 1], input);
        int y = writer.AddTensor("y", TfliteType.UInt8, keepsAxes ? [1, 1, 1, 1] : [1, 1], output);
        writer.AddOperator(code, [x, writer.AddInt32("axes", [2], [1, 2])], [y], 27, new FlatTable().Bool(0, keepsAxes));
        writer.SetInputs(x);
        writer.SetOutputs(y);
        return ImportModel(writer.ToArray());
    }
}
