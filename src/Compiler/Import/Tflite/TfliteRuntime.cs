using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Import.Tflite;

/// <summary>The runtime of .tflite files whose bytes a package gives (docs/tflite.md).</summary>
internal enum TfliteRuntime
{
    /// <summary>TensorFlow Lite Micro.</summary>
    TfliteDouble,

    /// <summary>TensorFlow Lite Micro built with single rounding.</summary>
    TfliteSingle,

    /// <summary>Desktop LiteRT with its XNNPACK delegate, and its own kernels for operators that the delegate refuses: the kind belongs to each operator.</summary>
    TfliteXnnpack,
}

/// <summary>Names of runtimes, and what they do where one rule holds for all operators.</summary>
internal static class TfliteRuntimes
{
    private static readonly string[] RuntimeNames = ["tflite_double", "tflite_single", "tflite_xnnpack"];

    /// <summary>In the order of <see cref="TfliteRuntime"/>.</summary>
    public static IReadOnlyList<string> Names => RuntimeNames;

    public static string Name(this TfliteRuntime runtime) => RuntimeNames[(int)runtime];

    /// <summary>The runtime with a name; the default one where none is given.</summary>
    public static TfliteRuntime Of(string? name) => (TfliteRuntime)Math.Max(Array.IndexOf(RuntimeNames, name), 0);

    /// <summary>The rounding of kernels that are written in integers.</summary>
    public static RequantizationKind Rounding(this TfliteRuntime runtime) =>
        runtime == TfliteRuntime.TfliteSingle ? RequantizationKind.TfliteSingle : RequantizationKind.TfliteDouble;
}
