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
        if (kernel.Vectors is MapForm form)
        {
            w.Line("ref float source = ref MemoryMarshal.GetReference(input);");
            w.Line("ref sbyte result = ref MemoryMarshal.GetReference(output);");
            w.Line($"Vector256<float> scale = Vector256.Create({Scale(kernel.Output)});");
            BlockLoop.Emit("i", kernel.Output.ElementCount, form.Block, "tensor", "numbers", w, i =>
            {
                for (int half = 0; half < 2; half++)
                {
                    w.Line($"Vector256<int> steps{half} = VectorRequantize.{Steps(node.Rounding)}(Vector256.LoadUnsafe(ref source, (nuint)({i + (8 * half)})), scale, zeroPoint: {kernel.Output.ZeroPoint});");
                }

                w.Line($"VectorRequantize.Codes(steps0, steps1, zeroPoint: {kernel.Output.ZeroPoint}).StoreUnsafe(ref result, (nuint)({i}));");
            });
            return;
        }

        using (w.Block($"for (int i = 0; i < {kernel.Output.ElementCount}; i++)"))
        {
            w.Line($"output[i] = RealCodes.{Code(node.Rounding)}(input[i], scale: {Scale(kernel.Output)}, zeroPoint: {kernel.Output.ZeroPoint});");
        }
    }

    private static string Steps(QuantizeRounding rounding) => rounding switch
    {
        QuantizeRounding.HalfAwayFromZero => "Steps",
        QuantizeRounding.HalfToEven => "StepsTiesToEven",
        _ => "StepsByReciprocal",
    };

    private static string Code(QuantizeRounding rounding) => rounding switch
    {
        QuantizeRounding.HalfAwayFromZero => "Quantize",
        QuantizeRounding.HalfToEven => "QuantizeTiesToEven",
        _ => "QuantizeByReciprocal",
    };
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
        if (kernel.Vectors is MapForm form)
        {
            w.Line("ref sbyte source = ref MemoryMarshal.GetReference(input);");
            w.Line("ref float result = ref MemoryMarshal.GetReference(output);");
            w.Line($"Vector256<float> scale = Vector256.Create({Scale(kernel.Inputs[0])});");
            BlockLoop.Emit("i", kernel.Output.ElementCount, form.Block, "tensor", "codes", w, i =>
            {
                for (int half = 0; half < 2; half++)
                {
                    VectorOperand codes = new("source", i, null, kernel.Inputs[0]);
                    w.Line($"(Vector256.ConvertToSingle({codes.Centred(half)}) * scale).StoreUnsafe(ref result, (nuint)({i + (8 * half)}));");
                }
            });
            return;
        }

        using (w.Block($"for (int i = 0; i < {kernel.Output.ElementCount}; i++)"))
        {
            w.Line($"output[i] = RealCodes.Dequantize(input[i], scale: {Scale(kernel.Inputs[0])}, zeroPoint: {kernel.Inputs[0].ZeroPoint});");
        }
    }
}
