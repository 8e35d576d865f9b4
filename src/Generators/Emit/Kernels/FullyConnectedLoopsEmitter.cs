using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a fully connected layer as two loops, three where the input has several rows.</summary>
internal sealed class FullyConnectedLoopsEmitter : MacEmitter
{
    protected override void Emit(MacStep step, SourceWriter w)
    {
        EmitDocumentation(step, w);
        using (w.Block($"private static void {step.Identifier}(ReadOnlySpan<sbyte> input, Span<{TypeOf(step.Output)}> output)"))
        {
            EmitPreparation(step, w);
            using (w.Loop("row", step.Geometry.Positions, out IndexExpression row))
            using (w.Loop("outChannel", step.Geometry.OutChannels, out IndexExpression outChannel))
            {
                EmitElement(step, row, outChannel, w);
            }
        }
    }

    private static void EmitElement(MacStep step, IndexExpression row, IndexExpression outChannel, SourceWriter w)
    {
        int inChannels = step.Geometry.Taps;
        EmitBoundComment(step, w);
        EmitStart(step, $"{outChannel}", w);
        w.Line($"ReadOnlySpan<sbyte> weights = {step.Identifier}Weights.AsSpan({outChannel * inChannels}, {inChannels});");
        using (w.Loop("inChannel", inChannels, out IndexExpression inChannel))
        {
            EmitTap(step, $"input[{(row * inChannels) + inChannel}]", $"weights[{inChannel}]", w);
        }

        w.Line();
        EmitResult(step, $"{(row * step.Geometry.OutChannels) + outChannel}", $"{outChannel}", null, w);
    }
}
