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
        w.Comment($"Activations and weights moved to the left by {kernel.Shift} bits together: of a product the instructions give the part");
        w.Comment($"from bit {kernel.Adder.Lower} up{(kernel.IsRounded ? ", rounded" : "")}, and below it the low bits, moved.");
        EmitPlanes(kernel, kernel.Image, EquatableArray.Of(kernel.Plane), "short", "wide", VectorKernel.PlaneSuffix, w);
        EmitWalkReferences(kernel, walk, "wide", "Weights", w);
        EmitReferences(kernel, w);
        w.Line($"ref int startLow = ref MemoryMarshal.GetReference({kernel.Member("StartLow")});");
        EmitChannelBlocks(kernel, w, (block, group) =>
        {
            for (int vector = 0; vector < kernel.Block.Vectors && !kernel.Layer.Starts.IsByPosition; vector++)
            {
                w.Line($"Vector256<int> startLow{vector} = Vector256.LoadUnsafe(ref startLow, (nuint)({(IndexExpression)"outChannel" + (vector * AccumulatorBlock.Lanes)}));");
            }

            EmitPixelBlocks(kernel, kernel.Image, w, (batch, outY, outX) =>
            {
                EmitBoundComment(kernel, w);
                EmitAccumulators(kernel, outY, outX, w);
                EmitVariables(kernel, "Vector256<short>", "low", (_, _) => "default", w);
                if (!kernel.IsRounded)
                {
                    EmitVariables(kernel, "Vector256<short>", "twice", (_, _) => "default", w);
                }

                EmitNarrowTaps(
                    kernel, kernel.Image, walk, kernel.Depth, block, Window(kernel, kernel.Image, batch, outY, outX, group), "Vector256<short>.One", w,
                    () => EmitStep(kernel, walk, kernel.Image.PixelStep, w, (pixel, vector) => EmitProduct(kernel, pixel, vector, w)));
                w.Line();
                EmitSumsOfLanes(kernel, w);
                EmitResults(kernel, FirstPixel(kernel.Image, batch, outY, outX), w);
            });
        });
    }

    private static void EmitProduct(LanesKernel kernel, int pixel, int vector, SourceWriter w)
    {
        if (kernel.IsRounded)
        {
            w.Line($"sum{pixel}{vector} += VectorMath.MultiplyRound(x{pixel}, w{vector});");
            w.Line($"low{pixel}{vector} |= x{pixel} * w{vector};");
            return;
        }

        w.Line($"sum{pixel}{vector} += VectorMath.MultiplyHigh(x{pixel}, w{vector});");
        w.Line($"Vector256<short> low{pixel}{vector}Next = x{pixel} * w{vector};");
        w.Line($"twice{pixel}{vector} |= low{pixel}{vector} & low{pixel}{vector}Next;");
        w.Line($"low{pixel}{vector} |= low{pixel}{vector}Next;");
    }

    private static void EmitSumsOfLanes(LanesKernel kernel, SourceWriter w)
    {
        string tail = Invariant($"lower: {kernel.Adder.Lower}, shift: {kernel.Shift}, mask: 0x{kernel.LowMask:x}");
        for (int pixel = 0; pixel < kernel.Block.Pixels; pixel++)
        {
            for (int vector = 0; vector < kernel.Block.Vectors; vector++)
            {
                w.Line(kernel.IsRounded
                    ? $"acc{pixel}{vector} = LaneSums.LowerPartOr(acc{pixel}{vector}, low{pixel}{vector}, {StartOf(kernel, "startLow", pixel, vector)}, {tail});"
                    : $"acc{pixel}{vector} = LaneSums.ErrorTolerant(acc{pixel}{vector}, low{pixel}{vector}, twice{pixel}{vector}, {StartOf(kernel, "startLow", pixel, vector)}, {tail});");
            }
        }
    }
}
