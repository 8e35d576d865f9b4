using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints kernels of one kind.</summary>
internal abstract class KernelEmitter
{
    /// <summary>Prints the method, documentation first, and the methods that it is divided into.</summary>
    public abstract void Emit(Kernel kernel, SourceWriter w);
}

/// <summary>Prints what the record of a kernel says of any kernel: signature and documentation; the body is the emitter's own.</summary>
internal abstract class KernelEmitter<TKernel> : KernelEmitter
    where TKernel : Kernel
{
    public sealed override void Emit(Kernel kernel, SourceWriter w)
    {
        TKernel own = (TKernel)kernel;
        EmitDocumentation(own, w);
        if (own.IsOptimizedAtOnce)
        {
            w.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        }

        using (w.Block($"private static void {own.Identifier}({string.Join(", ", own.Parameters.Select(parameter => $"{parameter.Type} {parameter.Name}"))})"))
        {
            EmitBody(own, w);
        }

        EmitParts(own, w);
    }

    protected abstract void EmitDocumentation(TKernel kernel, SourceWriter w);

    /// <summary>Prints the statements of the method, which may use its parameters and constants.</summary>
    protected abstract void EmitBody(TKernel kernel, SourceWriter w);

    /// <summary>Prints further methods that the body calls.</summary>
    protected virtual void EmitParts(TKernel kernel, SourceWriter w)
    {
    }

    /// <summary>The documentation of a kernel of which there is little to say.</summary>
    protected static void EmitSummary(TKernel kernel, string what, SourceWriter w) => w.Documentation(
        "summary",
        $"{SourceWriter.EscapeDocumentation(kernel.Node.Name)}: {what}, {string.Join(" and ", kernel.Inputs.Select(input => input.Signature))} to {kernel.Output.Signature}.");

    /// <summary>The only scale of a tensor as a C# expression.</summary>
    protected static string Scale(TensorInfo tensor) => SourceWriter.Real(tensor.ScaleBits);

    /// <summary>The call that multiplies by a quantized multiplier.</summary>
    /// <param name="kind">One of the two kinds of TensorFlow Lite.</param>
    /// <param name="x">C# expression, int.</param>
    /// <param name="multiplier">The factor.</param>
    protected static string Multiply(RequantizationKind kind, string x, QuantizedMultiplier multiplier) =>
        $"FixedPoint.MultiplyByQuantizedMultiplier{Suffix(kind)}({x}, {Constants(multiplier)})";

    /// <summary>The call that turns an accumulator into a code by a constant factor.</summary>
    protected static string Requantize(string acc, Rescale rescale, TensorInfo output, ClampRange clamp) =>
        Requantize(rescale.Kind, acc, Constants(rescale), output, clamp);

    /// <summary>The same with a factor that is any expression.</summary>
    protected static string Requantize(RequantizationKind kind, string acc, string factor, TensorInfo output, ClampRange clamp) =>
        $"FixedPoint.Requantize{Suffix(kind)}({acc}, {factor}, {ZeroPointAndClamp(output, clamp)})";

    /// <summary>A float32 constant by its bit pattern, which no decimal could round.</summary>
    protected static string Real(uint bits) => SourceWriter.Real(bits);

    /// <summary>The last arguments of methods of <c>RealArithmetic</c>, where they are not the defaults.</summary>
    protected static string OffsetAndClamp(int codeOffset, ClampRange clamp) =>
        (codeOffset == 0 ? "" : Invariant($", codeOffset: {codeOffset}")) + Limits(clamp);

    /// <summary>The call that makes codes of sixteen float32 numbers, which have the zero point of what the model stores in them.</summary>
    protected static string RealCodes(string first, string second, int codeOffset, ClampRange clamp) =>
        $"VectorRequantize.Codes(VectorRequantize.Round({first}), VectorRequantize.Round({second}), zeroPoint: {Invariant($"{-codeOffset}")}{Limits(clamp)})";

    /// <summary>A factor as arguments of a method of <c>FixedPoint</c>.</summary>
    private static string Constants(Rescale rescale) => rescale.Kind == RequantizationKind.OnnxFloat
        ? $"factor: {Real(rescale.FactorBits)}"
        : Constants(rescale.Multiplier);

    private static string Suffix(RequantizationKind kind) => kind switch
    {
        RequantizationKind.TfliteDouble => "",
        RequantizationKind.TfliteSingle => "Single",
        RequantizationKind.OnnxFloat => "Float",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "an accumulator is not requantized"),
    };

    /// <summary>A quantized multiplier as arguments of a method of <c>FixedPoint</c>.</summary>
    private static string Constants(QuantizedMultiplier multiplier) =>
        Invariant($"quantizedMultiplier: {multiplier.Multiplier}, shift: {multiplier.Shift} /* {multiplier.FactorText} */");

    /// <summary>The last arguments of <c>FixedPoint.Requantize</c>; without a fused activation its defaults hold.</summary>
    protected static string ZeroPointAndClamp(TensorInfo output, ClampRange clamp) =>
        Invariant($"zeroPoint: {output.ZeroPoint}") + Limits(clamp);

    /// <summary>A fused activation as the last arguments of a method; without one its defaults hold.</summary>
    protected static string Limits(ClampRange clamp) => clamp == ClampRange.Full ? "" : Invariant($", lower: {clamp.Lower}, upper: {clamp.Upper}");
}
