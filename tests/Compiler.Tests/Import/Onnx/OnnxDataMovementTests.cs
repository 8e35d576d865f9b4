using QMacVerify.Tests.Shared.Onnx;
using static QMacVerify.Compiler.Tests.Import.Onnx.OnnxTestModels;

namespace QMacVerify.Compiler.Tests.Import.Onnx;

/// <summary>Operators that move codes: alone, and behind a pooling, which leaves codes with their channels last.</summary>
public class OnnxDataMovementTests
{
    /// <summary>Operator, its list of integers if any, attributes, and the index of the input that each element of the result is.</summary>
    public static TheoryData<string, long[][], OnnxAttribute[], int[]> Moves => new()
    {
        { "Transpose", [], [OnnxAttribute.Ints("perm", 0, 2, 3, 1)], [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11] },
        { "Transpose", [], [OnnxAttribute.Ints("perm", 3, 1, 0, 2)], [0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11] },
        { "Transpose", [], [], [0, 4, 8, 2, 6, 10, 1, 5, 9, 3, 7, 11] },
        { "Reshape", [[2, -1]], [], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
        { "Reshape", [[0, 0, 4]], [], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
        { "Flatten", [], [], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
        { "Squeeze", [[0]], [], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
        { "Unsqueeze", [[-1, 1]], [], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
        { "Identity", [], [], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
        { "Dropout", [], [], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
        { "Slice", [[1], [3], [1]], [], [4, 5, 6, 7, 8, 9, 10, 11] },
        { "Slice", [[-1, 1], [-100, 2], [1, 3], [-2, 1]], [], [9, 11, 1, 3] },
        { "Slice", [[0, 1], [int.MaxValue, int.MaxValue], [1, 2], [2, 1]], [], [2, 3, 10, 11] },
        { "Pad", [[0, 0, 0, 1, 0, 0, 0, 0]], [], [-1, 0, 1, -1, 2, 3, -1, 4, 5, -1, 6, 7, -1, 8, 9, -1, 10, 11] },
        { "Pad", [[0, 0, 0, 0, 0, 1, 0, 0]], [], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -1, -1, -1, -1] },
        { "Pad", [[0, 0, 1, 0, 0, 0, 0, 1]], [OnnxAttribute.Text("mode", "edge")], [0, 1, 1, 0, 1, 1, 2, 3, 3, 4, 5, 5, 4, 5, 5, 6, 7, 7, 8, 9, 9, 8, 9, 9, 10, 11, 11] },
        { "Pad", [[0, 2, 0, 0, 0, 0, 0, 1]], [OnnxAttribute.Text("mode", "reflect")], [8, 9, 8, 10, 11, 10, 4, 5, 4, 6, 7, 6, 0, 1, 0, 2, 3, 2, 4, 5, 4, 6, 7, 6, 8, 9, 8, 10, 11, 10] },
        { "Gather", [[2, -3, 2]], [OnnxAttribute.Int("axis", 1)], [8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11] },
        { "Gather", [[1]], [OnnxAttribute.Int("axis", -1)], [1, 3, 5, 7, 9, 11] },
        { "Split", [[3]], [OnnxAttribute.Int("axis", 1)], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
        { "SpaceToDepth", [], [OnnxAttribute.Int("blocksize", 2)], [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11] },
        { "DepthToSpace", [], [OnnxAttribute.Int("blocksize", 1), OnnxAttribute.Text("mode", "CRD")], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
        { "ReduceMax", [[-1, 2]], [OnnxAttribute.Int("keepdims", 0)], [3, 7, 11] },
        { "ReduceMin", [[1]], [], [0, 1, 2, 3] },
        { "Resize", [], [OnnxAttribute.Text("coordinate_transformation_mode", "asymmetric"), OnnxAttribute.Text("nearest_mode", "floor")], [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10, 11, 11, 11] },
    };

    [Theory]
    [MemberData(nameof(Moves))]
    public void Move_OfCodes_TakesTheRightElements(string op, long[][] lists, OnnxAttribute[] attributes, int[] expected) =>
        Assert.Equal(Codes(expected, fill: 0), Execute(Model(op, "x", "y", lists, attributes), Ramp(12, 20)));

    /// <summary>A pooling with a window of one element changes nothing but the order inside the graph.</summary>
    [Theory]
    [MemberData(nameof(Moves))]
    public void Move_OfCodesWithChannelsLast_TakesTheRightElements(string op, long[][] lists, OnnxAttribute[] attributes, int[] expected) => Assert.Equal(
        Codes(expected, fill: 0),
        Execute(
            Model(op, "p", "y", lists, attributes).Node("MaxPool", ["x"], ["p"], [OnnxAttribute.Ints("kernel_shape", 1, 1)]),
            Ramp(12, 20)));

    /// <summary>Real numbers: padding is the code of 0, and the result keeps the codes.</summary>
    [Theory]
    [MemberData(nameof(Moves))]
    public void Move_OfRealNumbers_MovesTheirCodes(string op, long[][] lists, OnnxAttribute[] attributes, int[] expected) => Assert.Equal(
        Codes(expected, fill: 3),
        Execute(
            Model(op, "r", "s", lists, attributes).Node("DequantizeLinear", ["x", "xs", "xz"], ["r"]).Node("QuantizeLinear", ["s", "xs", "xz"], ["y"]),
            Ramp(12, 20)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Concat_OfCodes_PutsThemSideBySide(int axis)
    {
        OnnxWriter writer = new OnnxWriter().Input("x", OnnxWriter.Int8, 1, 3, 2, 2).Output("y")
            .Node("Transpose", ["x"], ["t"], [OnnxAttribute.Ints("perm", 0, 1, 3, 2)])
            .Node("Concat", ["x", "t"], ["y"], [OnnxAttribute.Int("axis", axis)]);
        int stretch = new[] { 12, 12, 4, 2 }[axis];
        int[] first = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
        int[] second = [0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11];
        int[] expected = [.. first.Chunk(stretch).Zip(second.Chunk(stretch)).SelectMany(pair => pair.First.Concat(pair.Second))];

        Assert.Equal(Codes(expected, fill: 0), Execute(writer, Ramp(12, 20)));
        Assert.Equal(
            Codes(expected, fill: 0),
            Execute(
                new OnnxWriter().Input("x", OnnxWriter.Int8, 1, 3, 2, 2).Output("y").Node("MaxPool", ["x"], ["p"], [OnnxAttribute.Ints("kernel_shape", 1, 1)])
                    .Node("Transpose", ["x"], ["t"], [OnnxAttribute.Ints("perm", 0, 1, 3, 2)])
                    .Node("MaxPool", ["t"], ["q"], [OnnxAttribute.Ints("kernel_shape", 1, 1)])
                    .Node("Concat", ["p", "q"], ["y"], [OnnxAttribute.Int("axis", axis)]),
                Ramp(12, 20)));
    }

    /// <summary>A slice for each output; without extents the last one may be shorter.</summary>
    [Theory]
    [InlineData(new long[] { 1, 4 }, new[] { 1, 2, 3, 4 })]
    [InlineData(null, new[] { 3, 4 })]
    public void Split_SecondOutput_IsTheRest(long[]? extents, int[] expected)
    {
        OnnxWriter writer = new OnnxWriter { Opset = 18 }.Input("x", OnnxWriter.Int8, 1, 5).Output("y");
        if (extents is not null)
        {
            writer.Initializer(OnnxWriter.Tensor("extents", OnnxWriter.Int64, [2], extents));
        }

        writer.Node("Split", extents is null ? ["x"] : ["x", "extents"], ["first", "y"], [OnnxAttribute.Int("axis", 1)]);
        Assert.Equal(Codes(expected, fill: 0), Execute(writer, Ramp(5, 20)));
    }

    [Theory]
    [InlineData("DCR", new[] { 0, 2, 4, 6, 1, 3, 5, 7 })]
    [InlineData("CRD", new[] { 0, 1, 2, 3, 4, 5, 6, 7 })]
    public void DepthToSpace_TwoChannels_ArePixels(string mode, int[] expected)
    {
        OnnxWriter writer = new OnnxWriter().Input("x", OnnxWriter.Int8, 1, 8, 1, 1).Output("y")
            .Node("DepthToSpace", ["x"], ["y"], [OnnxAttribute.Int("blocksize", 2), OnnxAttribute.Text("mode", mode)]);
        Assert.Equal(Codes(expected, fill: 0), Execute(writer, Ramp(8, 20)));
    }

    [Theory]
    [InlineData("half_pixel", "round_prefer_floor", new[] { 0, 2, 4 })]
    [InlineData("asymmetric", "floor", new[] { 0, 1, 3 })]
    [InlineData("asymmetric", "ceil", new[] { 0, 2, 4 })]
    [InlineData("align_corners", "round_prefer_ceil", new[] { 0, 2, 4 })]
    public void Resize_ToThreeOfFive_TakesTheNearest(string coordinates, string nearest, int[] expected)
    {
        OnnxWriter writer = new OnnxWriter { Opset = 18 }.Input("x", OnnxWriter.Int8, 1, 1, 5).Output("y")
            .Initializer(OnnxWriter.Tensor<long>("sizes", OnnxWriter.Int64, [3], 1, 1, 3))
            .Node("Resize", ["x", "", "", "sizes"], ["y"], [OnnxAttribute.Text("coordinate_transformation_mode", coordinates), OnnxAttribute.Text("nearest_mode", nearest)]);
        Assert.Equal(Codes(expected, fill: 0), Execute(writer, Ramp(5, 20)));
    }

    /// <summary>Between an operator and its QuantizeLinear: codes are made first and moved then.</summary>
    [Theory]
    [MemberData(nameof(Moves))]
    public void Move_BeforeTheQuantizeLinear_MovesTheCodes(string op, long[][] lists, OnnxAttribute[] attributes, int[] expected) => Assert.Equal(
        Codes(expected, fill: 3),
        Execute(
            Model(op, "p", "s", lists, attributes).Node("DequantizeLinear", ["x", "xs", "xz"], ["r"])
                .Node("AveragePool", ["r"], ["p"], [OnnxAttribute.Ints("kernel_shape", 1, 1)]).Node("QuantizeLinear", ["s", "xs", "xz"], ["y"]),
            Ramp(12, 20)));

    /// <summary>Of an input of real numbers: whole numbers times the scale 0.5 are codes less their zero point.</summary>
    [Theory]
    [MemberData(nameof(Moves))]
    public void Move_OfARealInput_MovesItsCodes(string op, long[][] lists, OnnxAttribute[] attributes, int[] expected)
    {
        OnnxWriter writer = Model(op, "x", "s", lists, attributes, OnnxWriter.Float32).Node("QuantizeLinear", ["s", "xs", "xz"], ["y"]);
        float[] input = [.. Enumerable.Range(0, 12).Select(i => 0.5f * (20 + i - 3))];
        Assert.Equal(Codes(expected, fill: 3), OnnxTestModels.Execute(OnnxTestModels.Import(writer), input).Values<sbyte>().ToArray());
    }

    [Fact]
    public void QLinearConcat_OtherScale_GoesThroughATable()
    {
        OnnxWriter writer = Quantized(
            "com.microsoft::QLinearConcat", ["ys", "yz", "x", "xs", "xz", "c", "ys", "yz"], [1, 3],
            w => w.Initializer(OnnxWriter.Tensor<sbyte>("c", OnnxWriter.Int8, [1, 2], 7, -8)), OnnxAttribute.Int("axis", 1));

        // (x - 3) * 0.5 / 0.25 - 4, saturated.
        Assert.Equal([-4, 0, 127, 7, -8], Execute(writer, 3, 5, 100));
    }

    /// <summary>Codes 20, 21 … by index; -1 is padding.</summary>
    private static sbyte[] Codes(int[] indices, sbyte fill) => [.. indices.Select(index => index < 0 ? fill : (sbyte)(20 + index))];

    private static OnnxWriter Model(string op, string input, string output, long[][] lists, OnnxAttribute[] attributes, int type = OnnxWriter.Int8)
    {
        OnnxWriter writer = new OnnxWriter { Opset = 18 }.Input("x", type, 1, 3, 2, 2).Output("y").Scale("xs", 0.5f).ZeroPoint("xz", 3);
        List<string> inputs = [input];
        if (op == "Resize")
        {
            inputs.AddRange(["", "scales"]);
            writer.Initializer(OnnxWriter.Tensor("scales", OnnxWriter.Float32, [4], 1f, 1f, 1f, 3f));
        }

        for (int i = 0; i < lists.Length; i++)
        {
            inputs.Add($"list{i}");
            writer.Initializer(OnnxWriter.Tensor($"list{i}", OnnxWriter.Int64, [lists[i].Length], lists[i]));
        }

        return writer.Node(op, [.. inputs], [output], attributes);
    }
}
