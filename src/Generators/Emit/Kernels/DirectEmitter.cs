using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a convolution or fully connected layer as blocks of multiply-add pairs over a padded int16 image.</summary>
internal sealed class DirectEmitter : VectorEmitter<DirectKernel>
{
    protected override void EmitBody(DirectKernel kernel, SourceWriter w)
    {
        EmitImage(kernel.Layer, kernel.Image, w);
        w.Line("ref short image = ref MemoryMarshal.GetReference(wide);");
        w.Line($"ref short weights = ref MemoryMarshal.GetArrayDataReference({kernel.Member("Weights")});");
        EmitChannelBlocks(kernel, w, (block, group) => EmitPixelBlocks(kernel, kernel.Image, w, (batch, outY, outX) =>
        {
            EmitAccumulators(kernel, w);
            EmitProducts(kernel, block, (batch * kernel.Image.ImageStep) + (outY * kernel.Image.RowStep) + (outX * kernel.Image.PixelStep) + (group * kernel.Layer.Geometry.GroupInChannels), w);
            w.Line();
            EmitResults(kernel, (((batch * kernel.Image.OutHeight) + outY) * kernel.Image.OutWidth) + outX, w);
        }));
    }

    /// <summary>Prints the copy of the input.</summary>
    private static void EmitImage(MacLayer layer, WideImage image, SourceWriter w)
    {
        if (image.IsFlat)
        {
            w.Comment($"{image.Padded.Width} pixels of {image.Padded.Channels} channels in int16.");
            w.Line($"WideImage.Widen(input, wide);");
            return;
        }

        WindowGeometry window = layer.Geometry.Window;
        w.Comment($"The image in int16; padding carries the zero point and is multiplied like any other activation.");
        w.Line($"WideImage.Fill(input, height: {window.InHeight}, width: {window.InWidth}, channels: {window.InChannels}, wide, paddedHeight: {image.Padded.Height}, paddedWidth: {image.Padded.Width}, top: {window.PadTop}, left: {window.PadLeft}, value: {layer.Input.ZeroPoint});");
    }

    /// <summary>Prints the loops over the taps of a block.</summary>
    private static void EmitProducts(DirectKernel kernel, IndexExpression block, IndexExpression window, SourceWriter w)
    {
        WideImage image = kernel.Image;
        w.Line($"ref short weight = ref Unsafe.Add(ref weights, {block * kernel.BlockWeights});");
        using (w.Loop("filterY", image.FilterRows, out IndexExpression filterY))
        using (w.Loop("filterX", image.Runs, out IndexExpression filterX))
        {
            w.Line($"ref short x = ref Unsafe.Add(ref image, {window + (filterY * image.FilterRowStep) + (filterX * image.RunStep)});");
            using (w.Block($"for (int pair = 0; pair < {(image.RunLength + 1) / 2}; pair++)"))
            {
                EmitPair(kernel, w);
            }
        }
    }

    /// <summary>Prints the products of two neighbouring taps with all pixels and channels of a block.</summary>
    private static void EmitPair(DirectKernel kernel, SourceWriter w)
    {
        AccumulatorBlock block = kernel.Block;
        for (int vector = 0; vector < block.Vectors; vector++)
        {
            w.Line($"Vector256<short> w{vector} = Vector256.LoadUnsafe(ref weight{(vector == 0 ? "" : Invariant($", {16 * vector}"))});");
        }

        for (int pixel = 0; pixel < block.Pixels; pixel++)
        {
            w.Line($"Vector256<short> x{pixel} = VectorMath.BroadcastPair(ref x, {pixel * kernel.Image.PixelStep});");
            for (int vector = 0; vector < block.Vectors; vector++)
            {
                w.Line($"acc{pixel}{vector} += VectorMath.MultiplyAddPairs(x{pixel}, w{vector});");
            }
        }

        w.Line("x = ref Unsafe.Add(ref x, 2);");
        w.Line($"weight = ref Unsafe.Add(ref weight, {2 * block.Channels});");
    }
}
