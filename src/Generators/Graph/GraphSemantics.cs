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
}

/// <summary>The choices that give a quantized graph on approximate arithmetic its meaning (SEMANTICS section 2).</summary>
/// <remarks>Operands are raw codes, accumulation runs over kh, kw, ic in that order in 32 bits and wraps: recorded, not yet a choice.</remarks>
/// <param name="Padding">What padding elements do.</param>
public sealed record GraphSemantics(PaddingRule Padding)
{
    public const string Operands = "raw";
    public const string Order = "kh,kw,ic";
    public const int AccumulatorBits = 32;
    public const string Overflow = "wrap";

    public static GraphSemantics Default { get; } = new(PaddingRule.Multiply);
}

/// <summary>Names in package files and reports.</summary>
public static class SemanticsNames
{
    public static string Name(this PaddingRule rule) => rule == PaddingRule.Multiply ? "multiply" : "skip";

    public static string Name(this RequantizationKind kind) => kind switch
    {
        RequantizationKind.TfliteDouble => "tflite_double",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
