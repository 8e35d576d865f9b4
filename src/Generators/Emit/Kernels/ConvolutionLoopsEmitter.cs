using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a convolution, grouped or depthwise, as its loop nest over raw codes.</summary>
internal sealed class ConvolutionLoopsEmitter : MacEmitter
{
    protected override void Emit(MacStep step, SourceWriter w)
    {
        WindowGeometry window = step.Geometry.Window;
        EmitDocumentation(step, w);
        using (w.Block($"private static void {step.Identifier}(ReadOnlySpan<sbyte> input, Span<{TypeOf(step.Output)}> output)"))
        {
            w.Line($"ReadOnlySpan<sbyte> weights = {step.Identifier}Weights;");
            EmitPreparation(step, w);
            if (!step.HasChannelsFirst)
            {
                w.Line("int outputIndex = 0;");
            }

            using (w.Loop("batch", window.Batches, out IndexExpression batch))
            using (w.Loop("outY", window.OutHeight, out IndexExpression outY))
            using (w.Loop("outX", window.OutWidth, out IndexExpression outX))
            using (w.Loop("outChannel", step.Geometry.OutChannels, out IndexExpression outChannel))
            {
                EmitElement(step, new Position(batch, outY, outX, outChannel), w);
            }
        }
    }

    private static void EmitElement(MacStep step, Position at, SourceWriter w)
    {
        EmitBoundComment(step, w);
        EmitStart(step, $"{at.OutChannel}", w);
        if (step.CorrectsByPosition && step.CorrectedZeroPoint != 0)
        {
            w.Line();
            w.Comment($"{(step.Geometry.Window.Transposed is null ? "Padding is skipped: only" : "Only")} weights whose activation is present share in the zero point correction.");
            EmitTaps(step, at, (_, weight, body) => body.Line($"acc -= {step.CorrectedZeroPoint} * {(step.WeightZeroPoints.Count == 0 ? weight : $"({weight} - {step.Identifier}WeightZeroPoints[{at.OutChannel}])")};"), w);
            w.Line();
        }

        EmitTaps(step, at, (activation, weight, body) => EmitTap(step, activation, weight, body), w);
        w.Line();
        WindowGeometry window = step.Geometry.Window;
        IndexExpression channelsFirst = (((((at.Batch * step.Geometry.OutChannels) + at.OutChannel) * window.OutHeight) + at.OutY) * window.OutWidth) + at.OutX;
        EmitResult(step, step.HasChannelsFirst ? channelsFirst.ToString() : "outputIndex++", $"{at.OutChannel}", null, w);
    }

    /// <summary>Prints the loops over the elements of a window.</summary>
    /// <param name="step">The step.</param>
    /// <param name="at">The element of the output.</param>
    /// <param name="emitTap">Prints what is done with an activation and a weight, both C# expressions.</param>
    /// <param name="w">Where to.</param>
    private static void EmitTaps(MacStep step, Position at, Action<string, string, SourceWriter> emitTap, SourceWriter w)
    {
        WindowGeometry window = step.Geometry.Window;
        if (window.Transposed is not null)
        {
            EmitTransposedTaps(step, at, emitTap, w);
            return;
        }

        using (w.Loop("filterY", window.FilterHeight, out IndexExpression filterY, always: step.CorrectsByPosition))
        {
            w.Line($"int inY = {(at.OutY * window.StrideY) + (filterY * window.DilationY) - window.PadTop};");
            using (w.Loop("filterX", window.FilterWidth, out IndexExpression filterX, always: step.CorrectsByPosition))
            {
                w.Line($"int inX = {(at.OutX * window.StrideX) + (filterX * window.DilationX) - window.PadLeft};");
                IndexExpression pixel = (((at.Batch * window.InHeight) + "inY") * window.InWidth) + "inX";
                if (!window.TouchesPadding)
                {
                    EmitInside(step, at, pixel, filterY, filterX, emitTap, w);
                    return;
                }

                using (w.Block($"if ((uint)inY < {window.InHeight} && (uint)inX < {window.InWidth})"))
                {
                    EmitInside(step, at, pixel, filterY, filterX, emitTap, w);
                }

                if (!step.CorrectsByPosition)
                {
                    using (w.Block($"else"))
                    {
                        w.Comment($"Padding carries the zero point and is multiplied like any other activation.");
                        EmitChannels(step, at, filterY, filterX, (_, weight, body) => emitTap(Invariant($"{step.Input.ZeroPoint}"), weight, body), w);
                    }
                }
            }
        }
    }

    /// <summary>The same for a transposed convolution: input pixels lie a stride apart in the output.</summary>
    private static void EmitTransposedTaps(MacStep step, Position at, Action<string, string, SourceWriter> emitTap, SourceWriter w)
    {
        WindowGeometry window = step.Geometry.Window;
        using (w.Loop("filterY", window.FilterHeight, out IndexExpression filterY, always: true))
        {
            w.Line($"int spreadY = {at.OutY - "filterY" + window.PadTop};");
            w.Line($"int inY = spreadY / {window.StrideY};");
            using (w.Loop("filterX", window.FilterWidth, out IndexExpression filterX, always: true))
            {
                w.Line($"int spreadX = {at.OutX - "filterX" + window.PadLeft};");
                w.Line($"int inX = spreadX / {window.StrideX};");
                IndexExpression pixel = (((at.Batch * window.InHeight) + "inY") * window.InWidth) + "inX";
                using (w.Block($"if (inY * {window.StrideY} == spreadY && inX * {window.StrideX} == spreadX && (uint)inY < {window.InHeight} && (uint)inX < {window.InWidth})"))
                {
                    EmitInside(step, at, pixel, filterY, filterX, emitTap, w);
                }
            }
        }
    }

    private static void EmitInside(
        MacStep step, Position at, IndexExpression pixel, IndexExpression filterY, IndexExpression filterX, Action<string, string, SourceWriter> emitTap, SourceWriter w)
    {
        MacGeometry geometry = step.Geometry;
        IndexExpression firstChannel = geometry.Groups == 1 ? 0 : at.OutChannel / geometry.GroupOutChannels * geometry.GroupInChannels;
        w.Line($"int inputIndex = {(pixel * geometry.Window.InChannels) + firstChannel};");
        EmitChannels(step, at, filterY, filterX, emitTap, w);
    }

    private static void EmitChannels(
        MacStep step, Position at, IndexExpression filterY, IndexExpression filterX, Action<string, string, SourceWriter> emitTap, SourceWriter w)
    {
        MacGeometry geometry = step.Geometry;
        WindowGeometry window = geometry.Window;
        if (geometry.Layout == TensorLayout.OneHwc)
        {
            IndexExpression tap = (filterY * window.FilterWidth) + filterX;
            emitTap("input[inputIndex]", $"weights[{(tap * geometry.OutChannels) + at.OutChannel}]", w);
            return;
        }

        IndexExpression filter = (((at.OutChannel * window.FilterHeight) + filterY) * window.FilterWidth) + filterX;
        w.Line($"int weightIndex = {filter * geometry.GroupInChannels};");
        using (w.Loop("inChannel", geometry.GroupInChannels, out IndexExpression inChannel))
        {
            emitTap($"input[{"inputIndex" + inChannel}]", $"weights[{"weightIndex" + inChannel}]", w);
        }
    }

    /// <summary>The loop variables of an element of the output.</summary>
    private readonly record struct Position(IndexExpression Batch, IndexExpression OutY, IndexExpression OutX, IndexExpression OutChannel);
}
