using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using QMacVerify.Compiler.Import.Onnx;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Tests.Reference;

/// <summary>Random networks against ONNX Runtime itself, in its exact settings: every byte of every tensor, with both engines.</summary>
public class OnnxRuntimeTests
{
    /// <summary>Seeds; among them are two that once differed, in near ties of an average pooling.</summary>
    private const int First = 400;
    private const int Graphs = 160;

    [SkippableFact]
    public void BothEngines_RandomNetworks_GiveTheBytesOfOnnxRuntime()
    {
        Skip.If(RuntimeInformation.ProcessArchitecture != System.Runtime.InteropServices.Architecture.X64, "ONNX Runtime's integer kernels are compared on x86-64.");
        string? failure = Failure();
        Skip.If(failure is not null, $"ONNX Runtime does not load here: {failure}");
        List<ConformanceCase> cases = [];
        for (int seed = First; seed < First + Graphs; seed++)
        {
            RandomOnnxGraph graph = new(seed);
            Network network = OnnxImporter.Import(graph.File, "model.onnx", null, "model", new Dictionary<string, int[]>());
            SampleBatch samples = SampleBatch.Random(new ReferenceEngine(network, OperatorAssignment.Exact).Inputs, 1, (ulong)seed);
            cases.Add(new($"seed {seed}", network, samples.Inputs, Run(graph, samples.Inputs[0])));
        }

        Assert.Equal(Graphs, cases.Count);
        ConformanceCase.AssertBothEnginesGiveTheOutputs(cases);
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

    private static NpyArray[] Run(RandomOnnxGraph graph, NpyArray input)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };

        // docs/onnx.md: without them, 16-bit sums saturate, and networks of int8 run as ones of uint8.
        options.AddSessionConfigEntry(graph.IsUnsigned ? "session.x64quantprecision" : "session.qdqisint8allowed", "1");
        using InferenceSession session = new(graph.File, options);
        using RunOptions runOptions = new();
        long[] shape = [.. graph.InputShape];
        using OrtValue value = graph.IsUnsigned
            ? OrtValue.CreateTensorValueFromMemory(input.Values<byte>().ToArray(), shape)
            : OrtValue.CreateTensorValueFromMemory(input.Values<sbyte>().ToArray(), shape);
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(runOptions, session.InputNames, [value], session.OutputNames);
        return [.. outputs.Select(output => graph.IsUnsigned ? Array<byte>(output) : Array<sbyte>(output))];
    }

    private static NpyArray Array<T>(OrtValue value)
        where T : unmanaged => NpyArray.Create([.. value.GetTensorTypeAndShape().Shape.Select(extent => (int)extent)], value.GetTensorDataAsSpan<T>());
}
