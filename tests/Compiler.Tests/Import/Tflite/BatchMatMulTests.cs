using QMacVerify.Compiler.Import;
using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Reference;
using QMacVerify.Compiler.Run;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime.Reference;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared.Tflite;
using static QMacVerify.Compiler.Tests.Import.Tflite.TestModels;

namespace QMacVerify.Compiler.Tests.Import.Tflite;

/// <summary>BATCH_MATMUL and FULLY_CONNECTED of two computed tensors, against the definition of TensorFlow Lite Micro's kernels.</summary>
public class BatchMatMulTests
{
    private static readonly TfliteQuantization First = Scale(0.3f, -7), Second = Scale(0.07f, 12), Result = Scale(0.9f, 5);

    /// <summary>Sums of products less both zero points, by loops over the axes as they stand in the file, then one multiplier for all.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void BothEngines_BatchMatMul_GiveTheDefinedCodes(bool adjX, bool adjY)
    {
        const int stacks = 2, rows = 3, depth = 17, columns = 4;
        int[] x = [stacks, 1, .. adjX ? [depth, rows] : new[] { rows, depth }];
        int[] y = [stacks, .. adjY ? [columns, depth] : new[] { depth, columns }];
        Network network = ImportModel(Model(x, y, [stacks, stacks, rows, columns], adjX, adjY));
        SampleBatch samples = SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 3, 1);
        QuantizedMultiplier multiplier = QuantizedMultipliers.From(0.3f * 0.07f / (double)0.9f, RequantizationKind.TfliteDouble);
        Rescaler rescaler = multiplier.ToReference(RequantizationKind.TfliteDouble);
        List<sbyte> expected = [];
        for (int sample = 0; sample < samples.Count; sample++)
        {
            (sbyte[] a, sbyte[] b) = (Codes(samples, 0, sample), Codes(samples, 1, sample));
            for (int i = 0; i < stacks * stacks * rows * columns; i++)
            {
                (int column, int row, int second, int first) = (i % columns, i / columns % rows, i / (columns * rows) % stacks, i / (columns * rows * stacks));
                int acc = 0;
                for (int k = 0; k < depth; k++)
                {
                    int left = a[(first * rows * depth) + (adjX ? (k * rows) + row : (row * depth) + k)];
                    int right = b[(second * columns * depth) + (adjY ? (column * depth) + k : (k * columns) + column)];
                    acc += (left + 7) * (right - 12);
                }

                expected.Add(rescaler.Requantize(acc, 5));
            }
        }

        AssertBothEngines(network, samples, [.. expected]);
        Assert.Single(network.Graph.Nodes.OfType<MatMul>());
        Assert.Equal((adjX ? 1 : 0) + (adjY ? 0 : 1), network.Graph.Nodes.OfType<View>().Count());
    }

    [Fact]
    public void BothEngines_FullyConnectedWithComputedWeights_GiveTheDefinedCodes()
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Int8, [2, 1, 5], First);
        int w = writer.AddTensor("w", TfliteType.Int8, [3, 5], Second);
        int y = writer.AddTensor("y", TfliteType.Int8, [2, 1, 3], Result);
        writer.FullyConnected(x, w, writer.AddInt32("b", [3], [100, -200, 3], Scale(0.021f)), y, TfliteActivation.Relu, keepNumDims: true);
        writer.SetInputs(x, w);
        writer.SetOutputs(y);
        Network network = ImportModel(writer.ToArray());
        SampleBatch samples = SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 4, 2);
        Rescaler rescaler = QuantizedMultipliers.From(0.3f * 0.07f / (double)0.9f, RequantizationKind.TfliteDouble).ToReference(RequantizationKind.TfliteDouble);
        List<sbyte> expected = [];
        for (int sample = 0; sample < samples.Count; sample++)
        {
            (sbyte[] a, sbyte[] b) = (Codes(samples, 0, sample), Codes(samples, 1, sample));
            for (int i = 0; i < 6; i++)
            {
                int acc = new[] { 100, -200, 3 }[i % 3] + Enumerable.Range(0, 5).Sum(k => (a[(i / 3 * 5) + k] + 7) * (b[(i % 3 * 5) + k] - 12));
                expected.Add(rescaler.Requantize(acc, 5, lower: 5));
            }
        }

        AssertBothEngines(network, samples, [.. expected]);
    }

    [Fact]
    public void Import_ConstantOperand_IsFolded()
    {
        Network network = ImportModel(OneOperator(([2, 3], First), ([2, 4], Result), (writer, x, y) =>
            writer.AddOperator(126, [x, writer.AddInt8("c", [3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], Second)], [y], 101, new FlatTable())));

        MatMul product = Assert.IsType<MatMul>(Assert.Single(network.Graph.Nodes));
        Assert.Equal([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11], network.Parameters[product.Weights].Int8.ToArray());
    }

    [Fact]
    public void Import_ShapesThatDoNotGoTogether_IsRefused() => Assert.Contains(
        "QMAC0103: node 0 (BATCH_MATMUL) multiplies int8 [2, 3] by int8 [4, 3] transposed, which does not give int8 [2, 5]",
        Refusal(Model([2, 3], [3, 4], [2, 5], false, false)).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Import_AsLiteRt_IsRefused() => Assert.Contains(
        "node 0 (BATCH_MATMUL) has products of two tensors, whose arithmetic in LiteRT is not known",
        Assert.Throws<DiagnosticException>(() => TfliteImporter.Import(
            Model([2, 3], [3, 4], [2, 4], false, false), "test.tflite", "test", TfliteRuntime.TfliteXnnpack)).Message,
        StringComparison.Ordinal);

    private static byte[] Model(int[] first, int[] second, int[] result, bool adjX, bool adjY)
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Int8, first, First);
        int y = writer.AddTensor("y", TfliteType.Int8, second, Second);
        int z = writer.AddTensor("z", TfliteType.Int8, result, Result);
        writer.AddOperator(126, [x, y], [z], 101, new FlatTable().Bool(0, adjX).Bool(1, adjY));
        writer.SetInputs(x, y);
        writer.SetOutputs(z);
        return writer.ToArray();
    }

    private static sbyte[] Codes(SampleBatch samples, int input, int sample) => [.. samples.Sample(input, sample).ToArray().Select(code => (sbyte)code)];

    private static void AssertBothEngines(Network network, SampleBatch samples, sbyte[] expected)
    {
        foreach (Func<IModelRunner> create in (Func<IModelRunner>[])
            [() => new ReferenceEngine(network, OperatorAssignment.Exact), CompiledKernels.Of(PlannedNetwork.Of(network, OperatorAssignment.Exact).Plan).Create])
        {
            Assert.Equal(expected, BatchRunner.Run(create, samples)[0].Values<sbyte>().ToArray());
        }
    }
}
