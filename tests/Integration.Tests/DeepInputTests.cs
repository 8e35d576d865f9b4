using System.Text;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Onnx;
using QMacVerify.Tests.Shared.Tflite;

namespace QMacVerify.Integration.Tests;

/// <summary>What is nested, or chained, so deeply that a recursion would end the process: refused in one line, or done.</summary>
public sealed class DeepInputTests : IDisposable
{
    private const int Deep = 100_000;

    private readonly TemporaryFolder _folder = new();

    public DeepInputTests() => CnnSmallPackage.CopyTo(_folder.PathOf("package"));

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Texts => [.. Files.Keys];

    /// <summary>Text and command line by file.</summary>
    private static Dictionary<string, (Func<string> Text, string[] Command)> Files { get; } = new()
    {
        ["package/graph.json"] = (() => Nested("[", "]"), ["inspect", "--pkg", "package"]),
        ["package/quant_spec.json"] = (() => Nested("{\"a\":", "}"), ["inspect", "--pkg", "package"]),
        ["assign.json"] = (() => Nested("{\"layers\":[", "]}"), ["inspect", "--pkg", "package", "--assign", "assign.json"]),
        ["mul.qop.json"] = (() => Nested("[", "]"), ["op", "inspect", "table:mul.qop.json"]),
        ["D_sound.json"] = (() => Nested("[", "]"), ["check", "D_sound.json", "--pkg", "package"]),
        ["data.json"] = (() => Nested("[", "]"), ["evaluate", "--pkg", "package", "--data", "data.json"]),
        ["x.npy"] = (() => $"\u0093NUMPY\u0001\0\u00ff\u00ff{Nested("(", ")")[..65535]}", ["run", "--pkg", "package", "--input", "x.npy"]),
        ["parentheses.v"] = (() => $"module mul(input [7:0] A, input [7:0] B, output [15:0] O); assign O = {Nested("(", ")")}; endmodule", ["op", "inspect", "verilog:parentheses.v,top=absent"]),
        ["blocks.v"] = (() => $"module mul(input [7:0] A, input [7:0] B, output [15:0] O); initial {Nested("begin ", "end ")} endmodule", ["op", "inspect", "verilog:blocks.v,top=absent"]),
        ["conditions.v"] = (() => Nested("`ifdef a\n", "`endif\n"), ["op", "inspect", "verilog:conditions.v"]),
        ["macros.v"] = (() => string.Concat(Enumerable.Range(0, 5000).Select(i => $"`define m{i + 1} `m{i}\n")) + "`define m0 1\nmodule mul; wire x = `m5000; endmodule", ["op", "inspect", "verilog:macros.v"]),
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void AnyReader_DeeplyNestedText_RefusesIt(string file)
    {
        (Func<string> text, string[] command) = Files[file];
        File.WriteAllText(_folder.PathOf(file), text(), file.EndsWith(".npy", StringComparison.Ordinal) ? Encoding.Latin1 : new UTF8Encoding(false));

        ChildResult result = ChildProcess.RunQMac(_folder.Path, command);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"\Aqmac: [^\n]+\n\z", result.Error);
    }

    [Fact]
    public void Export_DeeplyNestedOnnxFile_RefusesIt()
    {
        // A graph in an attribute of a node of a graph, and so on.
        byte[] graph = [];
        for (int depth = 0; depth < 5000; depth++)
        {
            ProtobufWriter attribute = new ProtobufWriter().Text(1, "body").Bytes(6, graph).Varint(20, 5);
            graph = new ProtobufWriter().Message(1, new ProtobufWriter().Text(4, "Loop").Message(5, attribute)).ToArray();
        }

        File.WriteAllBytes(_folder.PathOf("m.onnx"), new ProtobufWriter().Varint(1, 9).Bytes(7, graph).ToArray());

        AssertEnds(2, "export", "--onnx", "m.onnx", "--out", "p");
    }

    /// <summary>A value that is a function of one that is a function of one, and so on: up to codes again, none is computed.</summary>
    [Fact]
    public void Export_OnnxChainOfRealFunctions_EndsInAnAnswer()
    {
        OnnxWriter writer = new OnnxWriter().Input("x", OnnxWriter.Int8, 1, 4).Scale("s", 0.5f).ZeroPoint("z", 0);
        writer.Node("DequantizeLinear", ["x", "s", "z"], ["v0"]);
        for (int i = 0; i < Deep / 10; i++)
        {
            writer.Node(i % 2 == 0 ? "Relu" : "Tanh", [$"v{i}"], [$"v{i + 1}"]);
        }

        File.WriteAllBytes(_folder.PathOf("m.onnx"), writer.Node("QuantizeLinear", [$"v{Deep / 10}", "s", "z"], ["y"]).Output("y", OnnxWriter.Int8, 1, 4).ToArray());

        AssertEnds(null, "export", "--onnx", "m.onnx", "--out", "p");
    }

    [Theory]
    [InlineData(TfliteType.Int8)]
    [InlineData(TfliteType.Float32)]
    public void Export_TfliteChain_EndsInAnAnswer(TfliteType type)
    {
        TfliteWriter writer = new();
        TfliteQuantization quantization = new([0.5f], [0]);
        int first = writer.AddTensor("x", TfliteType.Int8, [1, 4], quantization);
        int tensor = first;
        if (type == TfliteType.Float32)
        {
            tensor = Add(6, tensor);
        }

        for (int i = 0; i < Deep / 10; i++)
        {
            tensor = Add(i % 2 == 0 ? 19 : 21, tensor);
        }

        if (type == TfliteType.Float32)
        {
            int codes = writer.AddTensor("y", TfliteType.Int8, [1, 4], quantization);
            writer.AddOperator(114, [tensor], [codes]);
            tensor = codes;
        }

        writer.SetInputs(first);
        writer.SetOutputs(tensor);
        File.WriteAllBytes(_folder.PathOf("m.tflite"), writer.ToArray());

        AssertEnds(null, "export", "--tflite", "m.tflite", "--out", "p");

        int Add(int code, int input)
        {
            int output = writer.AddTensor($"t{input}", type, [1, 4], type == TfliteType.Int8 ? quantization : null);
            writer.AddOperator(code, [input], [output]);
            return output;
        }
    }

    private static string Nested(string open, string close) =>
        new StringBuilder().Insert(0, open, Deep).Append('1').Insert(Deep * open.Length + 1, close, Deep).ToString();

    /// <summary>Done, or refused; not a crash, whose exit code is that of a signal.</summary>
    private void AssertEnds(int? exitCode, params string[] command)
    {
        ChildResult result = ChildProcess.RunQMac(_folder.Path, command);
        Assert.True(exitCode is int expected ? result.ExitCode == expected : result.ExitCode is 0 or 2, $"{result.ExitCode}: {result.Error}");
        Assert.True(result.ExitCode == 0 || result.Error.Count(c => c == '\n') == 1, result.Error);
    }
}
