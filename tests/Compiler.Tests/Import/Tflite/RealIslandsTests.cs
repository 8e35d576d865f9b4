using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Tflite;
using static QMacVerify.Compiler.Tests.Import.Tflite.TestModels;

namespace QMacVerify.Compiler.Tests.Import.Tflite;

/// <summary>Float operators between DEQUANTIZE and QUANTIZE, and tables that are computed in float32: each against its formula, for all codes.</summary>
public class RealIslandsTests
{
    private const float InputScale = 0.05f;
    private const float OutputScale = 0.03f;

    [Theory]
    [InlineData(101, 0)] // ABS
    [InlineData(111, 0)] // ELU
    [InlineData(150, 116)] // GELU
    [InlineData(117, 0)] // HARD_SWISH
    [InlineData(14, 0)] // LOGISTIC
    [InlineData(59, 0)] // NEG
    [InlineData(19, 0)] // RELU
    [InlineData(21, 0)] // RELU6
    [InlineData(92, 0)] // SQUARE
    [InlineData(28, 0)] // TANH
    public void Import_Island_IsTheFunctionOfEveryCode(int code, int options)
    {
        (Network network, sbyte[] table) = Island((writer, x, y) => writer.AddOperator(code, [x], [y], options, options == 0 ? null : new FlatTable()));

        Assert.Equal(network.Graph, network.Reread().Graph);
        for (int x = sbyte.MinValue; x <= sbyte.MaxValue; x++)
        {
            AssertRounded((Function(code, (x + 20) * (double)InputScale) / OutputScale) - 7, table[x + 128]);
        }
    }

    [Fact]
    public void Import_IslandThatIsReturned_IsATableOfRealNumbers()
    {
        Network network = ImportModel(RealOutput());

        LookupReal lookup = Assert.Single(network.Graph.Nodes.OfType<LookupReal>());
        Assert.Equal("reshape", lookup.Function);
        Assert.Equal(network.Graph, network.Reread().Graph);
        float[] table = network.Parameters[lookup.Table].Float32.ToArray();
        for (int x = sbyte.MinValue; x <= sbyte.MaxValue; x++)
        {
            Assert.Equal(1 / (1 + Math.Exp(-(x + 20) * (double)InputScale)), table[x + 128], 1e-6);
        }
    }

    [Fact]
    public void Import_IslandThatIsReturned_IsRefusedForLiteRt() => Assert.Contains(
        "has float operators whose result is returned, whose arithmetic in LiteRT is not known",
        Assert.Throws<DiagnosticException>(() => TfliteImporter.Import(RealOutput(), "m", "m", TfliteRuntime.TfliteXnnpack)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Import_ChainWithConstantsAndReshape_IsOneTable()
    {
        (Network network, sbyte[] table) = Island((writer, x, y) =>
        {
            // x * (x + 3) * 0.25, with a fused RELU.
            int three = writer.AddTensor("three", TfliteType.Float32, [], data: BitConverter.GetBytes(3f));
            int quarter = writer.AddTensor("quarter", TfliteType.Float32, [1], data: BitConverter.GetBytes(0.25f));
            int sum = writer.AddTensor("sum", TfliteType.Float32, [1, 4]);
            writer.AddOperator(0, [x, three], [sum], 11, new FlatTable());
            int product = writer.AddTensor("product", TfliteType.Float32, [1, 4]);
            writer.AddOperator(18, [x, sum], [product], 21, new FlatTable());
            writer.AddOperator(18, [quarter, product], [y], 21, new FlatTable().Int8(0, 1));
        });

        Assert.Single(network.Graph.Nodes);
        for (int x = sbyte.MinValue; x <= sbyte.MaxValue; x++)
        {
            float value = (x + 20) * InputScale;
            float result = Math.Max(0, 0.25f * (value * (value + 3)));
            Assert.Equal(Math.Clamp(MathF.Round(result / OutputScale, MidpointRounding.AwayFromZero) - 7, -128, 127), table[x + 128]);
        }
    }

    [Fact]
    public void Import_MovementOfRealNumbers_MovesCodes()
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Int8, [2, 3], Scale(InputScale, -20));
        int real = writer.AddTensor("real", TfliteType.Float32, [2, 3]);
        writer.AddOperator(6, [x], [real]);
        int transposed = writer.AddTensor("transposed", TfliteType.Float32, [3, 2]);
        writer.AddOperator(39, [real, writer.AddInt32("order", [2], [1, 0])], [transposed], 26, new FlatTable());
        int flat = writer.AddTensor("flat", TfliteType.Float32, [6]);
        writer.Reshape(transposed, flat);
        int y = writer.AddTensor("y", TfliteType.Int8, [6], Scale(InputScale, -20));
        writer.AddOperator(114, [flat], [y]);
        writer.SetInputs(x);
        writer.SetOutputs(y);

        Assert.Equal(
            [View.OpName, Reshape.OpName, Lookup.OpName], ImportModel(writer.ToArray()).Graph.Nodes.Select(node => node.Op));
    }

    [Fact]
    public void Import_IslandThatIsNoTable_IsRefused()
    {
        Refuse("node 2 (QUANTIZE) gets NaN for code -128 of \"x\", and NaN has no code", (writer, x, y) => writer.AddOperator(73, [x], [y]));
        Refuse("node 1 (SOFTMAX) computes with real numbers inside the graph, which is not supported", (writer, x, y) => writer.Softmax(x, y));
        Refuse("node 1 (ADD) computes real numbers inside the graph with \"c\", which is no single constant number", (writer, x, y) =>
            writer.AddOperator(0, [x, writer.AddTensor("c", TfliteType.Float32, [2], data: new byte[8])], [y], 11, new FlatTable()));
    }

    [Theory]
    [InlineData(111, 0)]
    [InlineData(150, 116)]
    [InlineData(101, 0)]
    public void Import_OperatorOnCodes_IsATable(int code, int options)
    {
        Network network = ImportModel(OneOperator(([1, 4], Scale(InputScale, -20)), ([1, 4], Scale(OutputScale, -7)), (writer, x, y) =>
            writer.AddOperator(code, [x], [y], options, options == 0 ? null : new FlatTable())));
        sbyte[] table = TableOf(network);
        for (int x = sbyte.MinValue; x <= sbyte.MaxValue; x++)
        {
            AssertRounded((Function(code, (x + 20) * (double)InputScale) / OutputScale) - 7, table[x + 128]);
        }
    }

    [Fact]
    public void Import_Rsqrt_IsTheInverseRootWithinOneCode()
    {
        Network network = ImportModel(OneOperator(([1, 4], Scale(InputScale, -128)), ([1, 4], Scale(OutputScale, -128)), (writer, x, y) => writer.AddOperator(76, [x], [y])));
        sbyte[] table = TableOf(network);
        Assert.Equal(127, table[0]);
        for (int x = 1; x < 256; x++)
        {
            Assert.InRange(table[x] - Math.Min(127, (1 / Math.Sqrt(x * (double)InputScale) / OutputScale) - 128), -0.51, 0.51);
        }
    }

    [Theory]
    [InlineData(14, 1 / 256f, 0)] // LOGISTIC
    [InlineData(28, 1 / 128f, 128)] // TANH
    [InlineData(21, OutputScale, 10)] // RELU6, which rescales
    [InlineData(117, OutputScale, 10)] // HARD_SWISH
    public void Import_UInt8Function_IsATable(int code, float scale, int zeroPoint)
    {
        sbyte[] table = TableOf(UInt8Model(InputScale, 120, scale, zeroPoint, (writer, x, y) => writer.AddOperator(code, [x], [y])));
        for (int x = 0; x < 256; x++)
        {
            double exact = Math.Clamp((Function(code, (x - 120) * (double)InputScale) / scale) + zeroPoint, 0, 255);
            Assert.InRange(table[x] + 128 - exact, -0.501 - (code == 117 ? 1 : 0), 0.501 + (code == 117 ? 1 : 0));
        }
    }

    [Fact]
    public void Import_UInt8ConcatenationOfOtherScales_RescalesThem()
    {
        Network network = UInt8Model(InputScale, 120, OutputScale, 10, (writer, x, y) =>
            writer.AddOperator(2, [x], [y], 10, new FlatTable().Int32(0, 1)));

        Assert.Equal([Lookup.OpName, Concat.OpName], network.Graph.Nodes.Select(node => node.Op));
        sbyte[] table = TableOf(network);
        for (int x = 0; x < 256; x++)
        {
            float factor = InputScale * (1 / OutputScale);
            float value = (x * factor) + (-120 * factor);
            Assert.Equal(Math.Clamp(MathF.Round(value, MidpointRounding.AwayFromZero) + 10, 0, 255), table[x] + 128);
        }
    }

    /// <summary>Near ties of a number in double may fall either way.</summary>
    private static void AssertRounded(double exact, sbyte code) => Assert.InRange(code - Math.Clamp(exact, sbyte.MinValue, sbyte.MaxValue), -0.5001, 0.5001);

    private static double Function(int code, double x) => code switch
    {
        101 => Math.Abs(x),
        111 => x < 0 ? Math.Exp(x) - 1 : x,
        150 => x * NormalDistribution(x),
        117 => x * Math.Clamp(x + 3, 0, 6) / 6,
        14 => 1 / (1 + Math.Exp(-x)),
        59 => -x,
        19 => Math.Max(0, x),
        21 => Math.Clamp(x, 0, 6),
        92 => x * x,
        _ => Math.Tanh(x),
    };

    /// <summary>By Simpson's rule from 0.</summary>
    private static double NormalDistribution(double x)
    {
        const int Steps = 2000;
        double width = x / Steps;
        double Density(double at) => Math.Exp(-at * at / 2) / Math.Sqrt(2 * Math.PI);
        return 0.5 + (width / 3 * Enumerable.Range(0, Steps + 1).Sum(i => Density(i * width) * (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2)));
    }

    private static (Network Network, sbyte[] Table) Island(Action<TfliteWriter, int, int> add)
    {
        Network network = ImportModel(IslandModel(add));
        return (network, TableOf(network));
    }

    private static byte[] IslandModel(Action<TfliteWriter, int, int> add) => OneOperator(
        ([1, 4], Scale(InputScale, -20)), ([1, 4], Scale(OutputScale, -7)), (writer, x, y) =>
        {
            int real = writer.AddTensor("real", TfliteType.Float32, [1, 4]);
            int result = writer.AddTensor("result", TfliteType.Float32, [1, 4]);
            writer.AddOperator(6, [x], [real]);
            add(writer, real, result);
            writer.AddOperator(114, [result], [y]);
        });

    /// <summary>LOGISTIC of real numbers under another shape, which the model returns.</summary>
    private static byte[] RealOutput()
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.Int8, [1, 4], Scale(InputScale, -20));
        int real = writer.AddTensor("real", TfliteType.Float32, [1, 4]);
        int result = writer.AddTensor("result", TfliteType.Float32, [1, 4]);
        int y = writer.AddTensor("y", TfliteType.Float32, [2, 2]);
        writer.AddOperator(6, [x], [real]);
        writer.AddOperator(14, [real], [result]);
        writer.Reshape(result, y, [2, 2]);
        writer.SetInputs(x);
        writer.SetOutputs(y);
        return writer.ToArray();
    }

    private static Network UInt8Model(float inputScale, int inputZeroPoint, float outputScale, int outputZeroPoint, Action<TfliteWriter, int, int> add)
    {
        TfliteWriter writer = new();
        int x = writer.AddTensor("x", TfliteType.UInt8, [1, 4], Scale(inputScale, inputZeroPoint));
        int y = writer.AddTensor("y", TfliteType.UInt8, [1, 4], Scale(outputScale, outputZeroPoint));
        add(writer, x, y);
        writer.SetInputs(x);
        writer.SetOutputs(y);
        return ImportModel(writer.ToArray());
    }

    private static sbyte[] TableOf(Network network) => network.Parameters[network.Graph.Nodes.OfType<Lookup>().Single().Table].Int8.ToArray();

    private static void Refuse(string expected, Action<TfliteWriter, int, int> add) =>
        Assert.Contains(expected, Refusal(IslandModel(add)).ToString(), StringComparison.Ordinal);
}
