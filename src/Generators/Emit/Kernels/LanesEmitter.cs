using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a layer on an adder whose low bits have no carries as blocks of high parts and collected low bits.</summary>
internal sealed class LanesEmitter : PlaneEmitter<LanesKernel>
{
    protected override void EmitBody(LanesKernel kernel, SourceWriter w)
    {
        TapWalk walk = TapWalk.Wide(planes: 1);
        NarrowCode.EmitComment(drop: 0, kernel.Low, w);
        EmitPlanes(kernel, kernel.Image, EquatableArray.Of(kernel.Plane), "short", "wide", VectorKernel.PlaneSuffix, w);
        EmitWalkReferences(kernel, walk, "wide", "Weights", w);
        EmitReferences(kernel, w);
        EmitLowReference(kernel, w);
        EmitChannelBlocks(kernel, w, (block, group) =>
        {
            EmitLowConstants(kernel, w);
            EmitPixelBlocks(kernel, kernel.Image, w, (batch, outY, outX) =>
            {
                EmitBoundComment(kernel, w);
                EmitAccumulators(kernel, outY, outX, w);
                foreach (string name in NarrowCode.LowVariables(kernel.Low))
                {
                    EmitVariables(kernel, "Vector256<short>", name, (_, _) => "default", w);
                }

                EmitNarrowTaps(
                    kernel, kernel.Image, walk, kernel.Depth, block, Window(kernel, kernel.Image, batch, outY, outX, group), NarrowCode.Scale(drop: 0), w,
                    () => EmitStep(kernel, walk, kernel.Image.PixelStep, w, (pixel, vector) => NarrowCode.EmitProduct(
                        kernel.Low, Invariant($"{pixel}{vector}"), Invariant($"x{pixel}"), Invariant($"w{vector}"), w)));
                w.Line();
                EmitLowResults(kernel, kernel.Low, w);
                EmitResults(kernel, FirstPixel(kernel.Image, batch, outY, outX), w);
            });
        });
    }
}
