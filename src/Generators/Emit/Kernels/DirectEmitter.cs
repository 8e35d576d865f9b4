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
        EmitReferences(kernel, w);
        EmitChannelBlocks(kernel, w, (block, group) => EmitPixelBlocks(kernel, kernel.Image, w, (batch, outY, outX) =>
        {
            EmitBoundComment(kernel, w);
            EmitAccumulators(kernel, vector => Invariant($"start{vector}"), w);
            EmitProducts(kernel, block, (batch * kernel.Image.ImageStep) + (outY * kernel.Image.RowStep) + (outX * kernel.Image.PixelStep) + (group * kernel.Layer.Geometry.GroupInChannels), w);
            w.Line();
            EmitResults(kernel, (((batch * kernel.Image.OutHeight) + outY) * kernel.Image.OutWidth) + outX, Enumerable.Range(0, kernel.Block.Pixels), w);
        }));
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
                EmitPair(kernel, image.PixelStep, w);
            }
        }
    }
}
