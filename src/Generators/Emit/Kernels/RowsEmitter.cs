using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a layer as sums of rows of products, made for a stretch of taps at a time.</summary>
internal sealed class RowsEmitter : PlaneEmitter<RowsKernel>
{
    protected override void EmitBody(RowsKernel kernel, SourceWriter w)
    {
        WideImage image = kernel.Image;
        w.Comment($"An activation is the place of its row: {RowsKernel.PlaceStep} steps of eight bytes for each of 16 products.");
        if (kernel.TakesBatch)
        {
            w.Line($"places = places.Slice(0, (samples * {image.PlaneStep}) + {image.LengthOf(0)});");
        }

        EmitPlanes(kernel, image, EquatableArray.Of(kernel.Places), "short", "places", VectorKernel.PlaneSuffix, w);
        w.Line("ref short image = ref MemoryMarshal.GetReference(places);");
        w.Line($"ref short zeroRow = ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), {-sbyte.MinValue * kernel.Block.Channels});");
        EmitReferences(kernel, w);
        EmitChannelBlocks(kernel, w, (block, group) =>
        {
            using (w.Loop("filterY", image.FilterRows, out IndexExpression filterY))
            using (w.Loop("filterX", image.Runs, out IndexExpression filterX))
            using (w.Loop("stretch", kernel.Stretches, out IndexExpression stretch))
            {
                IndexExpression part = (((filterY * image.Runs) + filterX) * kernel.Stretches) + stretch;
                int partColumns = kernel.StretchTaps * kernel.Block.Channels;
                IndexExpression column = ((block * kernel.Parts) + part) * partColumns;
                w.Comment($"Rows of {kernel.StretchTaps} taps, {2 * kernel.StretchTaps * RowsKernel.TapStep:N0} bytes, for all pixels{(kernel.TakesBatch ? " of all samples" : "")}.");
                w.Line($"ProductRows.Fill({ProductColumns.Of(kernel).Name}, {kernel.Member("Columns")}.AsSpan({column}, {partColumns}), rows);");
                if (kernel.Parts > 1)
                {
                    w.Line($"bool isFirst = {part} == 0;");
                    w.Line($"bool isLast = {part} == {kernel.Parts - 1};");
                    w.Line("ref int sum = ref MemoryMarshal.GetReference(sums);");
                }

                EmitPixelBlocks(kernel, image, w, (batch, outY, outX) => EmitBlock(
                    kernel, Window(kernel, image, batch, outY, outX, group) + (filterY * image.FilterRowStep) + (filterX * image.RunStep) + (stretch * kernel.StretchTaps),
                    FirstPixel(image, batch, outY, outX), outY, outX, w));
            }
        });
    }

    private static void EmitBlock(
        RowsKernel kernel, IndexExpression window, IndexExpression firstPixel, IndexExpression outY, IndexExpression outX, SourceWriter w)
    {
        EmitBoundComment(kernel, w);
        EmitAccumulators(kernel, outY, outX, w);
        if (kernel.Parts > 1)
        {
            using (w.Block($"if (!isFirst)"))
            {
                EmitEach(kernel, w, (acc, index) => Invariant($"{acc} = Vector256.LoadUnsafe(ref sum, {index});"));
            }

            w.Line();
        }

        w.Line($"ref short x = ref Unsafe.Add(ref image, {window});");
        w.Line("ref short row = ref zeroRow;");
        using (w.Block($"for (int pair = 0; pair < {kernel.StretchTaps / 2}; pair++)"))
        {
            for (int pixel = 0; pixel < kernel.Block.Pixels; pixel++)
            {
                int first = pixel * kernel.Image.PixelStep;
                w.Line($"Vector256<short> even{pixel} = ProductRows.Row(ref row, Unsafe.Add(ref x, {first}), 0);");
                w.Line($"Vector256<short> odd{pixel} = ProductRows.Row(ref row, Unsafe.Add(ref x, {first + 1}), {RowsKernel.TapStep});");
                w.Line($"acc{pixel}0 = ProductRows.AddLower(acc{pixel}0, even{pixel}, odd{pixel});");
                w.Line($"acc{pixel}1 = ProductRows.AddUpper(acc{pixel}1, even{pixel}, odd{pixel});");
            }

            w.Line("x = ref Unsafe.Add(ref x, 2);");
            w.Line($"row = ref Unsafe.Add(ref row, {2 * RowsKernel.TapStep});");
        }

        w.Line();
        if (kernel.Parts == 1)
        {
            EmitResults(kernel, firstPixel, w);
            return;
        }

        using (w.Block($"if (isLast)"))
        {
            EmitResults(kernel, firstPixel, w);
        }

        using (w.Block($"else"))
        {
            EmitEach(kernel, w, (acc, index) => Invariant($"{acc}.StoreUnsafe(ref sum, {index});"));
        }

        w.Line();
        w.Line($"sum = ref Unsafe.Add(ref sum, {kernel.Block.Pixels * kernel.Block.Channels});");
    }

    /// <summary>Prints a line for each accumulator, given its name and its place among the sums of a block.</summary>
    private static void EmitEach(RowsKernel kernel, SourceWriter w, Func<string, int, string> line)
    {
        for (int pixel = 0; pixel < kernel.Block.Pixels; pixel++)
        {
            for (int vector = 0; vector < kernel.Block.Vectors; vector++)
            {
                w.Line(line(Invariant($"acc{pixel}{vector}"), ((pixel * kernel.Block.Vectors) + vector) * AccumulatorBlock.Lanes));
            }
        }
    }
}
