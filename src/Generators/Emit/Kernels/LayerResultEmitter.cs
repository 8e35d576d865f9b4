using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints what accumulators are worth, in the order of the output.</summary>
internal sealed class LayerResultEmitter : KernelEmitter<OperationKernel>
{
    protected override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        EmitSummary(kernel, "acc * factor + offset in float32", w);
    }

    protected override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        TensorInfo input = kernel.Inputs[0];
        int channels = kernel.Inputs[1].ElementCount;
        int batches = ((LayerResult)kernel.Node).ChannelsFirst ? input.Shape[0] : 1;
        int positions = input.ElementCount / channels / batches;
        w.Line($"ReadOnlySpan<float> factors = MemoryMarshal.Cast<int, float>({kernel.Identifier}Factors);");
        w.Line($"ReadOnlySpan<float> offsets = MemoryMarshal.Cast<int, float>({kernel.Identifier}Offsets);");
        w.Line("int outputIndex = 0;");
        if (((LayerResult)kernel.Node).ChannelsFirst)
        {
            using (w.Loop("batch", batches, out IndexExpression batch))
            using (w.Loop("channel", channels, out IndexExpression channel))
            using (w.Loop("position", positions, out IndexExpression position))
            {
                EmitElement((((batch * positions) + position) * channels) + channel, channel, w);
            }
        }
        else
        {
            using (w.Loop("position", positions, out IndexExpression position))
            using (w.Loop("channel", channels, out IndexExpression channel))
            {
                EmitElement((position * channels) + channel, channel, w);
            }
        }
    }

    private static void EmitElement(IndexExpression accumulator, IndexExpression channel, SourceWriter w) =>
        w.Line($"output[outputIndex++] = RealArithmetic.OfAccumulator(input[{accumulator}], factors[{channel}], offsets[{channel}]);");
}
