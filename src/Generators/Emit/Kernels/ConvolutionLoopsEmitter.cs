using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning.Strategies;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a convolution, grouped or depthwise, as its loop nest over raw codes.</summary>
internal sealed class ConvolutionLoopsEmitter : MacEmitter<LoopsKernel>
{
    protected override void EmitBody(LoopsKernel kernel, SourceWriter w)
    {
        WindowGeometry window = kernel.Layer.Geometry.Window;
        w.Line($"ReadOnlySpan<sbyte> weights = {kernel.Identifier}Weights;");
        EmitPreparation(kernel, w);
        if (!kernel.Layer.HasChannelsFirst)
        {
            w.Line("int outputIndex = 0;");
        }

        using (w.Loop("batch", window.Batches, out IndexExpression batch))
        using (w.Loop("outY", window.OutHeight, out IndexExpression outY))
        using (w.Loop("outX", window.OutWidth, out IndexExpression outX))
        using (w.Loop("outChannel", kernel.Layer.Geometry.OutChannels, out IndexExpression outChannel))
        {
            EmitElement(kernel, new Position(batch, outY, outX, outChannel), w);
        }
    }

    private static void EmitElement(LoopsKernel kernel, Position at, SourceWriter w)
    {
        EmitBoundComment(kernel, w);
        EmitStart(kernel, $"{at.OutChannel}", w);
        if (kernel.Layer.CorrectsByPosition && kernel.Layer.CorrectedZeroPoint != 0)
        {
            w.Line();
            w.Comment($"{(kernel.Layer.Geometry.Window.Transposed is null ? "Padding is skipped: only" : "Only")} weights whose activation is present share in the zero point correction.");
            EmitTaps(kernel, at, (_, weight, body) => body.Line($"acc -= {kernel.Layer.CorrectedZeroPoint} * {(kernel.Layer.WeightZeroPoints.Count == 0 ? weight : $"({weight} - {kernel.Identifier}WeightZeroPoints[{at.OutChannel}])")};"), w);
            w.Line();
        }

        EmitTaps(kernel, at, (activation, weight, body) => EmitTap(kernel, activation, weight, body), w);
        w.Line();
        WindowGeometry window = kernel.Layer.Geometry.Window;
        IndexExpression channelsFirst = (((((at.Batch * kernel.Layer.Geometry.OutChannels) + at.OutChannel) * window.OutHeight) + at.OutY) * window.OutWidth) + at.OutX;
        EmitResult(kernel, kernel.Layer.HasChannelsFirst ? channelsFirst.ToString() : "outputIndex++", $"{at.OutChannel}", null, w);
    }

    /// <summary>Prints the loops over the elements of a window.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="at">The element of the output.</param>
    /// <param name="emitTap">Prints what is done with an activation and a weight, both C# expressions.</param>
    /// <param name="w">Where to.</param>
    private static void EmitTaps(LoopsKernel kernel, Position at, Action<string, string, SourceWriter> emitTap, SourceWriter w)
    {
        WindowGeometry window = kernel.Layer.Geometry.Window;
        if (window.Transposed is not null)
        {
            EmitTransposedTaps(kernel, at, emitTap, w);
            return;
        }

        using (w.Loop("filterY", window.FilterHeight, out IndexExpression filterY, always: kernel.Layer.CorrectsByPosition))
        {
            w.Line($"int inY = {(at.OutY * window.StrideY) + (filterY * window.DilationY) - window.PadTop};");
            using (w.Loop("filterX", window.FilterWidth, out IndexExpression filterX, always: kernel.Layer.CorrectsByPosition))
            {
                w.Line($"int inX = {(at.OutX * window.StrideX) + (filterX * window.DilationX) - window.PadLeft};");
                IndexExpression pixel = (((at.Batch * window.InHeight) + "inY") * window.InWidth) + "inX";
                if (!window.TouchesPadding)
                {
                    EmitInside(kernel, at, pixel, filterY, filterX, emitTap, w);
                    return;
                }

                using (w.Block($"if ((uint)inY < {window.InHeight} && (uint)inX < {window.InWidth})"))
                {
                    EmitInside(kernel, at, pixel, filterY, filterX, emitTap, w);
                }

                if (!kernel.Layer.CorrectsByPosition)
                {
                    using (w.Block($"else"))
                    {
                        w.Comment($"Padding carries the zero point and is multiplied like any other activation.");
                        EmitChannels(kernel, at, filterY, filterX, (_, weight, body) => emitTap(Invariant($"{kernel.Layer.Input.ZeroPoint}"), weight, body), w);
                    }
                }
            }
        }
    }

    /// <summary>The same for a transposed convolution: input pixels lie a stride apart in the output.</summary>
    private static void EmitTransposedTaps(LoopsKernel kernel, Position at, Action<string, string, SourceWriter> emitTap, SourceWriter w)
    {
        WindowGeometry window = kernel.Layer.Geometry.Window;
        using (w.Loop("filterY", window.FilterHeight, out IndexExpression filterY, always: true))
        {
            w.Line($"int spreadY = {at.OutY - Reach("filterY", window.DilationY) + window.PadTop};");
            w.Line($"int inY = spreadY / {window.StrideY};");
            using (w.Loop("filterX", window.FilterWidth, out IndexExpression filterX, always: true))
            {
                w.Line($"int spreadX = {at.OutX - Reach("filterX", window.DilationX) + window.PadLeft};");
                w.Line($"int inX = spreadX / {window.StrideX};");
                IndexExpression pixel = (((at.Batch * window.InHeight) + "inY") * window.InWidth) + "inX";
                using (w.Block($"if (inY * {window.StrideY} == spreadY && inX * {window.StrideX} == spreadX && (uint)inY < {window.InHeight} && (uint)inX < {window.InWidth})"))
                {
                    EmitInside(kernel, at, pixel, filterY, filterX, emitTap, w);
                }
            }
        }
    }

    private static string Reach(string element, int dilation) => dilation == 1 ? element : Invariant($"({element} * {dilation})");

    private static void EmitInside(
        LoopsKernel kernel, Position at, IndexExpression pixel, IndexExpression filterY, IndexExpression filterX, Action<string, string, SourceWriter> emitTap, SourceWriter w)
    {
        MacGeometry geometry = kernel.Layer.Geometry;
        IndexExpression firstChannel = geometry.Groups == 1 ? 0 : at.OutChannel / geometry.GroupOutChannels * geometry.GroupInChannels;
        w.Line($"int inputIndex = {(pixel * geometry.Window.InChannels) + firstChannel};");
        EmitChannels(kernel, at, filterY, filterX, emitTap, w);
    }

    private static void EmitChannels(
        LoopsKernel kernel, Position at, IndexExpression filterY, IndexExpression filterX, Action<string, string, SourceWriter> emitTap, SourceWriter w)
    {
        MacGeometry geometry = kernel.Layer.Geometry;
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
