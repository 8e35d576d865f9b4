using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a convolution or fully connected layer as blocks of multiply-add pairs over a padded int16 image.</summary>
internal sealed class DirectEmitter : PlaneEmitter<DirectKernel>
{
    protected override void EmitBody(DirectKernel kernel, SourceWriter w)
    {
        WideImage image = kernel.Image;
        TapWalk walk = TapWalk.Wide(planes: 1);
        EmitImage(kernel.Layer, image, w);
        EmitWalkReferences(kernel, walk, "wide", "Weights", w);
        EmitReferences(kernel, w);
        EmitChannelBlocks(kernel, w, (block, group) => EmitPixelBlocks(kernel, image, w, (batch, outY, outX) =>
        {
            EmitBoundComment(kernel, w);
            EmitAccumulators(kernel, outY, outX, w);
            EmitTaps(kernel, image, walk, block, Window(kernel, image, batch, outY, outX, group), w, () =>
            {
                using (w.Block($"for (int pair = 0; pair < {image.RunSteps(walk.Group)}; pair++)"))
                {
                    EmitPair(kernel, image.PixelStep, w);
                }
            });
            w.Line();
            EmitResults(kernel, FirstPixel(image, batch, outY, outX), w);
        }));
    }
}
