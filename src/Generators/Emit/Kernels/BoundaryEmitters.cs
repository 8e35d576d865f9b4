using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints the quantization of a float32 input.</summary>
internal sealed class QuantizeEmitter : KernelEmitter<OperationKernel>
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        EmitSummary(kernel, "quantize", w);
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        Quantize node = (Quantize)kernel.Node;
        using (w.Block($"for (int i = 0; i < {kernel.Output.ElementCount}; i++)"))
        {
            w.Line($"output[i] = RealCodes.{(node.TiesToEven ? "QuantizeTiesToEven" : "Quantize")}(input[i], scale: {Scale(kernel.Output)}, zeroPoint: {kernel.Output.ZeroPoint});");
        }
    }
}

/// <summary>Prints the dequantization of a float32 output.</summary>
internal sealed class DequantizeEmitter : KernelEmitter<OperationKernel>
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        EmitSummary(kernel, "dequantize", w);
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        using (w.Block($"for (int i = 0; i < {kernel.Output.ElementCount}; i++)"))
        {
            w.Line($"output[i] = RealCodes.Dequantize(input[i], scale: {Scale(kernel.Inputs[0])}, zeroPoint: {kernel.Inputs[0].ZeroPoint});");
        }
    }
}
