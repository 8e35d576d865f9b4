using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared.Onnx;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>Windows of ONNX's attributes beside windows that are counted one by one.</summary>
public sealed class OnnxWindowsTests
{
    private static readonly string[] Modes = ["NOTSET", "ceil", "VALID", "SAME_UPPER", "SAME_LOWER"];

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void Read_RandomAttributes_GivesTheWindowsThatFit(int axes)
    {
        SplitMix64 random = new((ulong)axes);
        int refused = 0;
        for (int i = 0; i < 1500; i++)
        {
            string mode = Modes[i % Modes.Length];
            int[] image = Numbers(random, axes, 1, 9);
            int[] filter = Numbers(random, axes, 1, 4);
            int[] stride = Numbers(random, axes, 1, 4);
            int[] dilation = Numbers(random, axes, 1, 3);
            int[] pads = Numbers(random, 2 * axes, 0, 3);
            OnnxOp op = Op(
                Ints("kernel_shape", filter), Ints("strides", stride), Ints("dilations", dilation), i % 3 == 0 ? Ints("unread", 1) : Ints("pads", pads),
                OnnxAttribute.Text("auto_pad", mode == "ceil" ? "NOTSET" : mode), OnnxAttribute.Int("ceil_mode", mode == "ceil" ? 1 : 0));
            int[] shape = [2, 3, .. image];

            // Padding that is left out is 0, and so is what stands beside another mode.
            pads = i % 3 != 0 && mode is "NOTSET" or "ceil" ? pads : new int[2 * axes];
            (int Before, int Count)[] expected = [.. Enumerable.Range(0, axes).Select(axis =>
                Windows(mode, image[axis], pads[axis], pads[axes + axis], ((filter[axis] - 1) * dilation[axis]) + 1, stride[axis]))];

            WindowGeometry window = OnnxWindows.Read(op, shape);

            if (expected.Any(axis => axis.Count < 1))
            {
                Assert.Contains("which does not fit into", Assert.Throws<DiagnosticException>(() => OnnxWindows.OutputShape(op, shape, window, 7)).Message, StringComparison.Ordinal);
                refused++;
                continue;
            }

            Assert.Equal([2, 7, .. expected.Select(axis => axis.Count)], OnnxWindows.OutputShape(op, shape, window, 7));
            Assert.Equal(expected.Select(axis => axis.Before), ((int[])[window.PadTop, window.PadLeft])[^axes..]);
            Assert.Equal((2, 3, image[^1], filter[^1], stride[^1], dilation[^1]), (window.Batches, window.InChannels, window.InWidth, window.FilterWidth, window.StrideX, window.DilationX));
            Assert.Equal(
                axes == 2 ? (image[0], filter[0], stride[0], dilation[0]) : (1, 1, 1, 1), (window.InHeight, window.FilterHeight, window.StrideY, window.DilationY));
        }

        Assert.InRange(refused, 20, 700);
    }

    /// <summary>What is left out is 1, and padding 0.</summary>
    [Fact]
    public void Read_KernelShapeAlone_StepsByOneWithoutPadding()
    {
        OnnxOp op = Op(Ints("kernel_shape", 2, 3));

        WindowGeometry window = OnnxWindows.Read(op, [1, 1, 5, 6]);

        Assert.Equal(new WindowGeometry(1, 5, 6, 1, 2, 3, 1, 1, 1, 1, Padding.Valid), window);
        Assert.Equal([1, 4, 4, 4], OnnxWindows.OutputShape(op, [1, 1, 5, 6], window, 4));
        Assert.Equal(window, OnnxWindows.Read(Op(), [1, 1, 5, 6], kernel: [2, 3]));
        Assert.Equal(window, OnnxWindows.Read(Op(Ints("kernel_shape", 2, 3), Ints("strides")), [1, 1, 5, 6], kernel: [2, 3]));
    }

    [Theory]
    [InlineData("kernel_shape", new long[] { 3 }, "has kernel_shape [3], expected 2 numbers from 1 to 1048576")]
    [InlineData("kernel_shape", new long[] { 3, 0 }, "has kernel_shape [3, 0], expected 2 numbers from 1 to 1048576")]
    [InlineData("kernel_shape", new long[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, "has kernel_shape [1, 2, 3, 4, 5, 6, 7, 8], expected 2 numbers from 1 to 1048576")]
    [InlineData("strides", new long[] { 1, 1048577 }, "has strides [1, 1048577], expected 2 numbers from 1 to 1048576")]
    [InlineData("pads", new long[] { 0, 0, 0, -1 }, "has pads [0, 0, 0, -1], expected 4 numbers from 0 to 1048576")]
    [InlineData("pads", new long[] { 0, 0 }, "has pads [0, 0], expected 4 numbers from 0 to 1048576")]
    public void Read_AttributeOfOtherNumbers_IsRefused(string name, long[] values, string problem) =>
        Assert.Equal($"QMAC0103: node 0 (MaxPool) {problem}", Refusal(() => OnnxWindows.Read(Op([OnnxAttribute.Ints(name, values), .. name == "kernel_shape" ? Array.Empty<OnnxAttribute>() : [Ints("kernel_shape", 1, 1)]]), [1, 1, 9, 9])));

    [Fact]
    public void Read_GreatestStep_IsTaken() =>
        Assert.Equal(1 << 20, OnnxWindows.Read(Op(Ints("kernel_shape", 1, 1), Ints("strides", 1, 1 << 20)), [1, 1, 9, 9]).StrideX);

    [Fact]
    public void Read_WrongModel_SaysWhatIsWrong()
    {
        Assert.Equal("QMAC0101: node 0 (MaxPool) has no kernel_shape", Refusal(() => OnnxWindows.Read(Op(), [1, 1, 9, 9])));
        Assert.Equal("QMAC0103: node 0 (MaxPool) has kernel_shape [2, 3] but weights for [3, 2]", Refusal(() => OnnxWindows.Read(Op(Ints("kernel_shape", 2, 3)), [1, 1, 9, 9], [3, 2])));
        Assert.Equal(
            "QMAC0101: node 0 (MaxPool) has auto_pad \"SAME\", expected NOTSET, VALID, SAME_UPPER or SAME_LOWER",
            Refusal(() => OnnxWindows.Read(Op(Ints("kernel_shape", 1, 1), OnnxAttribute.Text("auto_pad", "SAME")), [1, 1, 9, 9])));
        const string axes = "QMAC0102: node 0 (MaxPool) has an input of 2 axes, expected images (4) or sequences (3), which is not supported";
        Assert.Equal(axes, Refusal(() => OnnxWindows.Read(Op(Ints("kernel_shape", 1, 1)), [9, 9])));
        Assert.Equal(axes, Refusal(() => OnnxWindows.Whole(Op(), [9, 9])));
        OnnxOp tall = Op(Ints("kernel_shape", 10, 2));
        Assert.Equal(
            "QMAC0103: node 0 (MaxPool) has a window of 10 x 2, which does not fit into [1, 1, 9, 9] with its padding",
            Refusal(() => OnnxWindows.OutputShape(tall, [1, 1, 9, 9], OnnxWindows.Read(tall, [1, 1, 9, 9]), 1)));
    }

    /// <summary>Padding before the input, and how many windows there are, one by one.</summary>
    private static (int Before, int Count) Windows(string mode, int input, int before, int after, int reach, int stride)
    {
        int count = 0;
        if (mode.StartsWith("SAME", StringComparison.Ordinal))
        {
            // As many as there are steps that begin inside the input; the padding that they take, half of it on either side.
            count = Enumerable.Range(0, input).Count(x => x % stride == 0);
            int total = Math.Max(((count - 1) * stride) + reach - input, 0);
            return (mode == "SAME_UPPER" ? total / 2 : total - (total / 2), count);
        }

        while ((count * stride) + reach <= before + input + after)
        {
            count++;
        }

        if (mode == "ceil" && count > 0)
        {
            // Rounding up, one more for what is left; but the last, if it begins in the padding behind the input, is none (ONNX's PR 5741).
            count += ((count - 1) * stride) + reach < before + input + after ? 1 : 0;
            count -= (count - 1) * stride >= before + input ? 1 : 0;
        }

        return (before, count);
    }

    private static string Refusal(Action read) => Assert.Throws<DiagnosticException>(read).Message;

    private static OnnxAttribute Ints(string name, params int[] values) => OnnxAttribute.Ints(name, [.. values.Select(value => (long)value)]);

    private static int[] Numbers(SplitMix64 random, int count, int least, int most) => [.. Enumerable.Range(0, count).Select(_ => least + random.NextBelow(most - least + 1))];

    private static OnnxOp Op(params OnnxAttribute[] attributes) => OnnxTestModels.Op("MaxPool", attributes).Op;
}
