using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints the quantization of a float32 input.</summary>
internal sealed class QuantizeEmitter : KernelEmitter
{
    public override void Emit(KernelStep step, SourceWriter w)
    {
        Quantize node = (Quantize)step.Node;
        EmitSummary(step, "quantize", w);
        using (w.Block($"private static void {step.Identifier}(ReadOnlySpan<float> input, Span<sbyte> output)"))
        using (w.Block($"for (int i = 0; i < {step.Output.ElementCount}; i++)"))
        {
            w.Line($"output[i] = RealCodes.{(node.TiesToEven ? "QuantizeTiesToEven" : "Quantize")}(input[i], scale: {Scale(step.Output)}, zeroPoint: {step.Output.ZeroPoint});");
        }
    }
}

/// <summary>Prints the dequantization of a float32 output.</summary>
internal sealed class DequantizeEmitter : KernelEmitter
{
    public override void Emit(KernelStep step, SourceWriter w)
    {
        EmitSummary(step, "dequantize", w);
        using (w.Block($"private static void {step.Identifier}(ReadOnlySpan<sbyte> input, Span<float> output)"))
        using (w.Block($"for (int i = 0; i < {step.Output.ElementCount}; i++)"))
        {
            w.Line($"output[i] = RealCodes.Dequantize(input[i], scale: {Scale(step.Inputs[0])}, zeroPoint: {step.Inputs[0].ZeroPoint});");
        }
    }
}
