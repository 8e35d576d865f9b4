using System.Runtime.InteropServices;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Tflite;
using static QMacVerify.Compiler.Tests.Import.Tflite.TestModels;

namespace QMacVerify.Compiler.Tests.Import.Tflite;

/// <summary>Operators that move elements, worked out by hand, and shapes that are computed from constants.</summary>
public class MovementsTests
{
    private static readonly TfliteQuantization Plain = Scale(0.5f, 3);

    [Fact]
    public void MirrorPad_BothModes_ReflectAtOrBehindTheEnds()
    {
        int[] Padded(byte mode, int width) => Moved(
            [2, 3], [3, width], 100, (writer, _) => [writer.AddInt32("p", [2, 2], [1, 0, 2, 1])], 77, new FlatTable().Int8(0, mode));

        Assert.Equal([5, 4, 3, 4, 5, 4, 2, 1, 0, 1, 2, 1, 5, 4, 3, 4, 5, 4], Padded(0, 6));
        Assert.Equal([1, 0, 0, 1, 2, 2, 1, 0, 0, 1, 2, 2, 4, 3, 3, 4, 5, 5], Padded(1, 6));
    }

    [Fact]
    public void Pad_AmountsOf64Bits_AreThose() => Assert.Equal(
        [3, 3, 3, 0, 1, 3],
        Moved(
            [1, 2], [2, 3], 34,
            (writer, _) => [writer.AddTensor("p", (TfliteType)4, [2, 2], data: MemoryMarshal.AsBytes<long>(new long[] { 1, 0, 0, 1 }))],
            22, new FlatTable()));

    [Fact]
    public void SpaceToDepth_AndBack_PutBlocksIntoChannels()
    {
        // [1, 2, 4, 1]: two blocks side by side.
        int[] depth = Moved([1, 2, 4, 1], [1, 1, 2, 4], 26, (_, _) => [], 19, new FlatTable().Int32(0, 2));
        int[] space = Moved([1, 1, 2, 4], [1, 2, 4, 1], 5, (_, _) => [], 94, new FlatTable().Int32(0, 2));

        Assert.Equal([0, 1, 4, 5, 2, 3, 6, 7], depth);
        Assert.Equal([0, 1, 4, 5, 2, 3, 6, 7], space);
    }

    [Fact]
    public void Tile_Counts_RepeatWholeAxes() => Assert.Equal(
        [0, 1, 0, 1, 2, 3, 2, 3, 0, 1, 0, 1, 2, 3, 2, 3],
        Moved([2, 2], [4, 4], 69, (writer, _) => [writer.AddInt32("n", [2], [2, 2])], 0, null));

    [Fact]
    public void BroadcastTo_NewAxes_RepeatsAxesOfOneElement() => Assert.Equal(
        [0, 0, 1, 1, 0, 0, 1, 1],
        Moved([2, 1], [2, 2, 2], 130, (writer, _) => [writer.AddInt32("to", [3], [2, 2, 2])], 0, null));

    [Fact]
    public void Gather_Constants_TakesElementsInAnyOrder() => Assert.Equal(
        [2, 0, 2, 5, 3, 5],
        Moved([2, 3], [2, 3], 36, (writer, _) => [writer.AddInt32("i", [3], [2, 0, 2])], 23, new FlatTable().Int32(0, 1)));

    [Fact]
    public void SpaceToBatch_AndBack_PutPhasesIntoImages()
    {
        int[] Operands(TfliteWriter writer, int[] amounts) => [writer.AddInt32("block", [1], [2]), writer.AddInt32("amounts", [1, 2], amounts)];
        int[] batches = Moved([1, 2, 3], [2, 2, 3], 38, (writer, _) => Operands(writer, [1, 1]), 0, null);
        int[] space = Moved([2, 2, 3], [1, 2, 3], 37, (writer, _) => Operands(writer, [1, 1]), 0, null);

        Assert.Equal([0, 0, 0, 3, 4, 5, 0, 1, 2, 0, 0, 0], batches);
        Assert.Equal([6, 7, 8, 3, 4, 5], space);
    }

    [Fact]
    public void SpaceToBatch_TwoAxes_DividesRowsAndColumns() => Assert.Equal(
        [0, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15],
        Moved([1, 4, 4, 1], [4, 2, 2, 1], 38, (writer, _) => [writer.AddInt32("block", [2], [2, 2]), writer.AddInt32("p", [2, 2], [0, 0, 0, 0])], 0, null));

    [Fact]
    public void Import_RandomConvolutionsOfPhases_AreTheSameWithDilationAndWithMovements()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            byte[] input = new byte[12 * 12 * 2];
            new SplitMix64((ulong)seed).FillInt8(MemoryMarshal.Cast<byte, sbyte>(input.AsSpan()));
            Network joined = ImportModel(Phases(seed, isPlain: true));
            Network moved = ImportModel(Phases(seed, isPlain: false));
            Assert.True(joined.Graph.Nodes.Count <= 2);
            Assert.True(moved.Graph.Nodes.Count > 3);
            Assert.Equal(Run(joined, input), Run(moved, input));
        }

        static byte[] Run(Network network, byte[] input)
        {
            ReferenceEngine engine = new(network, OperatorAssignment.Exact);
            byte[][] outputs = [.. engine.Outputs.Select(output => new byte[output.ByteCount])];
            engine.Run([input], [.. outputs.Select(output => output.AsMemory())]);
            return outputs[0];
        }
    }

    /// <summary>A convolution of phases of a 12 x 12 image; unless it is plain the phases are an output themselves.</summary>
    private static byte[] Phases(int seed, bool isPlain)
    {
        SplitMix64 random = new((ulong)seed);
        int block = 1 + random.NextBelow(3);
        int filter = 1 + random.NextBelow(3);
        int[] crops = [.. Enumerable.Range(0, 4).Select(_ => random.NextBelow(2))];
        int[] paddings = [.. crops.Select(crop => crop + random.NextBelow(3))];
        for (int axis = 0; axis < 2; axis++)
        {
            // Whole blocks, and room for the filter.
            while ((12 + paddings[2 * axis] + paddings[(2 * axis) + 1]) % block != 0)
            {
                paddings[(2 * axis) + 1]++;
            }
        }

        int[] padded = [12 + paddings[0] + paddings[1], 12 + paddings[2] + paddings[3]];
        int[] inner = [.. padded.Select(extent => (extent / block) - filter + 1)];
        TfliteQuantization quantization = Scale(0.5f, random.NextBelow(2) == 0 ? 0 : 3);
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Int8, [1, 12, 12, 2], quantization);
        int blocks = writer.AddInt32("block", [2], [block, block]);
        int phases = writer.AddTensor("phases", TfliteType.Int8, [block * block, padded[0] / block, padded[1] / block, 2], quantization);
        int results = writer.AddTensor("results", TfliteType.Int8, [block * block, inner[0], inner[1], 3], Plain);
        int y = writer.AddTensor("y", TfliteType.Int8, [1, (inner[0] * block) - crops[0] - crops[1], (inner[1] * block) - crops[2] - crops[3], 3], Plain);
        writer.AddOperator(38, [x, blocks, writer.AddInt32("p", [2, 2], paddings)], [phases]);
        writer.Conv2D(
            phases, writer.AddInt8("w", [3, filter, filter, 2], Ramp(6 * filter * filter), Scale(0.01f)), writer.AddInt32("b", [3], [1, -200, 300]), results, TflitePadding.Valid);
        writer.AddOperator(37, [results, blocks, writer.AddInt32("c", [2, 2], crops)], [y]);
        writer.SetInputs(x);
        writer.SetOutputs(isPlain ? [y] : [y, phases]);
        return writer.ToArray();
    }

    [Theory]
    [InlineData(1)] // a depthwise convolution of the phases: one with dilation
    [InlineData(2)] // with steps of 2 it is none
    public void Import_ConvolutionOfPhases_HasDilation(int stride)
    {
        byte[] file = OneOperator(([1, 6, 6, 1], Plain), ([1, stride == 1 ? 6 : 2, stride == 1 ? 6 : 2, 1], Plain), (writer, x, y) =>
        {
            int block = writer.AddInt32("block", [2], [2, 2]);
            int phases = writer.AddTensor("phases", TfliteType.Int8, [4, 5, 5, 1], Plain);
            int results = writer.AddTensor("results", TfliteType.Int8, [4, stride == 1 ? 3 : 2, stride == 1 ? 3 : 2, 1], Plain);
            writer.AddOperator(38, [x, block, writer.AddInt32("p", [2, 2], [2, 2, 2, 2])], [phases]);
            writer.DepthwiseConv2D(
                phases, writer.AddInt8("w", [1, 3, 3, 1], Ramp(9), Scale(0.01f)), TfliteWriter.NoTensor, results, TflitePadding.Valid, (stride, stride));
            writer.AddOperator(37, [results, block, writer.AddInt32("c", [2, 2], stride == 1 ? [0, 0, 0, 0] : [1, 1, 1, 1])], [y]);
        });
        Network network = ImportModel(file);

        Assert.Equal(network.Graph, network.Reread().Graph);
        Assert.Equal(stride == 1 ? ["pad", "depthwise_conv2d"] : ["pad", "view", "reshape", "depthwise_conv2d", "view", "reshape", "view"], network.Graph.Nodes.Select(node => node.Op));
        WindowGeometry window = network.Graph.MacNodes.Single().Geometry.Window;
        Assert.Equal(stride == 1 ? (2, 2, 10) : (1, 1, 5), (window.DilationY, window.DilationX, window.InHeight));
    }

    [Theory]
    [InlineData(100, 77, 0, "has 2 values in input 1, expected 4")]
    [InlineData(36, 23, 0, "takes element 9 along axis 0 of [2, 2]")]
    [InlineData(69, 0, 0, "makes the shape [9, 1073741824]")]
    [InlineData(130, 0, 0, "broadcasts [2, 2] to [9, 1073741824]")]
    public void Import_IndicesAndCountsOutOfRange_AreRefused(int code, int optionsType, int option, string expected) => Assert.Contains(
        expected,
        Refusal(OneOperator(([2, 2], Plain), ([2, 2], Plain), (writer, x, y) => writer.AddOperator(
            code, [x, writer.AddInt32("n", [2], [9, 1 << 30])], [y], optionsType, optionsType == 0 ? null : new FlatTable().Int32(0, option)))).ToString(),
        StringComparison.Ordinal);

    [Fact]
    public void Import_ComputedPermutation_IsAConstant()
    {
        // RANGE(1, -2, -1) + FILL(3, 1) = [2, 1, 0].
        int[] moved = Moved(
            [2, 1, 2],
            [2, 1, 2],
            39,
            (writer, x) =>
            {
                int range = writer.AddTensor("range", TfliteType.Int32, [3]);
                writer.AddOperator(96, [writer.AddInt32("a", [], [1]), writer.AddInt32("b", [], [-2]), writer.AddInt32("c", [], [-1])], [range], 73, new FlatTable());
                int ones = writer.AddTensor("ones", TfliteType.Int32, [3]);
                writer.AddOperator(94, [writer.AddInt32("three", [1], [3]), writer.AddInt32("one", [], [1])], [ones], 68, new FlatTable());
                int sum = writer.AddTensor("sum", TfliteType.Int32, [3]);
                writer.AddOperator(0, [range, ones], [sum], 11, new FlatTable());
                int cast = writer.AddTensor("cast", TfliteType.Int32, [3]);
                writer.AddOperator(53, [sum], [cast], 37, new FlatTable());
                return [cast];
            },
            26,
            new FlatTable());

        Assert.Equal([0, 2, 1, 3], moved);
    }

    [Fact]
    public void Import_ShapeArithmetic_GivesTheExtentsOfASlice()
    {
        // size = PACK(SHAPE(x)[0], 2): the first two columns of every row.
        int[] moved = Moved(
            [2, 3],
            [2, 2],
            65,
            (writer, x) =>
            {
                int shape = writer.AddTensor("shape", TfliteType.Int32, [2]);
                writer.AddOperator(77, [x], [shape], 55, new FlatTable().Int8(0, 2));
                int rows = writer.AddTensor("rows", TfliteType.Int32, []);
                int[] bounds = [writer.AddInt32("b", [1], [0]), writer.AddInt32("e", [1], [1]), writer.AddInt32("s", [1], [1])];
                writer.AddOperator(45, [shape, .. bounds], [rows], 32, new FlatTable().Int32(4, 1));
                int size = writer.AddTensor("size", TfliteType.Int32, [2]);
                writer.AddOperator(83, [rows, writer.AddInt32("two", [], [2])], [size], 59, new FlatTable().Int32(0, 2));

                // The file does not know the extents of what is reshaped there and back.
                int column = writer.AddTensor("column", TfliteType.Int32, [1, 1]);
                writer.AddOperator(22, [size, writer.AddInt32("to column", [2], [-1, 1])], [column]);
                int row = writer.AddTensor("row", TfliteType.Int32, [1]);
                writer.AddOperator(22, [column, writer.AddInt32("to row", [1], [-1])], [row]);
                return [writer.AddInt32("begin", [2], [0, 0]), row];
            },
            0,
            null);

        Assert.Equal([0, 1, 3, 4], moved);
    }

    [Fact]
    public void Import_WeightsThatAreQuantizedAndTransposed_AreConstants()
    {
        // float32 [2, 3] -> int8 -> [3, 2], and a bias-free layer.
        Network network = ImportModel(OneOperator(([1, 2], Plain), ([1, 3], Plain), (writer, x, y) =>
        {
            float[] reals = [0.5f, -1, 1.5f, 2, -2.5f, 100];
            int real = writer.AddTensor("real", TfliteType.Float32, [2, 3], data: MemoryMarshal.AsBytes<float>(reals));
            int codes = writer.AddTensor("codes", TfliteType.Int8, [2, 3], Scale(0.25f));
            writer.AddOperator(114, [real], [codes]);
            int weights = writer.AddTensor("weights", TfliteType.Int8, [3, 2], Scale(0.25f));
            writer.AddOperator(39, [codes, writer.AddInt32("order", [2], [1, 0])], [weights], 26, new FlatTable());
            writer.FullyConnected(x, weights, TfliteWriter.NoTensor, y);
        }));

        MacNode layer = Assert.IsAssignableFrom<MacNode>(Assert.Single(network.Graph.Nodes));
        Assert.Equal([2, 8, -4, -10, 6, 127], network.Parameters[layer.Weights].Int8.ToArray());
    }

    [Fact]
    public void Import_ConstantThatIsDequantized_IsANumberOfAnIsland()
    {
        // x + 0.25 * (7 - 3), where 0.5 is a step of x.
        Network network = ImportModel(OneOperator(([1, 2], Plain), ([1, 2], Plain), (writer, x, y) =>
        {
            int constant = writer.AddTensor("constant", TfliteType.Float32, [1]);
            writer.AddOperator(6, [writer.AddInt8("code", [1], [7], Scale(0.25f, 3))], [constant]);
            int real = writer.AddTensor("real", TfliteType.Float32, [1, 2]);
            writer.AddOperator(6, [x], [real]);
            int sum = writer.AddTensor("sum", TfliteType.Float32, [1, 2]);
            writer.AddOperator(0, [real, constant], [sum], 11, new FlatTable());
            writer.AddOperator(114, [sum], [y]);
        }));

        Generators.Graph.Ops.Lookup table = Assert.IsType<Generators.Graph.Ops.Lookup>(Assert.Single(network.Graph.Nodes));
        Assert.Equal([-126, 12, 127], new[] { 0, 138, 255 }.Select(i => (int)network.Parameters[table.Table].Int8[i]));
    }

    [Fact]
    public void Import_FoldingOfTooManyElements_IsRefused() => Assert.Contains(
        "node 0 (FILL) computes 67108864 elements at import, after those of the nodes before it: at most 4194304 are",
        Refusal(OneOperator(([2, 2], Plain), ([2, 2], Plain), (writer, x, y) =>
        {
            int filled = writer.AddTensor("filled", TfliteType.Int32, [1 << 26]);
            writer.AddOperator(94, [writer.AddInt32("count", [1], [1 << 26]), writer.AddInt32("one", [], [1])], [filled], 68, new FlatTable());
            writer.Reshape(x, y);
        })).ToString(),
        StringComparison.Ordinal);

    /// <summary>What an operator makes of the codes 0, 1, 2, ...; its package reads back as it was written.</summary>
    private static int[] Moved(
        int[] from, int[] to, int code, Func<TfliteWriter, int, int[]> operands, int optionsType, FlatTable? options)
    {
        Network network = ImportModel(OneOperator((from, Plain), (to, Plain), (writer, x, y) =>
            writer.AddOperator(code, [x, .. operands(writer, x)], [y], optionsType, options)));
        Assert.Equal(network.Graph, network.Reread().Graph);
        ReferenceEngine engine = new(network, OperatorAssignment.Exact);
        byte[] result = new byte[engine.Outputs[0].ByteCount];
        engine.Run([Enumerable.Range(0, engine.Inputs[0].ByteCount).Select(i => (byte)i).ToArray()], [result]);
        return [.. MemoryMarshal.Cast<byte, sbyte>(result).ToArray().Select(value => (int)value)];
    }
}
