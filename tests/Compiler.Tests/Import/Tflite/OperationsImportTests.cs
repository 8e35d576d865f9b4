using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Tflite;
using static QMacVerify.Compiler.Tests.Import.Tflite.TestModels;

namespace QMacVerify.Compiler.Tests.Import.Tflite;

/// <summary>Operators without products: their attributes and derived numbers worked out by hand, their tables at known points.</summary>
public class OperationsImportTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Operations_BothEngines_Agree(bool isSimplified)
    {
        Network network = ImportModel(isSimplified ? Simplified() : Operations());
        OperatorAssignment operators = new(new OperatorPair(new TruncatedMultiplier(2), new ExactAdder()));
        Func<IModelRunner> compiled = CompiledKernels.Of(PlannedNetwork.Of(network, operators).Plan).Create;
        SampleBatch samples = SampleBatch.Random(compiled().Inputs, 5, 1);
        TensorDump expected = new(network.Graph);
        TensorDump actual = new(network.Graph);
        IReadOnlyList<NpyArray> outputs = BatchRunner.Run(() => new ReferenceEngine(network, operators), samples, expected);
        foreach ((NpyArray a, NpyArray b) in outputs.Zip(BatchRunner.Run(compiled, samples, actual)))
        {
            Assert.Equal(a.Data, b.Data);
        }

        Assert.Equal(expected.Describe(), actual.Describe());
        foreach (string key in expected.ToArchive().Names)
        {
            Assert.Equal(expected.ToArchive()[key].Data, actual.ToArchive()[key].Data);
        }

        Assert.Equal(isSimplified ? ["int8", "uint8", "int8"] : ["int8", "int8", "uint8", "float32"], outputs.Select(output => Runtime.ElementTypes.Name(output.Type)));
    }

    [Fact]
    public void Sub_Scales_GiveQuotientsInFloat32()
    {
        Sub sub = Import<Sub>(([1, 4], Scale(0.3f)), ([1, 4], Scale(0.7f)), (writer, x, y) =>
            writer.AddOperator(41, [x, writer.AddInt8("c", [4], [1, 2, 3, 4], Scale(0.1f))], [y], 28, new FlatTable()));

        const float twice = 2 * 0.3f;
        Assert.Equal(Multiplier(0.3f / twice), sub.FirstMultiplier);
        Assert.Equal(Multiplier(0.1f / twice), sub.SecondMultiplier);
        Assert.Equal(Multiplier(twice / (1048576f * 0.7f)), sub.OutputMultiplier);
        Assert.NotEqual(Multiplier((double)0.1f / twice), sub.SecondMultiplier);
    }

    [Fact]
    public void Mul_ScalesAndActivation_GiveMultiplierAndClamp()
    {
        Mul mul = Import<Mul>(([1, 4], Scale(0.5f)), ([1, 4], Scale(0.25f, 7)), (writer, x, y) =>
            writer.AddOperator(18, [x, x], [y], 21, new FlatTable().Int8(0, 3)));

        Assert.Equal(new QuantizedMultiplier(1 << 30, 1), mul.Rescale.Multiplier); // 0.5 * 0.5 / 0.25 = 1
        Assert.Equal(new ClampRange(7, 31), mul.Clamp);
    }

    [Fact]
    public void Mean_Count_DividesTheIntegerMultiplier()
    {
        ReduceSum mean = Import<ReduceSum>(([1, 3, 3, 2], Scale(0.5f)), ([1, 2], Scale(0.25f)), (writer, x, y) =>
            writer.AddOperator(40, [x, writer.AddInt32("axes", [2], [2, -3])], [y], 27, new FlatTable()));

        // 2 = 2^30 with shift 2; 2^3 is the greatest power of two in 9.
        Assert.Equal(new QuantizedMultiplier((int)((8L << 30) / 9), 2 - 3), mean.Multiplier);
        Assert.Equal([1, 2], mean.Axes);
        Assert.Equal("mean", mean.Function);
    }

    [Fact]
    public void StridedSlice_BackwardsWithMasks_IsAView()
    {
        View view = Import<View>(([1, 4, 5], Scale(1)), ([4, 3], Scale(1)), (writer, x, y) => writer.AddOperator(
            45,
            [x, writer.AddInt32("b", [3], [0, 9, -1]), writer.AddInt32("e", [3], [0, -9, 0]), writer.AddInt32("s", [3], [1, -1, -2])],
            [y],
            32,
            new FlatTable().Int32(1, 4).Int32(4, 1)));

        Assert.Equal(19, view.Offset); // row 3, column 4
        Assert.Equal([-5, -2], view.Strides);
    }

    [Fact]
    public void Split_Axis_BecomesAViewForEachPart()
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Int8, [2, 6], Scale(1));
        int[] parts = [.. Enumerable.Range(0, 3).Select(i => writer.AddTensor($"part{i}", TfliteType.Int8, [2, 2], Scale(1)))];
        writer.AddOperator(49, [writer.AddInt32("axis", [], [-1]), x], parts, 35, new FlatTable().Int32(0, 3));
        writer.SetInputs(x);
        writer.SetOutputs(parts);

        Network network = ImportModel(writer.ToArray());

        Assert.Equal([0, 2, 4], network.Graph.Nodes.Select(node => Assert.IsType<View>(node).Offset));
        Assert.Equal(["part0", "part1", "part2"], network.Graph.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void Pad_WithAndWithoutCode_FillsWithZeroOrThatCode()
    {
        Pad zero = Import<Pad>(([1, 2], Scale(1, 9)), ([1, 5], Scale(1, 9)), (writer, x, y) =>
            writer.AddOperator(34, [x, writer.AddInt32("p", [2, 2], [0, 0, 1, 2])], [y], 22, new FlatTable()));
        Pad code = Import<Pad>(([1, 2], Scale(1, 9)), ([1, 5], Scale(1, 9)), (writer, x, y) => writer.AddOperator(
            60, [x, writer.AddInt32("p", [2, 2], [0, 0, 3, 0]), writer.AddInt8("v", [1], [-4], Scale(1, 9))], [y], 43, new FlatTable()));

        Assert.Equal((9, "[0, 1]"), (zero.Value, zero.Before.ToString()));
        Assert.Equal((-4, "[0, 3]"), (code.Value, code.Before.ToString()));
    }

    [Fact]
    public void TransposeConv_SizeAndStride_AreTheOutputs()
    {
        TransposeConv conv = Import<TransposeConv>(([1, 3, 2, 1], Scale(1)), ([1, 6, 5, 2], Scale(2)), (writer, x, y) => writer.AddOperator(
            67,
            [writer.AddInt32("size", [4], [1, 6, 5, 2]), writer.AddInt8("w", [2, 3, 3, 1], Ramp(18), TfliteQuantization.PerChannel([1, 0.5f], 0)), x],
            [y],
            49,
            new FlatTable().Int8(0, 0).Int32(1, 3).Int32(2, 2).Int8(3, 1)));

        Assert.Equal(new ImageExtent(6, 5), conv.Geometry.Window.Transposed);
        Assert.Equal((2, 3, 0, 0), (conv.Geometry.Window.StrideY, conv.Geometry.Window.StrideX, conv.Geometry.Window.PadTop, conv.Geometry.Window.PadLeft));
        Assert.Equal([new QuantizedMultiplier(1 << 30, 0), new QuantizedMultiplier(1 << 30, -1)], conv.Requantization.Multipliers);
        Assert.Equal(new ClampRange(0, 127), conv.Requantization.Clamp);
        Assert.Equal(3 * 2 * 9 * 2, conv.Geometry.Macs);
    }

    [Theory]
    [InlineData(19, 0.5f, 3, 0.5f, 3, new[] { -128, 3, 3, 3, 4, 4, 127, 127 })] // RELU
    [InlineData(21, 0.5f, 3, 0.5f, 3, new[] { -128, 3, 3, 3, 15, 15, 127, 15 })] // RELU6: 3 + 6 / 0.5
    [InlineData(20, 0.5f, 3, 0.25f, 0, new[] { -128, -4, 3, 0, 4, 2, 127, 4 })] // RELU_N1_TO_1
    [InlineData(114, 0.5f, 3, 0.25f, -10, new[] { -128, -128, 3, -10, 4, -8, 50, 84 })] // QUANTIZE
    [InlineData(14, 0.125f, 0, 1 / 256f, -128, new[] { -128, -128, 0, 0, 8, 59, 127, 127 })] // LOGISTIC: 256 * 0.731 - 128
    [InlineData(28, 0.125f, 0, 1 / 128f, 0, new[] { -128, -128, 0, 0, 4, 59, 127, 127 })] // TANH: 128 * 0.462
    [InlineData(117, 0.125f, 0, 0.125f, 0, new[] { -128, 0, 0, 0, 8, 5, 127, 127 })] // HARD_SWISH: 1 * 4 / 6
    public void Unary_Function_IsATable(int code, float scale, int zeroPoint, float outputScale, int outputZeroPoint, int[] pairs)
    {
        byte[] file = OneOperator(
            ([1, 4], Scale(scale, zeroPoint)), ([1, 4], Scale(outputScale, outputZeroPoint)), (writer, x, y) => writer.AddOperator(code, [x], [y]));
        Network network = ImportModel(file);
        Lookup lookup = Assert.IsType<Lookup>(Assert.Single(network.Graph.Nodes));
        sbyte[] table = network.Parameters[lookup.Table].Int8.ToArray();
        for (int i = 0; i < pairs.Length; i += 2)
        {
            Assert.Equal(pairs[i + 1], table[pairs[i] + 128]);
        }
    }

    [Fact]
    public void Quantize_BetweenTypesWithEqualScales_IsTheIdentity()
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Int8, [1, 4], Scale(0.5f, -3));
        int y = writer.AddTensor("y", TfliteType.UInt8, [1, 4], Scale(0.5f, 125));
        writer.AddOperator(114, [x], [y]);
        writer.SetInputs(x);
        writer.SetOutputs(y);

        Network network = ImportModel(writer.ToArray());

        Assert.Equal(Enumerable.Range(-128, 256), network.Parameters[((Lookup)network.Graph.Nodes[0]).Table].Int8.ToArray().Select(code => (int)code));
        Assert.Equal((-3, 125, true), (network.Graph.Tensor(y).ZeroPoint, network.Graph.Tensor(y).ModelZeroPoint, network.Graph.Tensor(y).IsUnsigned));
    }

    [Fact]
    public void UInt8Model_WeightsWithAZeroPoint_AreShiftedWithTheirCodes()
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.UInt8, [1, 2, 2, 1], Scale(0.1f, 130));
        int y = writer.AddTensor("y", TfliteType.UInt8, [1, 2, 2, 1], Scale(0.7f, 10));
        int weights = writer.AddTensor("w", TfliteType.UInt8, [1, 1, 1, 1], Scale(0.3f, 100), [228]);
        writer.Conv2D(x, weights, TfliteWriter.NoTensor, y);
        writer.SetInputs(x);
        writer.SetOutputs(y);

        Network network = ImportModel(writer.ToArray());

        Conv2D conv = Assert.IsType<Conv2D>(Assert.Single(network.Graph.Nodes));
        Assert.Equal([100], network.Parameters[weights].Int8.ToArray());
        Assert.Equal((2, -28), (network.Graph.Tensor(x).ZeroPoint, network.Graph.Tensor(weights).ZeroPoint));

        // Old models round the product of the scales to float32.
        Assert.Equal([Multiplier(0.1f * 0.3f / (double)0.7f)], conv.Requantization.Multipliers);

        // (133 - 130) * (228 - 100) * 0.03 / 0.7 + 10 = 26.46
        byte[] output = new byte[4];
        new ReferenceEngine(network, OperatorAssignment.Exact).Run([new byte[] { 133, 130, 127, 132 }], [output]);
        Assert.Equal([26, 10, 0, 21], output);
    }

    [Fact]
    public void Requantization_Single_IsRecordedAndDerivedForIt()
    {
        byte[] file = OneOperator(([1, 4], Scale(0.5f)), ([1, 4], Scale(0.25f)), (writer, x, y) =>
            writer.FullyConnected(x, writer.AddInt8("w", [4, 4], Ramp(16), Scale(0.01f)), TfliteWriter.NoTensor, y));
        Network network = Compiler.Import.Tflite.TfliteImporter.Import(file, "test.tflite", "test", Compiler.Import.Tflite.TfliteRuntime.TfliteSingle);

        Assert.Equal(RequantizationKind.TfliteSingle, network.Graph.MacNodes.Single().Requantization.Kind);
        Assert.Equal(network.Graph, network.Reread().Graph);
    }

    [Fact]
    public void CompiledRun_AfterTheFirst_AllocatesNothing()
    {
        Network network = ImportModel(Operations());
        IModelRunner runner = CompiledKernels.Of(PlannedNetwork.Of(network, OperatorPair.Exact).Plan).Create();
        ReadOnlyMemory<byte>[] inputs = [.. runner.Inputs.Select(input => (ReadOnlyMemory<byte>)new byte[input.ByteCount])];
        Memory<byte>[] outputs = [.. runner.Outputs.Select(output => (Memory<byte>)new byte[output.ByteCount])];
        runner.Run(inputs, outputs);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < 10; run++)
        {
            runner.Run(inputs, outputs);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static QuantizedMultiplier Multiplier(double factor) => QuantizedMultipliers.From(factor);

    private static T Import<T>(
        (int[] Shape, TfliteQuantization? Quantization) input, (int[] Shape, TfliteQuantization? Quantization) output, Action<TfliteWriter, int, int> add)
        where T : GraphNode
    {
        Network network = ImportModel(OneOperator(input, output, add));
        Assert.Equal(network.Graph, network.Reread().Graph);
        return Assert.IsType<T>(Assert.Single(network.Graph.Nodes));
    }
}
