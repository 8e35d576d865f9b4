using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Cosim;

/// <summary>The numbers of a layer, a line each of <c>layer.hex</c>, in this order: what <c>engine_tb</c> hands to the engines.</summary>
/// <remarks>Counts and extents are those of <c>window_control</c>; addresses count activations.</remarks>
internal enum EngineWord
{
    /// <summary><see cref="EngineUnit"/>.</summary>
    Engine,
    Outputs,
    Comparisons,
    HasCodes,
    CycleLimit,
    XCount,
    WCount,
    StartCount,
    FactorCount,
    Groups,
    GroupChannels,
    GroupStep,
    OutHeight,
    OutWidth,
    FilterHeight,
    FilterWidth,
    Channels,
    InHeight,
    InWidth,
    PadTop,
    PadLeft,
    StrideY,
    StrideX,
    DilationY,
    DilationX,
    Origin,
    StepOutY,
    StepOutX,
    StepFilterY,
    StepFilterX,
    PerLane,
    Skip,
    PadValue,
    Maximum,
    TiesUp,
    Subtract,

    /// <summary>0 <c>tflite_double</c>, 1 <c>tflite_single</c>, 2 <c>onnx_float</c>.</summary>
    Kind,
    ZeroPoint,
    Lower,
    Upper,
    ZeroPointA,
    FactorA,
    ShiftA,
    ZeroPointB,
    FactorB,
    ShiftB,
    Factor,
    Shift,
    OperandLower,
    OperandUpper,
    PrefixLower,
    PrefixUpper,
    AccLower,
    AccUpper,
    CodeLower,
    CodeUpper,
}

/// <summary>What computes a layer.</summary>
internal enum EngineUnit
{
    /// <summary><c>conv_engine</c>.</summary>
    Conv,

    /// <summary><c>pool_engine</c>.</summary>
    Pool,

    /// <summary><c>add_engine</c>.</summary>
    Add,
}

/// <summary>The numbers of one layer.</summary>
internal sealed class EngineWords
{
    private static readonly int Count = Enum.GetValues<EngineWord>().Length;

    private readonly int[] _values = new int[Count];

    public int this[EngineWord word]
    {
        get => _values[(int)word];
        set => _values[(int)word] = value;
    }

    /// <summary>Names as the bench has them, in order: <c>GROUP_CHANNELS</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetNames<EngineWord>().Select(name =>
        string.Concat(name.Select((letter, i) => i > 0 && char.IsAsciiLetterUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}")))];

    /// <summary>The lines of <c>layer.hex</c>.</summary>
    public IEnumerable<string> Lines() => _values.Zip(Names, (value, name) => Text.Invariant($"{value:x8} // {name}"));
}
