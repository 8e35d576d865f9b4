using QMacVerify.Generators.Circuits;

namespace QMacVerify.Generators.Graph;

/// <summary>What padding elements of a window do.</summary>
public enum PaddingRule
{
    /// <summary>They carry the zero point and go through multiplier and adder like any other.</summary>
    Multiply,

    /// <summary>They are absent: no product, no addition, no share of the zero point correction.</summary>
    Skip,
}

/// <summary>How an accumulator becomes a code. A field of the quant spec, never a build switch.</summary>
public enum RequantizationKind
{
    /// <summary>TensorFlow Lite's default: a doubling high multiplication and a shift, each rounded.</summary>
    TfliteDouble,

    /// <summary>TensorFlow Lite built with single rounding: one 64-bit product, one shift, rounded half up.</summary>
    TfliteSingle,

    /// <summary>ONNX Runtime: a float32 product, rounded half to even.</summary>
    OnnxFloat,

    /// <summary>Not at all: the int32 accumulator is the result, an output of the model.</summary>
    Accumulator,
}

/// <summary>The choices that give a quantized graph on approximate arithmetic its meaning (SEMANTICS section 2).</summary>
/// <remarks>Accumulation runs over kh, kw, ic in that order in 32 bits and wraps: recorded, not a choice.</remarks>
/// <param name="Padding">What padding elements do.</param>
/// <param name="Operands">What the multiplier gets as activation.</param>
public sealed record GraphSemantics(PaddingRule Padding, OperandForm Operands = OperandForm.Raw)
{
    public const string Order = "kh,kw,ic";
    public const int AccumulatorBits = 32;
    public const string Overflow = "wrap";

    public static GraphSemantics Default { get; } = new(PaddingRule.Multiply);
}

/// <summary>Names in package files and reports.</summary>
public static class SemanticsNames
{
    private static readonly string[] RequantizationNames = ["tflite_double", "tflite_single", "onnx_float", "accumulator"];

    public static string Name(this OperandForm form) => form == OperandForm.Raw ? "raw" : "centred";

    public static string Name(this PaddingRule rule) => rule == PaddingRule.Multiply ? "multiply" : "skip";

    public static string Name(this RequantizationKind kind) => RequantizationNames[(int)kind];

    /// <summary>Whether it multiplies by a <see cref="QuantizedMultiplier"/>, as TensorFlow Lite does.</summary>
    public static bool IsTflite(this RequantizationKind kind) => kind is RequantizationKind.TfliteDouble or RequantizationKind.TfliteSingle;

    public static bool TryParse(string name, out RequantizationKind kind)
    {
        int index = Array.IndexOf(RequantizationNames, name);
        kind = (RequantizationKind)Math.Max(index, 0);
        return index >= 0;
    }
}
