using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a fully connected layer as two loops, three where the input has several rows.</summary>
internal sealed class FullyConnectedLoopsEmitter : MacEmitter
{
    protected override void Emit(MacStep step, SourceWriter w)
    {
        EmitDocumentation(step, w);
        using (w.Block($"private static void {step.Identifier}(ReadOnlySpan<sbyte> input, Span<sbyte> output)"))
        {
            int rows = step.Geometry.Positions;
            if (rows == 1)
            {
                EmitRow(step, "outChannel", "inChannel", w);
                return;
            }

            using (w.Block($"for (int row = 0; row < {rows}; row++)"))
            {
                EmitRow(
                    step,
                    Invariant($"(row * {step.Geometry.OutChannels}) + outChannel"),
                    Invariant($"(row * {step.Geometry.Taps}) + inChannel"),
                    w);
            }
        }
    }

    private static void EmitRow(MacStep step, string outputIndex, string inputIndex, SourceWriter w)
    {
        int inChannels = step.Geometry.Taps;
        using (w.Block($"for (int outChannel = 0; outChannel < {step.Geometry.OutChannels}; outChannel++)"))
        {
            EmitBoundComment(step, w);
            w.Line($"int acc = {step.Identifier}Start[outChannel];");
            w.Line($"ReadOnlySpan<sbyte> weights = {step.Identifier}Weights.AsSpan(outChannel * {inChannels}, {inChannels});");
            using (w.Block($"for (int inChannel = 0; inChannel < {inChannels}; inChannel++)"))
            {
                w.Line(MultiplyAdd(step.Operators, $"input[{inputIndex}]", "weights[inChannel]"));
            }

            w.Line();
            EmitResult(step, outputIndex, "outChannel", null, w);
        }
    }
}
