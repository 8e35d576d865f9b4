namespace QMacVerify.Generators.Support;

/// <summary>Types that emitted code refers to by their simple names, and members that every runner has.</summary>
/// <remarks>A class, a namespace or a method of such a name would hide the one that is meant. A test finds them in what emitters print, and writes this file.</remarks>
public static class EmittedNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        "AccumulatorBounds", "AccumulatorCheck", "ApproximateArithmetic", "Arena", "ArgumentOutOfRangeException", "BitConverter",
        "CodeBits", "CodeBlock", "CodeOffset", "CodeTable", "ElementType", "FixedPoint",
        "GeneratedCode", "HeldCodes", "IModelRunner", "IReadOnlyList", "ITensorObserver", "In",
        "Index", "Inputs", "LaneSums", "LayerSteps", "MagnitudeBits", "Math",
        "MatrixRows", "Memory", "MemoryMarshal", "MethodImpl", "MethodImplOptions", "Outputs",
        "PaddedImage", "PairedRows", "ParameterResource", "ParameterText", "ProductRows", "Range",
        "ReadOnlyMemory", "ReadOnlySpan", "RealArithmetic", "RealCodes", "RealExponential", "Reset",
        "RowTeam", "Run", "Single", "Span", "System", "TensorDescription",
        "Type", "Unsafe", "UnsignedCodes", "Vector128", "Vector256", "VectorMath",
        "VectorRequantize", "WideCodes", "WideImage", "WideTable", "WinogradTile2", "WinogradTile4",
        "XnnpackArithmetic",
    ];
}
