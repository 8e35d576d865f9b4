using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints the average of each channel of an image: an integer sum, one float32 product.</summary>
internal sealed class QLinearGlobalAveragePoolEmitter : KernelEmitter<OperationKernel>
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        QLinearGlobalAveragePool pool = (QLinearGlobalAveragePool)kernel.Node;
        TensorInfo input = kernel.Inputs[0];
        w.Documentation("summary", $"{SourceWriter.EscapeDocumentation(pool.Name)}: {pool.Op}, {input.Signature} to {kernel.Output.Signature}.");
        w.Documentation(
            "remarks",
            "The sum is an integer; its product with a float32 factor is rounded half to even, as ONNX Runtime computes it.",
            Invariant($"Output scale {kernel.Output.Quantization?.ScaleText}, zero point {kernel.Output.ZeroPoint}."));
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        QLinearGlobalAveragePool pool = (QLinearGlobalAveragePool)kernel.Node;
        TensorInfo input = kernel.Inputs[0];
        int positions = input.Shape[1] * input.Shape[2];
        int channels = input.Shape[3];
        if (kernel.Vectors is ChannelsForm form)
        {
            EmitVectors(kernel, form, positions, w);
            return;
        }

        using (w.Loop("batch", input.Shape[0], out IndexExpression batch))
        using (w.Loop("channel", channels, out IndexExpression channel))
        {
            w.Comment($"{positions} codes, each with the input's zero point {input.ZeroPoint} taken off.");
            w.Line($"int sum = {-(long)input.ZeroPoint * positions};");
            using (w.Block($"for (int position = 0; position < {positions}; position++)"))
            {
                w.Line($"sum += input[{(((batch * positions) + "position") * channels) + channel}];");
            }

            w.Line();
            w.Line($"output[{(batch * channels) + channel}] = {Requantize("sum", pool.Rescale, kernel.Output, pool.Clamp)};");
        }
    }

    private static void EmitVectors(OperationKernel kernel, ChannelsForm form, int positions, SourceWriter w)
    {
        QLinearGlobalAveragePool pool = (QLinearGlobalAveragePool)kernel.Node;
        TensorInfo input = kernel.Inputs[0];
        int channels = input.Shape[3];
        w.Line("ref sbyte source = ref MemoryMarshal.GetReference(input);");
        w.Line("ref sbyte result = ref MemoryMarshal.GetReference(output);");
        RequantizerText.EmitConstants(form.Requantizer!, pool.Rescale, "", w);
        using (w.Loop("batch", input.Shape[0], out IndexExpression batch))
        {
            BlockLoop.Emit("channel", channels, VectorForm.Codes, "channels", "codes", w, channel =>
            {
                w.Comment($"{positions} codes, each with the input's zero point {input.ZeroPoint} taken off.");
                SumLanes lanes = new(form.IsNarrow, -(long)input.ZeroPoint * positions);
                lanes.EmitStart(w);
                using (w.Block($"for (int position = 0; position < {positions}; position++)"))
                {
                    lanes.Emit((((batch * positions) + "position") * channels) + channel, w);
                }

                w.Line();
                lanes.EmitEnd(w);
                string codes = RequantizerText.Codes(form.Requantizer!, pool.Rescale.Kind, ("acc0", ""), ("acc1", ""), ZeroPointAndClamp(kernel.Output, pool.Clamp));
                w.Line($"{codes}.StoreUnsafe(ref result, (nuint)({(batch * channels) + channel}));");
            });
        }
    }
}
