using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints every product of an output element with its weight as a literal.</summary>
/// <remarks>
/// Padding is copied around the image first, so that every window is one stretch of memory with fixed offsets. Output
/// channels are split over methods that the JIT still optimizes (<see cref="UnrolledCode"/>).
/// </remarks>
internal sealed class UnrolledEmitter : MacEmitter
{
    public override void EmitParameters(KernelStep step, ExecutionPlan plan, ParameterWriter parameters)
    {
        // Weights, start values and requantization stand in the code.
    }

    protected override void Emit(MacStep step, SourceWriter w)
    {
        MacGeometry geometry = step.Geometry;
        int channelsPerMethod = UnrolledCode.ChannelsPerMethod(geometry.Taps, step.Operators);
        bool isSplit = channelsPerMethod < geometry.OutChannels;
        bool isPadded = step.ScratchElements > 0;
        EmitDocumentation(step, w);
        if (!isSplit && !isPadded)
        {
            EmitMethod(step, step.Identifier, "input", 0, geometry.OutChannels, w);
            return;
        }

        string image = isPadded ? "padded" : "input";
        using (w.Block($"private static void {step.Identifier}(ReadOnlySpan<sbyte> input, Span<{TypeOf(step.Output)}> output{(isPadded ? ", Span<sbyte> padded" : "")})"))
        {
            if (isPadded)
            {
                EmitPaddedCopy(step, w);
            }

            for (int first = 0; first < geometry.OutChannels; first += channelsPerMethod)
            {
                w.Line($"{PartName(step, first)}({image}, output);");
            }
        }

        for (int first = 0; first < geometry.OutChannels; first += channelsPerMethod)
        {
            int count = Math.Min(channelsPerMethod, geometry.OutChannels - first);
            w.Line();
            string channels = count == 1 ? Invariant($"channel {first}") : Invariant($"channels {first} to {first + count - 1}");
            w.Documentation("summary", $"Output {channels} of <see cref=\"{step.Identifier}\"/>{(isPadded ? ", from the image with its padding" : "")}.");
            EmitMethod(step, PartName(step, first), image, first, count, w);
        }
    }

    /// <summary>Clashes with no other member: an allocated identifier has an underscore only before a number.</summary>
    private static string PartName(MacStep step, int firstChannel) => Invariant($"{step.Identifier}_From{firstChannel}");

    private static void EmitPaddedCopy(MacStep step, SourceWriter w)
    {
        WindowGeometry window = step.Geometry.Window;
        PaddedWindow padded = PaddedWindow.Of(window);
        w.Comment($"Padding carries the zero point and is multiplied like any other activation.");
        w.Line($"PaddedImage.Fill(input, height: {window.InHeight}, width: {window.InWidth}, channels: {window.InChannels}, padded, paddedHeight: {padded.Height}, paddedWidth: {padded.Width}, top: {window.PadTop}, left: {window.PadLeft}, value: {step.Input.ZeroPoint});");
    }

    private static void EmitMethod(MacStep step, string name, string image, int firstChannel, int channels, SourceWriter w)
    {
        MacGeometry geometry = step.Geometry;
        WindowGeometry window = geometry.Window;
        PaddedWindow padded = PaddedWindow.Of(window);
        int imageHeight = step.ScratchElements > 0 ? padded.Height : window.InHeight;
        int imageWidth = step.ScratchElements > 0 ? padded.Width : window.InWidth;
        int rowStride = imageWidth * window.InChannels;
        int extent = ((window.FilterHeight - 1) * window.DilationY * rowStride)
            + ((((window.FilterWidth - 1) * window.DilationX) + 1) * window.InChannels);
        // Tier 0 keeps written-out products several times slower than loops, for hundreds of runs.
        w.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (w.Block($"private static void {name}(ReadOnlySpan<sbyte> {image}, Span<{TypeOf(step.Output)}> output)"))
        {
            EmitPreparation(step, w);
            if (geometry.Positions > 1)
            {
                w.Line($"int outputIndex = {firstChannel};");
            }

            using (w.Loop("batch", window.Batches, out IndexExpression batch))
            using (w.Loop("outY", window.OutHeight, out IndexExpression outY))
            using (w.Loop("outX", window.OutWidth, out IndexExpression outX))
            {
                IndexExpression start = (batch * (imageHeight * rowStride)) + (outY * (window.StrideY * rowStride)) + (outX * (window.StrideX * window.InChannels));
                if (window.FilterHeight > 1)
                {
                    w.Comment($"The window and what lies between its rows; a row of the image has {rowStride} codes.");
                }

                w.Line($"ReadOnlySpan<sbyte> x = {image}.Slice({start}, {extent});");
                EmitChannels(step, rowStride, firstChannel, channels, w);
                if (geometry.Positions > 1)
                {
                    w.Line();
                    w.Line($"outputIndex += {geometry.OutChannels};");
                }
            }
        }
    }

    private static void EmitChannels(MacStep step, int rowStride, int firstChannel, int channels, SourceWriter w)
    {
        w.Line();
        w.Comment($"acc starts as bias - zeroPoint * sum of the channel's weights.");
        EmitBoundComment(step, w);
        w.Line("int acc;");
        for (int channel = firstChannel; channel < firstChannel + channels; channel++)
        {
            w.Line();
            EmitProducts(step, rowStride, channel, w);
            IndexExpression outputIndex = step.Geometry.Positions == 1 ? channel : (IndexExpression)"outputIndex" + (channel - firstChannel);
            EmitResult(step, $"{outputIndex}", Invariant($"{channel}"), channel, w);
        }
    }

    private static void EmitProducts(MacStep step, int rowStride, int channel, SourceWriter w)
    {
        MacGeometry geometry = step.Geometry;
        WindowGeometry window = geometry.Window;
        int omitted = 0;
        w.Line($"acc = {step.Start[channel]};");
        for (int tap = 0; tap < geometry.Taps; tap++)
        {
            sbyte weight = step.Weights[geometry.WeightIndex(channel, tap)];
            if (weight == 0 && step.OmitsZeroWeights)
            {
                omitted++;
                continue;
            }

            int element = tap / geometry.GroupInChannels;
            int pixel = (element / window.FilterWidth * window.DilationY * rowStride) + (element % window.FilterWidth * window.DilationX * window.InChannels);
            int offset = pixel + geometry.FirstInChannel(channel) + (tap % geometry.GroupInChannels);
            EmitTap(step, Invariant($"x[{offset}]"), Invariant($"{weight}"), w);
        }

        if (omitted > 0)
        {
            w.Comment($"{omitted} products with weight 0 left out: they are 0, and adding 0 changes nothing.");
        }
    }
}
