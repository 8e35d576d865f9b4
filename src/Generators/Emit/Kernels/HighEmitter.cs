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
        w.Comment($"Activations and weights moved to the left by {16 - kernel.Drop} bits together: the high half of a product is floor(a * w / {1 << kernel.Drop}).");
        EmitPlanes(kernel, kernel.Image, EquatableArray.Of(kernel.Plane), "short", "wide", VectorKernel.PlaneSuffix, w);
        EmitWalkReferences(kernel, walk, "wide", "Weights", w);
        EmitReferences(kernel, w);
        EmitChannelBlocks(kernel, w, (block, group) => EmitPixelBlocks(kernel, kernel.Image, w, (batch, outY, outX) =>
        {
            EmitBoundComment(kernel, w);
            EmitAccumulators(kernel, outY, outX, w);
            EmitNarrowTaps(
                kernel, kernel.Image, walk, kernel.Depth, block, Window(kernel, kernel.Image, batch, outY, outX, group),
                Invariant($"Vector256.Create((short){1 << kernel.Drop})"), w,
                () => EmitStep(kernel, walk, kernel.Image.PixelStep, w, (pixel, vector) => w.Line($"sum{pixel}{vector} += VectorMath.MultiplyHigh(x{pixel}, w{vector});")));
            w.Line();
            EmitResults(kernel, FirstPixel(kernel.Image, batch, outY, outX), w);
        }));
    }
}
