using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a layer of truncated products as blocks of high halves.</summary>
internal sealed class HighEmitter : PlaneEmitter<HighKernel>
{
    protected override void EmitBody(HighKernel kernel, SourceWriter w)
    {
        TapWalk walk = TapWalk.Wide(planes: 1);
        NarrowCode.EmitComment(kernel.Drop, low: null, w);
        EmitPlanes(kernel, kernel.Image, EquatableArray.Of(kernel.Plane), "short", "wide", VectorKernel.PlaneSuffix, w);
        EmitWalkReferences(kernel, walk, "wide", "Weights", w);
        EmitReferences(kernel, w);
        EmitChannelBlocks(kernel, w, (block, group) => EmitPixelBlocks(kernel, kernel.Image, w, (batch, outY, outX) =>
        {
            EmitBoundComment(kernel, w);
            EmitAccumulators(kernel, outY, outX, w);
            EmitNarrowTaps(
                kernel, kernel.Image, walk, kernel.Depth, block, Window(kernel, kernel.Image, batch, outY, outX, group),
                NarrowCode.Scale(kernel.Drop), w,
                () => EmitStep(kernel, walk, kernel.Image.PixelStep, w, (pixel, vector) => NarrowCode.EmitProduct(
                    low: null, Invariant($"{pixel}{vector}"), Invariant($"x{pixel}"), Invariant($"w{vector}"), w)));
            w.Line();
            EmitResults(kernel, FirstPixel(kernel.Image, batch, outY, outX), w);
        }));
    }
}
