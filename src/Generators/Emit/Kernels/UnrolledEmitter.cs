using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints every product of an output element with its weight as a literal.</summary>
/// <remarks>
/// Padding is copied around the image first, so that every window is one stretch of memory with fixed offsets. Output
/// channels are split over methods that the JIT still optimizes (<see cref="UnrolledCode"/>).
/// </remarks>
internal sealed class UnrolledEmitter : MacEmitter<UnrolledKernel>
{
    protected override void EmitBody(UnrolledKernel kernel, SourceWriter w)
    {
        if (kernel is { IsSplit: false, IsPadded: false })
        {
            EmitStatements(kernel, "input", 0, kernel.Layer.Geometry.OutChannels, w);
            return;
        }

        if (kernel.IsPadded)
        {
            EmitPaddedCopy(kernel, w);
        }

        for (int first = 0; first < kernel.Layer.Geometry.OutChannels; first += kernel.ChannelsPerMethod)
        {
            w.Line($"{PartName(kernel, first)}({Image(kernel)}, output);");
        }
    }

    protected override void EmitParts(UnrolledKernel kernel, SourceWriter w)
    {
        if (kernel is { IsSplit: false, IsPadded: false })
        {
            return;
        }

        for (int first = 0; first < kernel.Layer.Geometry.OutChannels; first += kernel.ChannelsPerMethod)
        {
            int count = Math.Min(kernel.ChannelsPerMethod, kernel.Layer.Geometry.OutChannels - first);
            w.Line();
            string channels = count == 1 ? Invariant($"channel {first}") : Invariant($"channels {first} to {first + count - 1}");
            w.Documentation("summary", $"Output {channels} of <see cref=\"{kernel.Identifier}\"/>{(kernel.IsPadded ? ", from the image with its padding" : "")}.");

            // Tier 0 keeps written-out products several times slower than loops, for hundreds of runs.
            w.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
            using (w.Block($"private static void {PartName(kernel, first)}(ReadOnlySpan<sbyte> {Image(kernel)}, Span<{Kernel.TypeOf(kernel.Output)}> output)"))
            {
                EmitStatements(kernel, Image(kernel), first, count, w);
            }
        }
    }

    private static string Image(UnrolledKernel kernel) => kernel.IsPadded ? "padded" : "input";

    /// <summary>Clashes with no other member: an allocated identifier has an underscore only before a number.</summary>
    private static string PartName(UnrolledKernel kernel, int firstChannel) => Invariant($"{kernel.Identifier}_From{firstChannel}");

    private static void EmitPaddedCopy(UnrolledKernel kernel, SourceWriter w)
    {
        WindowGeometry window = kernel.Layer.Geometry.Window;
        PaddedWindow padded = PaddedWindow.Of(window);
        w.Comment($"Padding carries the zero point and is multiplied like any other activation.");
        w.Line($"PaddedImage.Fill(input, height: {window.InHeight}, width: {window.InWidth}, channels: {window.InChannels}, padded, paddedHeight: {padded.Height}, paddedWidth: {padded.Width}, top: {window.PadTop}, left: {window.PadLeft}, value: {kernel.Layer.Input.ZeroPoint});");
    }

    private static void EmitStatements(UnrolledKernel kernel, string image, int firstChannel, int channels, SourceWriter w)
    {
        MacGeometry geometry = kernel.Layer.Geometry;
        WindowGeometry window = geometry.Window;
        PaddedWindow padded = PaddedWindow.Of(window);
        int imageHeight = kernel.IsPadded ? padded.Height : window.InHeight;
        int imageWidth = kernel.IsPadded ? padded.Width : window.InWidth;
        int rowStride = imageWidth * window.InChannels;
        int extent = ((window.FilterHeight - 1) * window.DilationY * rowStride)
            + ((((window.FilterWidth - 1) * window.DilationX) + 1) * window.InChannels);
        EmitPreparation(kernel, w);
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
            EmitChannels(kernel, rowStride, firstChannel, channels, w);
            if (geometry.Positions > 1)
            {
                w.Line();
                w.Line($"outputIndex += {geometry.OutChannels};");
            }
        }
    }

    private static void EmitChannels(UnrolledKernel kernel, int rowStride, int firstChannel, int channels, SourceWriter w)
    {
        w.Line();
        w.Comment($"acc starts as bias - zeroPoint * sum of the channel's weights.");
        EmitBoundComment(kernel, w);
        w.Line("int acc;");
        for (int channel = firstChannel; channel < firstChannel + channels; channel++)
        {
            w.Line();
            EmitProducts(kernel, rowStride, channel, w);
            IndexExpression outputIndex = kernel.Layer.Geometry.Positions == 1 ? channel : (IndexExpression)"outputIndex" + (channel - firstChannel);
            EmitResult(kernel, $"{outputIndex}", Invariant($"{channel}"), channel, w);
        }
    }

    private static void EmitProducts(UnrolledKernel kernel, int rowStride, int channel, SourceWriter w)
    {
        MacGeometry geometry = kernel.Layer.Geometry;
        WindowGeometry window = geometry.Window;
        int omitted = 0;
        string origin = kernel.Layer.StartOrigin(channel, kernel.Layer.Start[channel]);
        w.Line($"acc = {kernel.Layer.Start[channel]};{(origin.Length > 0 ? " // " + origin : "")}");
        for (int tap = 0; tap < geometry.Taps; tap++)
        {
            sbyte weight = kernel.Layer.Weights[geometry.WeightIndex(channel, tap)];
            if (weight == 0 && kernel.Layer.OmitsZeroWeights)
            {
                omitted++;
                continue;
            }

            int element = tap / geometry.GroupInChannels;
            int pixel = (element / window.FilterWidth * window.DilationY * rowStride) + (element % window.FilterWidth * window.DilationX * window.InChannels);
            int offset = pixel + geometry.FirstInChannel(channel) + (tap % geometry.GroupInChannels);
            EmitTap(kernel, Invariant($"x[{offset}]"), Invariant($"{weight}"), w);
        }

        if (omitted > 0)
        {
            w.Comment($"{omitted} products with weight 0 left out: they are 0, and adding 0 changes nothing.");
        }
    }
}
