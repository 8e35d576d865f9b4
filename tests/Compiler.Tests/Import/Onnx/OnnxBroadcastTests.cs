using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared.Onnx;
using static QMacVerify.Compiler.Tests.Import.Onnx.OnnxTestModels;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>Shapes by numpy's rule, and the order that two operands of the graph are brought into.</summary>
public sealed class OnnxBroadcastTests
{
    [Fact]
    public void ResultShape_RandomShapes_IsThatOfNumpyOrRefused()
    {
        (OnnxOp op, _) = Op("Add");
        SplitMix64 random = new(5);
        int refused = 0;
        for (int i = 0; i < 2000; i++)
        {
            (int[] first, int[] second) = (Shape(random), Shape(random));
            int rank = Math.Max(first.Length, second.Length);
            (int First, int Second)[] axes = [.. Filled(first, rank).Zip(Filled(second, rank))];
            if (axes.All(axis => axis.First == axis.Second || axis.First == 1 || axis.Second == 1))
            {
                Assert.Equal(axes.Select(axis => Math.Max(axis.First, axis.Second)), OnnxBroadcast.ResultShape(op, first, second));
            }
            else
            {
                Assert.Equal(
                    $"QMAC0103: node 0 (Add) combines [{string.Join(", ", first)}] with [{string.Join(", ", second)}], which do not broadcast within 6 axes",
                    Assert.Throws<DiagnosticException>(() => OnnxBroadcast.ResultShape(op, first, second)).Message);
                refused++;
            }
        }

        Assert.InRange(refused, 200, 1800);
        Assert.Contains("within 6 axes", Assert.Throws<DiagnosticException>(() => OnnxBroadcast.ResultShape(op, [1, 1, 1, 1, 1, 1, 1], [1])).Message, StringComparison.Ordinal);
    }

    /// <summary>Channels last where an operand of the result's rank is held so.</summary>
    [Theory]
    [InlineData(new[] { 1, 2, 3, 4 }, true, new[] { 1, 2, 3, 4 }, false, true)]
    [InlineData(new[] { 1, 2, 3, 4 }, false, new[] { 1, 2, 3, 4 }, true, true)]
    [InlineData(new[] { 1, 2, 3, 4 }, true, new[] { 1, 2, 3, 4 }, true, true)]
    [InlineData(new[] { 1, 2, 3, 4 }, false, new[] { 1, 2, 3, 4 }, false, false)]
    [InlineData(new[] { 1, 2, 3 }, true, new[] { 3 }, false, true)]
    [InlineData(new[] { 1, 2, 3, 4 }, false, new[] { 2, 3, 4 }, true, false)]
    [InlineData(new[] { 2, 3 }, false, new[] { 3 }, false, false)]
    [InlineData(new[] { 1, 1, 2, 3, 4 }, false, new[] { 1, 2, 3, 4 }, true, false)]
    public void Of_TwoOperands_HaveOneOrder(int[] first, bool isFirstChannelsLast, int[] second, bool isSecondChannelsLast, bool expected)
    {
        (OnnxOp op, OnnxGraphBuilder graph) = Op("Add");

        OnnxBroadcast broadcast = OnnxBroadcast.Of(op, Codes(graph, "a", first, isFirstChannelsLast), Codes(graph, "b", second, isSecondChannelsLast));

        Assert.Equal(expected ? OnnxOrder.ChannelsLast : OnnxOrder.Model, broadcast.Order);
        Assert.Equal(OnnxBroadcast.ResultShape(op, first, second), broadcast.Shape);
    }

    [Theory]
    [InlineData(new[] { 1, 4 }, new[] { 1, 4 }, false)]
    [InlineData(new[] { 1, 1 }, new[] { 1, 4 }, true)]
    [InlineData(new[] { 1, 4 }, new[] { 1, 1 }, false)]
    [InlineData(new[] { 4, 1 }, new[] { 4, 5 }, true)]
    [InlineData(new[] { 4, 1 }, new[] { 4, 1 }, false)]
    [InlineData(new[] { 1 }, new[] { 3, 1 }, true)]
    [InlineData(new[] { 3 }, new[] { 2, 3 }, false)]
    [InlineData(new[] { 2, 3 }, new[] { 3 }, false)]
    [InlineData(new[] { 1, 1 }, new[] { 1, 1 }, true)]
    [InlineData(new[] { 2, 1 }, new[] { 1, 1 }, false)]
    [InlineData(new[] { 1, 3, 1, 1 }, new[] { 1, 3, 2, 2 }, true)]
    public void Of_FirstOperand_IsConstantInsideWhereItHasOneElementThere(int[] first, int[] second, bool expected)
    {
        (OnnxOp op, OnnxGraphBuilder graph) = Op("Add");

        Assert.Equal(expected, OnnxBroadcast.Of(op, Codes(graph, "a", first, isChannelsLast: false), Codes(graph, "b", second, isChannelsLast: false)).FirstIsConstantInside);
    }

    /// <summary>A sum of an image, held with channels last, and constants of fewer axes.</summary>
    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(1, 2, 3)]
    [InlineData(2, 2, 1)]
    public void Sum_OfImageAndSmallerConstant_AddsTheElementThatStretches(int channels, int rows, int columns)
    {
        sbyte[] constants = Ramp(channels * rows * columns, 5);
        OnnxWriter Writer(bool isSwapped) => new OnnxWriter().Input("x", OnnxWriter.Int8, 1, 2, 2, 3).Output("y").Scale("s", 1).ZeroPoint("z", 0)
            .Initializer(OnnxWriter.Tensor("c", OnnxWriter.Int8, [channels, rows, columns], constants))
            .Node("MaxPool", ["x"], ["m"], [OnnxAttribute.Ints("kernel_shape", 1, 1)])
            .Node("com.microsoft::QLinearAdd", isSwapped ? ["c", "s", "z", "m", "s", "z", "s", "z"] : ["m", "s", "z", "c", "s", "z", "s", "z"], ["y"]);
        sbyte[] expected = [.. Enumerable.Range(0, 12).Select(i => (sbyte)(
            10 + i + constants[(((i / 6 % channels * rows) + (i / 3 % 2 % rows)) * columns) + (i % 3 % columns)]))];

        Assert.Equal(expected, Execute(Writer(isSwapped: false), Ramp(12, 10)));
        Assert.Equal(expected, Execute(Writer(isSwapped: true), Ramp(12, 10)));
    }

    private static OnnxCodes Codes(OnnxGraphBuilder graph, string name, int[] shape, bool isChannelsLast) =>
        graph.AddCodes(name, shape, new OnnxScale(isUnsigned: false), isChannelsLast ? OnnxOrder.ChannelsLast : OnnxOrder.Model).Codes;

    /// <summary>Up to six axes of one or two elements, and a few of three.</summary>
    private static int[] Shape(SplitMix64 random) => [.. Enumerable.Range(0, random.NextBelow(7)).Select(_ => 1 + (random.NextBelow(8) / 3))];

    private static IEnumerable<int> Filled(int[] shape, int rank) => Enumerable.Repeat(1, rank - shape.Length).Concat(shape);
}
