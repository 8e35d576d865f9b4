using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a layer whose products are sums of exact ones as blocks of multiply-add pairs over several copies of the image.</summary>
internal sealed class RankEmitter : PlaneEmitter<RankKernel>
{
    protected override void EmitBody(RankKernel kernel, SourceWriter w)
    {
        WideImage image = kernel.Image;
        TapWalk wide = TapWalk.Wide(kernel.Planes.Count);
        TapWalk bytes = new("sbyte", "byteImage", "byteWeights", "byteX", "byteWeight", kernel.Bytes.Planes.Count, ByteTerms.Group);
        w.Comment($"A product is a sum of exact ones, u(a) * v(w) each: a copy of the image for each u.");
        EmitPlanes(kernel, image, kernel.Planes, "short", "wide", VectorKernel.PlaneSuffix, w);
        EmitPlanes(kernel, image, kernel.Bytes.Planes, "sbyte", "bytes", ByteTerms.PlaneSuffix, w);
        if (wide.Planes > 0)
        {
            EmitWalkReferences(kernel, wide, "wide", "Weights", w);
        }

        if (bytes.Planes > 0)
        {
            EmitWalkReferences(kernel, bytes, "bytes", "ByteWeights", w);
        }

        EmitReferences(kernel, w);
        EmitChannelBlocks(kernel, w, (block, group) => EmitPixelBlocks(kernel, image, w, (batch, outY, outX) =>
        {
            IndexExpression window = Window(kernel, image, batch, outY, outX, group);
            EmitBoundComment(kernel, w);
            EmitAccumulators(kernel, outY, outX, w);
            if (bytes.Planes > 0)
            {
                EmitNarrowTaps(kernel, image, bytes, kernel.Bytes.Depth, block, window, "Vector256<short>.One", w, () => EmitStep(
                    kernel, bytes, image.PixelStep, w, (pixel, vector) => w.Line($"sum{pixel}{vector} += VectorMath.MultiplyAddPairs(x{pixel}, w{vector});")));
            }

            if (wide.Planes > 0)
            {
                EmitTaps(kernel, image, wide, block, window, w, () => EmitSteps(image, wide, w, () => EmitPair(kernel, image.PixelStep, w)));
            }

            w.Line();
            EmitResults(kernel, FirstPixel(image, batch, outY, outX), w);
        }));
    }
}
