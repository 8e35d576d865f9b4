using Microsoft.ML.OnnxRuntime;

namespace QMacVerify.Benchmarks.Peers;

/// <summary>A model of one input and one output of codes in ONNX Runtime: one thread, all graph optimizations, buffers bound once.</summary>
internal sealed class OnnxRuntimePeer : IDisposable
{
    private readonly OnnxSetting _setting;
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly OrtIoBinding _binding;
    private readonly OrtValue _inputValue;
    private readonly OrtValue _outputValue;
    private readonly byte[] _input;
    private readonly byte[] _output;

    /// <summary>Loads a model.</summary>
    /// <param name="file">The model as shipped, its codes int8; its twin is made here.</param>
    /// <param name="setting">How it runs.</param>
    public OnnxRuntimePeer(byte[] file, OnnxSetting setting)
    {
        _setting = setting;
        using SessionOptions options = new()
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        if (setting.Option is not null)
        {
            options.AddSessionConfigEntry(setting.Option, "1");
        }

        _session = new InferenceSession(setting.IsTwin ? OnnxTwin.Of(file) : file, options);
        (_input, _inputValue) = Buffer(_session.InputMetadata.Single().Value);
        (_output, _outputValue) = Buffer(_session.OutputMetadata.Single().Value);
        _binding = _session.CreateIoBinding();
        _binding.BindInput(_session.InputNames[0], _inputValue);
        _binding.BindOutput(_session.OutputNames[0], _outputValue);
    }

    /// <summary>Why the native library cannot be used; null where it can.</summary>
    public static string? Failure { get; } = FindFailure();

    /// <summary>One run on the input before.</summary>
    public void Run() => _session.RunWithBinding(_runOptions, _binding);

    /// <summary>Runs an input.</summary>
    /// <param name="codes">Codes of the shipped model.</param>
    /// <returns>Codes of the shipped model.</returns>
    public byte[] Run(ReadOnlySpan<byte> codes)
    {
        for (int i = 0; i < codes.Length; i++)
        {
            _input[i] = Turned(codes[i]);
        }

        Run();
        return [.. _output.Select(Turned)];
    }

    public void Dispose()
    {
        _binding.Dispose();
        _inputValue.Dispose();
        _outputValue.Dispose();
        _runOptions.Dispose();
        _session.Dispose();
    }

    /// <summary>Between int8 and uint8: the same number plus 128.</summary>
    private byte Turned(byte code) => (byte)(_setting.IsTwin ? code ^ 0x80 : code);

    private static (byte[] Bytes, OrtValue Value) Buffer(NodeMetadata metadata)
    {
        long[] shape = [.. metadata.Dimensions.Select(extent => (long)extent)];
        byte[] bytes = GC.AllocateArray<byte>((int)shape.Aggregate(1L, (product, extent) => product * extent), pinned: true);
        return (bytes, OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, metadata.ElementDataType, shape, Address(bytes), bytes.Length));
    }

    private static unsafe nint Address(byte[] pinned)
    {
        fixed (byte* address = pinned)
        {
            return (nint)address;
        }
    }

    private static string? FindFailure()
    {
        try
        {
            _ = OrtEnv.Instance();
            return null;
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return $"ONNX Runtime does not load here: {(e.InnerException ?? e).Message.Split('\n')[0]}";
        }
    }
}
