using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a convolution, grouped or depthwise, as its loop nest over raw codes.</summary>
internal sealed class ConvolutionLoopsEmitter : MacEmitter
{
    protected override void Emit(MacStep step, SourceWriter w)
    {
        EmitDocumentation(step, w);
        using (w.Block($"private static void {step.Identifier}(ReadOnlySpan<sbyte> input, Span<sbyte> output)"))
        {
            w.Line($"ReadOnlySpan<sbyte> weights = {step.Identifier}Weights;");
            w.Line("int outputIndex = 0;");
            WindowGeometry window = step.Geometry.Window;
            if (window.Batches == 1)
            {
                EmitPositions(step, w);
                return;
            }

            using (w.Block($"for (int batch = 0; batch < {window.Batches}; batch++)"))
            {
                EmitPositions(step, w);
            }
        }
    }

    private static void EmitPositions(MacStep step, SourceWriter w)
    {
        using (w.Block($"for (int outY = 0; outY < {step.Geometry.Window.OutHeight}; outY++)"))
        using (w.Block($"for (int outX = 0; outX < {step.Geometry.Window.OutWidth}; outX++)"))
        using (w.Block($"for (int outChannel = 0; outChannel < {step.Geometry.OutChannels}; outChannel++)"))
        {
            EmitBoundComment(step, w);
            w.Line($"int acc = {step.Identifier}Start[outChannel];");
            if (step.CorrectsByPosition)
            {
                w.Line();
                w.Comment($"Padding is skipped: only weights whose activation is present share in the zero point correction.");
                EmitTaps(step, (_, weight, body) => body.Line($"acc -= {step.Input.ZeroPoint} * {weight};"), w);
                w.Line();
            }

            EmitTaps(step, (activation, weight, body) => body.Line(MultiplyAdd(step.Operators, activation, weight)), w);
            w.Line();
            EmitResult(step, "outputIndex++", "outChannel", null, w);
        }
    }

    /// <summary>Prints the loops over the elements of a window.</summary>
    /// <param name="step">The step.</param>
    /// <param name="emitTap">Prints what is done with an activation and a weight, both C# expressions.</param>
    /// <param name="w">Where to.</param>
    private static void EmitTaps(MacStep step, Action<string, string, SourceWriter> emitTap, SourceWriter w)
    {
        WindowGeometry window = step.Geometry.Window;
        using (w.Block($"for (int filterY = 0; filterY < {window.FilterHeight}; filterY++)"))
        {
            w.Line($"int inY = {Position("outY", window.StrideY, window.PadTop, "filterY", window.DilationY)};");
            using (w.Block($"for (int filterX = 0; filterX < {window.FilterWidth}; filterX++)"))
            {
                w.Line($"int inX = {Position("outX", window.StrideX, window.PadLeft, "filterX", window.DilationX)};");
                if (!window.TouchesPadding)
                {
                    EmitInside(step, emitTap, w);
                    return;
                }

                using (w.Block($"if ((uint)inY < {window.InHeight} && (uint)inX < {window.InWidth})"))
                {
                    EmitInside(step, emitTap, w);
                }

                if (!step.CorrectsByPosition)
                {
                    using (w.Block($"else"))
                    {
                        w.Comment($"Padding carries the zero point and is multiplied like any other activation.");
                        EmitChannels(step, (_, weight, body) => emitTap(Invariant($"{step.Input.ZeroPoint}"), weight, body), w);
                    }
                }
            }
        }
    }

    private static void EmitInside(MacStep step, Action<string, string, SourceWriter> emitTap, SourceWriter w)
    {
        MacGeometry geometry = step.Geometry;
        WindowGeometry window = geometry.Window;
        string row = window.Batches == 1 ? "inY" : Invariant($"(batch * {window.InHeight}) + inY");
        string pixel = Invariant($"((({row}) * {window.InWidth}) + inX) * {window.InChannels}").Replace("(inY)", "inY");
        string firstChannel = geometry.Groups == 1 ? ""
            : geometry.GroupInChannels == 1 && geometry.GroupOutChannels == 1 ? " + outChannel"
            : geometry.GroupInChannels == 1 ? Invariant($" + (outChannel / {geometry.GroupOutChannels})")
            : Invariant($" + (outChannel / {geometry.GroupOutChannels} * {geometry.GroupInChannels})");
        w.Line(firstChannel.Length == 0 ? $"int inputIndex = {pixel};" : $"int inputIndex = ({pixel}){firstChannel};");
        EmitChannels(step, emitTap, w);
    }

    private static void EmitChannels(MacStep step, Action<string, string, SourceWriter> emitTap, SourceWriter w)
    {
        MacGeometry geometry = step.Geometry;
        WindowGeometry window = geometry.Window;
        if (geometry.Layout == TensorLayout.OneHwc)
        {
            emitTap("input[inputIndex]", Invariant($"weights[(((filterY * {window.FilterWidth}) + filterX) * {geometry.OutChannels}) + outChannel]"), w);
            return;
        }

        w.Line($"int weightIndex = ((((outChannel * {window.FilterHeight}) + filterY) * {window.FilterWidth}) + filterX) * {geometry.GroupInChannels};");
        using (w.Block($"for (int inChannel = 0; inChannel < {geometry.GroupInChannels}; inChannel++)"))
        {
            emitTap("input[inputIndex + inChannel]", "weights[weightIndex + inChannel]", w);
        }
    }

    /// <summary><c>(outY * 2) - 1 + filterY</c>, without the parts that do nothing.</summary>
    private static string Position(string output, int stride, int pad, string filter, int dilation)
    {
        string start = stride == 1 ? output : Invariant($"({output} * {stride})");
        string step = dilation == 1 ? filter : Invariant($"({filter} * {dilation})");
        return pad == 0 ? $"{start} + {step}" : Invariant($"{start} - {pad} + {step}");
    }
}
