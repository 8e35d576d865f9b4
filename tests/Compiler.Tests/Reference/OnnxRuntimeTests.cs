using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;
using QMacVerify.Tests.Shared;
using QMacVerify.Tests.Shared.Onnx;

namespace QMacVerify.Compiler.Tests.Reference;

/// <summary>Random networks against ONNX Runtime itself, in its exact settings: every byte of every tensor, with both engines.</summary>
[Trait("Category", "Slow")]
public class OnnxRuntimeTests
{
    /// <summary>Seeds; among them are two that once differed, in near ties of an average pooling.</summary>
    private const int First = 400;
    private static readonly int Graphs = RandomCases.Of(160);
    private static readonly int Patterns = RandomCases.Of(200);
    private static readonly int Products = RandomCases.Of(120);

    [SkippableFact]
    public void BothEngines_RandomNetworks_GiveTheBytesOfOnnxRuntime()
    {
        RequireOnnxRuntime();
        List<ConformanceCase> cases = [];
        for (int seed = First; seed < First + Graphs; seed++)
        {
            RandomOnnxGraph graph = new(seed);
            cases.Add(Case(seed, graph.File, graph.IsUnsigned, graph.InputShape));
        }

        Assert.Equal(Graphs, cases.Count);
        ConformanceCase.AssertBothEnginesGiveTheOutputs(cases);
    }

    [SkippableFact]
    public void Reference_RandomPatterns_GivesTheBytesOfOnnxRuntime()
    {
        RequireOnnxRuntime();
        for (int seed = 0; seed < Patterns; seed++)
        {
            RandomOnnxPattern pattern = new(seed);
            ConformanceCase test = Case(seed, pattern.File, pattern.IsUnsigned, pattern.InputShape);
            SampleBatch batch = InputReader.Read(new ReferenceEngine(test.Model, OperatorAssignment.Exact).Inputs, test.Inputs, quantize: false);
            NpyAssert.Equal(test.Outputs[0], BatchRunner.Run(() => new ReferenceEngine(test.Model, OperatorAssignment.Exact), batch)[0], test.Name);
        }
    }

    /// <summary>Products of two computed matrices, attentions among them.</summary>
    [SkippableFact]
    public void BothEngines_RandomProducts_GiveTheBytesOfOnnxRuntime()
    {
        RequireOnnxRuntime();
        List<ConformanceCase> cases = [];
        for (int seed = 0; seed < Products; seed++)
        {
            RandomOnnxProduct product = new(seed);
            cases.Add(Case(seed, product.File, product.IsUnsigned, product.InputShape));
        }

        Assert.Contains(cases, test => test.Model.Graph.ProductNodes.OfType<MatMul>().Count() > 1);
        ConformanceCase.AssertBothEnginesGiveTheOutputs(cases);
    }

    internal static void RequireOnnxRuntime()
    {
        Skip.If(RuntimeInformation.ProcessArchitecture != System.Runtime.InteropServices.Architecture.X64, "ONNX Runtime's integer kernels are compared on x86-64.");
        string? failure = Failure();
        Skip.If(failure is not null, $"ONNX Runtime does not load here: {failure}");
    }

    private static ConformanceCase Case(int seed, byte[] file, bool isUnsigned, IReadOnlyList<long> shape)
    {
        Network network = OnnxImporter.Import(file, "model.onnx", null, "model", new Dictionary<string, int[]>());
        SampleBatch samples = SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 1, (ulong)seed);
        return new($"seed {seed}", network, samples.Inputs, Run(file, isUnsigned, shape, samples.Inputs[0]));
    }

    /// <summary>Why the native library cannot be used; null where it can.</summary>
    private static string? Failure()
    {
        try
        {
            _ = OrtEnv.Instance();
            return null;
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return (e.InnerException ?? e).Message.Split('\n')[0];
        }
    }

    internal static NpyArray[] Run(byte[] file, bool isUnsigned, IReadOnlyList<long> inputShape, NpyArray input)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };

        // docs/onnx.md: without them, 16-bit sums saturate, and networks of int8 run as ones of uint8.
        options.AddSessionConfigEntry(isUnsigned ? "session.x64quantprecision" : "session.qdqisint8allowed", "1");
        using InferenceSession session = new(file, options);
        using RunOptions runOptions = new();
        long[] shape = [.. inputShape];
        using OrtValue value = isUnsigned
            ? OrtValue.CreateTensorValueFromMemory(input.Values<byte>().ToArray(), shape)
            : OrtValue.CreateTensorValueFromMemory(input.Values<sbyte>().ToArray(), shape);
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(runOptions, session.InputNames, [value], session.OutputNames);
        return [.. outputs.Select(output => output.GetTensorTypeAndShape().ElementDataType == TensorElementType.Float ? Array<float>(output)
            : output.GetTensorTypeAndShape().ElementDataType == TensorElementType.Int32 ? Array<int>(output)
            : isUnsigned ? Array<byte>(output) : Array<sbyte>(output))];
    }

    private static NpyArray Array<T>(OrtValue value)
        where T : unmanaged => NpyArray.Create([.. value.GetTensorTypeAndShape().Shape.Select(extent => (int)extent)], value.GetTensorDataAsSpan<T>());
}
