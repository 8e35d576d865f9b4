using System.Runtime.Intrinsics.X86;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared.Onnx;

namespace QMacVerify.Compiler.Tests.Reference;

/// <summary>Real numbers that a model returns behind functions, against ONNX Runtime itself: every bit.</summary>
public class OnnxRealOutputTests
{
    /// <summary>Its exponential is Eigen's, which has one formula for vectors and another for what is left over.</summary>
    private const string OfEigen = "Elu";

    private static readonly int[] Shape = [1, 3, 7, 25];

    private static readonly Dictionary<string, Action<OnnxWriter>> Functions = new()
    {
        ["Abs"] = writer => writer.Node("Abs", ["r"], ["y"]),
        ["Add"] = writer => writer.Scale("k", 0.37f).Node("Add", ["r", "k"], ["y"]),
        ["BatchNormalization"] = writer => PerChannel(writer).Node("BatchNormalization", ["r", "a", "b", "c", "d"], ["y"]),
        ["Clip"] = writer => writer.Scale("k", -0.37f).Scale("l", 1.2f).Node("Clip", ["r", "k", "l"], ["y"]),
        ["Div"] = writer => writer.Scale("k", 0.37f).Node("Div", ["r", "k"], ["y"]),
        ["Elu"] = writer => writer.Node("Elu", ["r"], ["y"], [OnnxAttribute.Float("alpha", 0.7f)]),
        ["Erf"] = writer => writer.Node("Erf", ["r"], ["y"]),
        ["Exp"] = writer => writer.Node("Exp", ["r"], ["y"]),
        ["Gelu"] = writer => writer.Node("Gelu", ["r"], ["y"]),
        ["Gelu_tanh"] = writer => writer.Node("Gelu", ["r"], ["y"], [OnnxAttribute.Text("approximate", "tanh")]),
        ["HardSigmoid"] = writer => writer.Node("HardSigmoid", ["r"], ["y"]),
        ["HardSwish"] = writer => writer.Node("HardSwish", ["r"], ["y"]),
        ["LeakyRelu"] = writer => writer.Node("LeakyRelu", ["r"], ["y"], [OnnxAttribute.Float("alpha", 0.1f)]),
        ["Mul"] = writer => writer.Scale("k", 0.37f).Node("Mul", ["r", "k"], ["y"]),
        ["PRelu"] = writer => PerChannel(writer).Node("Transpose", ["r"], ["t"], [OnnxAttribute.Ints("perm", 0, 2, 3, 1)]).Node("PRelu", ["t", "a"], ["u"])
            .Node("Transpose", ["u"], ["y"], [OnnxAttribute.Ints("perm", 0, 3, 1, 2)]),
        ["Pow"] = writer => writer.Scale("k", 2).Node("Pow", ["r", "k"], ["y"]),
        ["Relu"] = writer => writer.Node("Relu", ["r"], ["y"]),
        ["Sigmoid"] = writer => writer.Node("Sigmoid", ["r"], ["y"]),
        ["SiLU"] = writer => writer.Node("Sigmoid", ["r"], ["s"]).Node("Mul", ["r", "s"], ["y"]),
        ["Sqrt"] = writer => writer.Node("Abs", ["r"], ["s"]).Node("Sqrt", ["s"], ["y"]),
        ["Tanh"] = writer => writer.Node("Tanh", ["r"], ["y"]),
    };

    public static TheoryData<string> Names => [.. Functions.Keys];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void BothEngines_FunctionOfCodes_GivesTheBitsOfOnnxRuntime(string name)
    {
        OnnxRuntimeTests.RequireOnnxRuntime();
        List<ConformanceCase> cases = [];
        foreach (float scale in (float[])[0.0078125f, 0.031f, 0.117f, 0.6f])
        {
            foreach (bool isUnsigned in (bool[])[false, true])
            {
                OnnxWriter writer = Codes(scale, isUnsigned, Shape);
                Functions[name](writer);
                cases.Add(Case($"{name} {scale} {isUnsigned}", writer.Output("y", OnnxWriter.Float32, Shape).ToArray(), isUnsigned, Shape));
            }
        }

        Assert.All(cases, test => Assert.Contains(test.Model.Graph.Nodes, node => node is LookupReal));
        if (name == OfEigen)
        {
            Assert.All(cases, test => AssertNear(test, 16));
            return;
        }

        ConformanceCase.AssertBothEnginesGiveTheOutputs(cases);
    }

    /// <summary>Operators whose real numbers the runtime computes by Eigen, and movements: the codes that a QuantizeLinear makes.</summary>
    [SkippableFact]
    public void BothEngines_CodesOfFunctionsAndMovements_AreThoseOfOnnxRuntime()
    {
        OnnxRuntimeTests.RequireOnnxRuntime();
        (string Op, int[] Shape, Action<OnnxWriter> Add)[] operators =
        [
            ("Elu", Shape, writer => writer.Node("Elu", ["r"], ["e"])),
            ("Mish", Shape, writer => writer.Node("Mish", ["r"], ["e"])),
            ("Softplus", Shape, writer => writer.Node("Softplus", ["r"], ["e"])),
            ("Tile", [2, 3, 7, 50], writer => writer.Initializer(OnnxWriter.Tensor<long>("n", OnnxWriter.Int64, [4], 2, 1, 1, 2)).Node("Tile", ["r", "n"], ["e"])),
            ("Expand", [2, 1, 3, 7, 25], writer => writer.Initializer(OnnxWriter.Tensor<long>("n", OnnxWriter.Int64, [5], 2, 1, 3, 1, 1)).Node("Expand", ["r", "n"], ["e"])),
        ];
        ConformanceCase.AssertBothEnginesGiveTheOutputs(
        [
            .. from entry in operators
               from scale in new[] { 0.031f, 0.117f }
               select Case($"{entry.Op} {scale}", Written(entry.Add, scale, entry.Shape), false, Shape),
        ]);

        // A function behind the movements, so that the runtime does not join the two quantizations.
        static byte[] Written(Action<OnnxWriter> add, float scale, int[] shape)
        {
            OnnxWriter writer = Codes(scale, isUnsigned: false, Shape).Scale("ys", 0.03f).ZeroPoint("yz", -5);
            add(writer);
            return writer.Node("Tanh", ["e"], ["t"]).Node("QuantizeLinear", ["t", "ys", "yz"], ["y"]).Output("y", OnnxWriter.Int8, shape).ToArray();
        }
    }

    /// <summary>Up to 16 elements the sums of all its kernels are the same; beyond, ours is that of AVX2.</summary>
    [SkippableTheory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(16)]
    [InlineData(35)]
    [InlineData(1000)]
    public void BothEngines_Softmax_GivesTheBitsOfOnnxRuntime(int depth)
    {
        OnnxRuntimeTests.RequireOnnxRuntime();
        ConformanceCase[] cases =
        [
            .. new[] { 0.0078125f, 0.05f, 0.117f, 0.3f }.Select(scale =>
            {
                OnnxWriter writer = Codes(scale, isUnsigned: false, [20, depth]).Node("Softmax", ["r"], ["y"]);
                return Case($"softmax {depth} {scale}", writer.Output("y", OnnxWriter.Float32, [20, depth]).ToArray(), false, [20, depth]);
            }),
        ];
        if (depth > 16 && Avx512F.IsSupported)
        {
            Assert.All(cases, test => AssertNear(test, 8));
            return;
        }

        ConformanceCase.AssertBothEnginesGiveTheOutputs(cases);
    }

    /// <summary>Numbers at most some units of the last place away.</summary>
    private static void AssertNear(ConformanceCase test, int units)
    {
        SampleBatch batch = InputReader.Read(new ReferenceEngine(test.Model, OperatorAssignment.Exact).Inputs, test.Inputs, quantize: false);
        NpyArray ours = BatchRunner.Run(() => new ReferenceEngine(test.Model, OperatorAssignment.Exact), batch)[0];
        foreach ((float actual, float expected) in ours.Values<float>().ToArray().Zip(test.Outputs[0].Values<float>().ToArray()))
        {
            Assert.True(
                actual == expected || Math.Abs((long)BitConverter.SingleToInt32Bits(actual) - BitConverter.SingleToInt32Bits(expected)) <= units,
                $"{test.Name}: {actual:R}, expected {expected:R}");
        }
    }

    private static OnnxWriter Codes(float scale, bool isUnsigned, int[] shape)
    {
        OnnxWriter writer = new OnnxWriter { Opset = 20 }.Input("x", isUnsigned ? OnnxWriter.UInt8 : OnnxWriter.Int8, shape).Scale("xs", scale);
        return (isUnsigned ? writer.UnsignedZeroPoint("xz", 121) : writer.ZeroPoint("xz", 3)).Node("DequantizeLinear", ["x", "xs", "xz"], ["r"]);
    }

    private static OnnxWriter PerChannel(OnnxWriter writer) => writer.Scale("a", 0.3f, 1.7f, -0.4f).Scale("b", 0.11f, -0.7f, 2).Scale("c", 0.5f, 0.25f, -1).Scale("d", 0.9f, 2.5f, 0.01f);

    private static ConformanceCase Case(string name, byte[] file, bool isUnsigned, int[] shape)
    {
        Network network = OnnxImporter.Import(file, "model.onnx", null, "model", new Dictionary<string, int[]>());
        byte[] codes = new byte[shape.Aggregate(1, (product, extent) => product * extent)];
        SplitMix64 random = new(5);
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = (byte)(i < 256 ? i : random.NextBelow(256));
        }

        NpyArray input = isUnsigned ? NpyArray.Create(shape, codes) : NpyArray.Create(shape, codes.Select(code => unchecked((sbyte)code)).ToArray());
        return new(name, network, [input], OnnxRuntimeTests.Run(file, isUnsigned, [.. shape.Select(extent => (long)extent)], input));
    }
}
