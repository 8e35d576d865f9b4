using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared.Onnx;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>Convolutions of random shape against a loop nest of the test's own, in the order of the model.</summary>
public class OnnxConvolutionTests
{
    [Fact]
    public void QLinearConv_RandomImages_EqualTheLoopNest()
    {
        for (int seed = 0; seed < 80; seed++)
        {
            AssertEqualsLoopNest(seed, isSequence: seed % 5 == 4);
        }
    }

    private static void AssertEqualsLoopNest(int seed, bool isSequence)
    {
        SplitMix64 random = new((ulong)seed);
        int groups = 1 + random.NextBelow(3);
        Case c = new(
            Batches: 1 + random.NextBelow(2), Groups: groups, InChannels: groups * (1 + random.NextBelow(2)), OutChannels: groups * (1 + random.NextBelow(3)),
            Height: isSequence ? 1 : 4 + random.NextBelow(5), Width: 4 + random.NextBelow(5),
            FilterHeight: isSequence ? 1 : 1 + random.NextBelow(3), FilterWidth: 1 + random.NextBelow(3),
            StrideY: isSequence ? 1 : 1 + random.NextBelow(3), StrideX: 1 + random.NextBelow(3), Dilation: isSequence ? 1 : 1 + random.NextBelow(2),
            IsUnsigned: random.NextBelow(2) == 0, AreWeightsUnsigned: random.NextBelow(2) == 0, PerChannel: random.NextBelow(2) == 0);
        string[] modes = ["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"];
        string mode = modes[random.NextBelow(modes.Length)];
        if (mode == "VALID" && ((c.FilterHeight - 1) * c.Dilation >= c.Height || (c.FilterWidth - 1) * c.Dilation >= c.Width))
        {
            mode = "SAME_UPPER";
        }

        (int top, int bottom) = Pads(mode, c.Height, c.FilterHeight, c.StrideY, c.Dilation, isSequence ? null : random);
        (int left, int right) = Pads(mode, c.Width, c.FilterWidth, c.StrideX, c.Dilation, random);
        byte[] input = Bytes(random, c.Batches * c.InChannels * c.Height * c.Width);
        byte[] weights = Bytes(random, c.OutChannels * (c.InChannels / groups) * c.FilterHeight * c.FilterWidth);
        int count = c.PerChannel ? c.OutChannels : 1;
        float[] scales = [.. Enumerable.Range(0, count).Select(_ => 0.001f + (random.NextBelow(1000) * 1e-5f))];
        byte[] zeroPoints = Bytes(random, count);
        int[] bias = [.. Enumerable.Range(0, c.OutChannels).Select(_ => random.NextBelow(2001) - 1000)];
        byte[] codes = Bytes(random, 2);

        int codeType = c.IsUnsigned ? OnnxWriter.UInt8 : OnnxWriter.Int8;
        int weightType = c.AreWeightsUnsigned ? OnnxWriter.UInt8 : OnnxWriter.Int8;
        int[] Shape(int first, int second, int height, int width) => isSequence ? [first, second, width] : [first, second, height, width];
        OnnxWriter writer = new OnnxWriter().Input("x", codeType, Shape(c.Batches, c.InChannels, c.Height, c.Width)).Output("y")
            .Scale("xs", 0.02f).Initializer(OnnxWriter.Tensor("xz", codeType, [], codes[0]))
            .Scale("ys", 0.07f).Initializer(OnnxWriter.Tensor("yz", codeType, [], codes[1]))
            .Initializer(OnnxWriter.Tensor("w", weightType, Shape(c.OutChannels, c.InChannels / groups, c.FilterHeight, c.FilterWidth), weights))
            .Scale("ws", scales).Initializer(OnnxWriter.Tensor("wz", weightType, count == 1 ? [] : [count], zeroPoints))
            .Initializer(OnnxWriter.Tensor("b", OnnxWriter.Int32, [c.OutChannels], bias))
            .Node(
                "QLinearConv", ["x", "xs", "xz", "w", "ws", "wz", "ys", "yz", "b"], ["y"],
                [
                    OnnxAttribute.Int("group", groups),
                    OnnxAttribute.Ints("strides", isSequence ? [c.StrideX] : [c.StrideY, c.StrideX]),
                    OnnxAttribute.Ints("dilations", isSequence ? [c.Dilation] : [c.Dilation, c.Dilation]),
                    mode == "NOTSET" ? OnnxAttribute.Ints("pads", isSequence ? [left, right] : [top, left, bottom, right]) : OnnxAttribute.Text("auto_pad", mode),
                ]);
        byte[] expected = LoopNest(c, (top, left, bottom, right), input, weights, scales, zeroPoints, bias, codes);

        Network network = OnnxTestModels.Import(writer);
        Assert.Equal(c.IsUnsigned, network.Graph.Tensor(network.Graph.Outputs[0]).ModelType == Generators.Graph.ElementType.UInt8);
        byte[] actual = c.IsUnsigned
            ? OnnxTestModels.Execute(network, input).Data.ToArray()
            : OnnxTestModels.Execute(network, input.Select(code => unchecked((sbyte)code)).ToArray()).Data.ToArray();
        Assert.True(expected.AsSpan().SequenceEqual(actual), $"seed {seed}: {c}, {mode}, pads {top} {left} {bottom} {right}");
    }

    private static byte[] LoopNest(
        Case c, (int Top, int Left, int Bottom, int Right) pad, byte[] input, byte[] weights, float[] scales, byte[] zeroPoints, int[] bias, byte[] codes)
    {
        int outHeight = ((c.Height + pad.Top + pad.Bottom - ((c.FilterHeight - 1) * c.Dilation) - 1) / c.StrideY) + 1;
        int outWidth = ((c.Width + pad.Left + pad.Right - ((c.FilterWidth - 1) * c.Dilation) - 1) / c.StrideX) + 1;
        int inGroup = c.InChannels / c.Groups;
        int outGroup = c.OutChannels / c.Groups;
        int inputZeroPoint = Code(codes[0], c.IsUnsigned);
        int outputZeroPoint = Code(codes[1], c.IsUnsigned);
        List<byte> output = [];
        for (int n = 0; n < c.Batches; n++)
        {
            for (int o = 0; o < c.OutChannels; o++)
            {
                int channel = c.PerChannel ? o : 0;
                for (int y = 0; y < outHeight; y++)
                {
                    for (int x = 0; x < outWidth; x++)
                    {
                        int acc = bias[o];
                        for (int i = 0; i < inGroup; i++)
                        {
                            for (int fy = 0; fy < c.FilterHeight; fy++)
                            {
                                for (int fx = 0; fx < c.FilterWidth; fx++)
                                {
                                    int inY = (y * c.StrideY) + (fy * c.Dilation) - pad.Top;
                                    int inX = (x * c.StrideX) + (fx * c.Dilation) - pad.Left;
                                    if (inY >= 0 && inY < c.Height && inX >= 0 && inX < c.Width)
                                    {
                                        int code = Code(input[(((((n * c.InChannels) + (o / outGroup * inGroup) + i) * c.Height) + inY) * c.Width) + inX], c.IsUnsigned);
                                        int weight = Code(weights[(((((o * inGroup) + i) * c.FilterHeight) + fy) * c.FilterWidth) + fx], c.AreWeightsUnsigned);
                                        acc += (code - inputZeroPoint) * (weight - Code(zeroPoints[channel], c.AreWeightsUnsigned));
                                    }
                                }
                            }
                        }

                        float factor = 0.02f * scales[channel] / 0.07f;
                        int result = (int)MathF.Round(acc * factor, MidpointRounding.ToEven) + outputZeroPoint;
                        output.Add(unchecked((byte)(c.IsUnsigned ? Math.Clamp(result, 0, 255) : Math.Clamp(result, -128, 127))));
                    }
                }
            }
        }

        return [.. output];
    }

    private static int Code(byte code, bool isUnsigned) => isUnsigned ? code : unchecked((sbyte)code);

    private static (int Before, int After) Pads(string mode, int extent, int filter, int stride, int dilation, SplitMix64? random)
    {
        int reach = ((filter - 1) * dilation) + 1;
        int total = Math.Max(((((extent + stride - 1) / stride) - 1) * stride) + reach - extent, 0);
        return mode switch
        {
            "SAME_UPPER" => (total / 2, total - (total / 2)),
            "SAME_LOWER" => (total - (total / 2), total / 2),
            "NOTSET" when random is not null => (random.NextBelow(3), Math.Max(random.NextBelow(3), reach - extent)),
            _ => (0, 0),
        };
    }

    private static byte[] Bytes(SplitMix64 random, int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextBelow(256))];

    private sealed record Case(
        int Batches, int Groups, int InChannels, int OutChannels, int Height, int Width, int FilterHeight, int FilterWidth,
        int StrideY, int StrideX, int Dilation, bool IsUnsigned, bool AreWeightsUnsigned, bool PerChannel);
}
