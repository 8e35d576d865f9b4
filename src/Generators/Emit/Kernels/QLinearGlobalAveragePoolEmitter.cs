using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints the average of each channel of an image: an integer sum, one float32 product.</summary>
internal sealed class QLinearGlobalAveragePoolEmitter : KernelEmitter
{
    public override void Emit(KernelStep step, SourceWriter w)
    {
        QLinearGlobalAveragePool pool = (QLinearGlobalAveragePool)step.Node;
        TensorInfo input = step.Inputs[0];
        int positions = input.Shape[1] * input.Shape[2];
        int channels = input.Shape[3];
        w.Documentation("summary", $"{SourceWriter.EscapeDocumentation(pool.Name)}: {pool.Op}, {input.Signature} to {step.Output.Signature}.");
        w.Documentation(
            "remarks",
            "The sum is an integer; its product with a float32 factor is rounded half to even, as ONNX Runtime computes it.",
            Invariant($"Output scale {step.Output.Quantization?.ScaleText}, zero point {step.Output.ZeroPoint}."));
        using (w.Block($"private static void {step.Identifier}(ReadOnlySpan<sbyte> input, Span<sbyte> output)"))
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
            w.Line($"output[{(batch * channels) + channel}] = {Requantize("sum", pool.Rescale, step.Output, pool.Clamp)};");
        }
    }
}
