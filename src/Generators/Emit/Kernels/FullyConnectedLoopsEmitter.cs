using QMacVerify.Generators.Planning.Strategies;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a fully connected layer as two loops, three where the input has several rows.</summary>
internal sealed class FullyConnectedLoopsEmitter : MacEmitter<LoopsKernel>
{
    protected override void EmitBody(LoopsKernel kernel, SourceWriter w)
    {
        EmitPreparation(kernel, w);
        using (w.Loop("row", kernel.Layer.Geometry.Positions, out IndexExpression row))
        using (w.Loop("outChannel", kernel.Layer.Geometry.OutChannels, out IndexExpression outChannel))
        {
            EmitElement(kernel, row, outChannel, w);
        }
    }

    private static void EmitElement(LoopsKernel kernel, IndexExpression row, IndexExpression outChannel, SourceWriter w)
    {
        int inChannels = kernel.Layer.Geometry.Taps;
        EmitBoundComment(kernel, w);
        EmitStart(kernel, $"{outChannel}", w);
        w.Line($"ReadOnlySpan<sbyte> weights = {kernel.Identifier}Weights.AsSpan({outChannel * inChannels}, {inChannels});");
        using (w.Loop("inChannel", inChannels, out IndexExpression inChannel))
        {
            EmitTap(kernel, $"input[{(row * inChannels) + inChannel}]", $"weights[{inChannel}]", w);
        }

        w.Line();
        EmitResult(kernel, $"{(row * kernel.Layer.Geometry.OutChannels) + outChannel}", $"{outChannel}", null, w);
    }
}
