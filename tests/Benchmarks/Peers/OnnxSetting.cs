namespace QMacVerify.Benchmarks.Peers;

/// <summary>A way of ONNX Runtime to run a quantized model.</summary>
/// <param name="IsTwin">Whether it runs the uint8 twin of the model.</param>
/// <param name="Option">The session option that is set to 1; null for none. All of them together: the session does not load.</param>
internal sealed record OnnxSetting(bool IsTwin, string? Option)
{
    private const string Precision = "session.x64quantprecision";
    private const string Int8Allowed = "session.qdqisint8allowed";

    /// <summary>The uint8 twin with kernels that do not saturate: what an exact answer costs with ONNX Runtime.</summary>
    public static OnnxSetting TwinPrecise { get; } = new(true, Precision);

    public static OnnxSetting TwinDefault { get; } = new(true, null);

    public static OnnxSetting Default { get; } = new(false, null);

    public static IReadOnlyList<OnnxSetting> All { get; } =
    [
        Default, new(false, Precision), new(false, Int8Allowed),
        TwinDefault, TwinPrecise, new(true, Int8Allowed),
    ];

    public string Name => $"ORT {(IsTwin ? "uint8 twin" : "int8")}, {Option?["session.".Length..] ?? "default"}";
}
