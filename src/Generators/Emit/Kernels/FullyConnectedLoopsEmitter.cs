using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a fully connected layer as two loops, three where the input has several rows.</summary>
internal sealed class FullyConnectedLoopsEmitter : MacEmitter
{
    protected override void Emit(MacStep step, SourceWriter w)
    {
        int outChannels = step.Geometry.OutChannels;
        int inChannels = step.Geometry.Taps;
        EmitDocumentation(step, w);
        using (w.Block($"private static void {step.Identifier}(ReadOnlySpan<sbyte> input, Span<sbyte> output)"))
        using (w.Loop("row", step.Geometry.Positions, out IndexExpression row))
        using (w.Loop("outChannel", outChannels, out IndexExpression outChannel))
        {
            EmitBoundComment(step, w);
            EmitStart(step, $"{outChannel}", w);
            w.Line($"ReadOnlySpan<sbyte> weights = {step.Identifier}Weights.AsSpan({outChannel * inChannels}, {inChannels});");
            using (w.Loop("inChannel", inChannels, out IndexExpression inChannel))
            {
                EmitTap(step, $"input[{(row * inChannels) + inChannel}]", $"weights[{inChannel}]", w);
            }

            w.Line();
            EmitResult(step, $"{(row * outChannels) + outChannel}", $"{outChannel}", null, w);
        }
    }
}
