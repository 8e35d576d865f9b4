using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a depthwise convolution: for every row of the output the pairs of rows below it, then its channels, then its pixels.</summary>
/// <remarks>
/// Further variables of the emitted code: <c>made</c>, the pairs of rows made so far; <c>row1</c>, the second pair of rows of the
/// window; <c>w4_1</c>, weights of the fifth pair of taps, channels 8 to 15 of the block.
/// </remarks>
internal sealed class DepthwiseEmitter : VectorEmitter<DepthwiseKernel>
{
    /// <summary>int16 lanes of a vector: pairs of eight channels.</summary>
    private const int Lanes = 2 * AccumulatorBlock.Lanes;

    protected override void EmitBody(DepthwiseKernel kernel, SourceWriter w)
    {
        WindowGeometry window = kernel.Rows.Window;
        w.Line("ref short rows = ref MemoryMarshal.GetReference(pairs);");
        w.Line($"ref short weights = ref MemoryMarshal.GetArrayDataReference({kernel.Member("Weights")});");
        EmitReferences(kernel, w);
        using (w.Loop("batch", window.Batches, out IndexExpression batch))
        {
            w.Line("int made = 0;");
            using (w.Loop("outY", window.OutHeight, out IndexExpression outY))
            {
                EmitRows(kernel, batch, outY, w);
                EmitChannelBlocks(kernel, w, (block, _) =>
                {
                    EmitRowReferences(kernel, outY, w);
                    EmitWeights(kernel, block, w);
                    EmitColumnBlocks(kernel, window.OutWidth, w, outX =>
                    {
                        EmitBoundComment(kernel, w);
                        EmitAccumulators(kernel, outY, outX, w);
                        EmitProducts(kernel, block, outY, outX, w);
                        w.Line();
                        EmitResults(kernel, (((batch * window.OutHeight) + outY) * window.OutWidth) + outX, [0], w);
                    });
                });
            }
        }
    }

    /// <summary>Prints the loop that interleaves the rows that no row of the output before has read.</summary>
    private static void EmitRows(DepthwiseKernel kernel, IndexExpression batch, IndexExpression outY, SourceWriter w)
    {
        PairedRows rows = kernel.Rows;
        WindowGeometry window = rows.Window;
        PaddedWindow padded = PaddedWindow.Of(window);
        int image = window.InHeight * window.InWidth * window.InChannels;
        w.Comment($"Each row with the next one of the filter below it, as pairs of int16; padding carries the zero point and is multiplied like any other activation.");
        using (w.Block($"for (; made <= {(outY * rows.OutputStep) + rows.Span}; made++)"))
        {
            string input = window.Batches == 1 ? "input" : Invariant($"input.Slice({batch * image}, {image})");
            w.Line($"int upper = {((IndexExpression)"made" * rows.RowStep) - window.PadTop};");
            w.Line($"PairedRows.Fill({input}, width: {window.InWidth}, channels: {window.InChannels}, upper, lower: {(IndexExpression)"upper" + window.DilationY}, pairs.Slice({Place(rows, "made")}, {rows.PairLength}), paddedWidth: {padded.Width}, left: {window.PadLeft}, value: {kernel.Layer.Input.ZeroPoint});");
        }

        w.Line();
    }

    /// <summary>Declares where the rows of the window begin, at the first channel of the block.</summary>
    private static void EmitRowReferences(DepthwiseKernel kernel, IndexExpression outY, SourceWriter w)
    {
        if (!kernel.HoldsWeights)
        {
            return;
        }

        for (int pair = 0; pair < kernel.Rows.FilterPairs; pair++)
        {
            w.Line($"ref short row{pair} = ref Unsafe.Add(ref rows, {Place(kernel.Rows, outY, pair) + ((IndexExpression)"outChannel" * 2)});");
        }
    }

    /// <summary>Where a pair of rows is in the ring.</summary>
    private static IndexExpression Place(PairedRows rows, IndexExpression pair) => (pair % rows.Slots) * rows.PairLength;

    /// <summary>Where the pair of rows under a pair of filter rows is.</summary>
    private static IndexExpression Place(PairedRows rows, IndexExpression outY, IndexExpression filterPair) =>
        Place(rows, (outY * rows.OutputStep) + (filterPair * rows.FilterStep));

    /// <summary>Declares the weights of a block.</summary>
    private static void EmitWeights(DepthwiseKernel kernel, IndexExpression block, SourceWriter w)
    {
        if (!kernel.HoldsWeights)
        {
            return;
        }

        w.Line($"ref short weight = ref Unsafe.Add(ref weights, {block * kernel.BlockWeights});");
        for (int tap = 0; tap < kernel.Pairs; tap++)
        {
            for (int vector = 0; vector < kernel.Block.Vectors; vector++)
            {
                w.Line($"Vector256<short> w{tap}_{vector} = {Load("weight", ((tap * kernel.Block.Vectors) + vector) * Lanes)};");
            }
        }
    }

    /// <summary>Prints the products of a pixel.</summary>
    private static void EmitProducts(DepthwiseKernel kernel, IndexExpression block, IndexExpression outY, IndexExpression outX, SourceWriter w)
    {
        WindowGeometry window = kernel.Rows.Window;
        int pixelStep = 2 * window.StrideX * window.InChannels;
        int columnStep = 2 * window.DilationX * window.InChannels;
        int vectors = kernel.Block.Vectors;
        if (kernel.HoldsWeights)
        {
            for (int pair = 0; pair < kernel.Rows.FilterPairs; pair++)
            {
                w.Line($"ref short x{pair} = ref Unsafe.Add(ref row{pair}, {outX * pixelStep});");
                for (int filterX = 0; filterX < window.FilterWidth; filterX++)
                {
                    for (int vector = 0; vector < vectors; vector++)
                    {
                        string x = Load(Invariant($"x{pair}"), (filterX * columnStep) + (Lanes * vector));
                        w.Line($"acc0{vector} += VectorMath.MultiplyAddPairs({x}, w{(pair * window.FilterWidth) + filterX}_{vector});");
                    }
                }
            }

            return;
        }

        w.Line($"ref short weight = ref Unsafe.Add(ref weights, {block * kernel.BlockWeights});");
        using (w.Loop("filterPair", kernel.Rows.FilterPairs, out IndexExpression filterPair))
        {
            w.Line($"ref short x = ref Unsafe.Add(ref rows, {Place(kernel.Rows, outY, filterPair) + (outX * pixelStep) + ((IndexExpression)"outChannel" * 2)});");
            using (w.Loop("filterX", window.FilterWidth, out _))
            {
                for (int vector = 0; vector < vectors; vector++)
                {
                    w.Line($"acc0{vector} += VectorMath.MultiplyAddPairs({Load("x", Lanes * vector)}, {Load("weight", Lanes * vector)});");
                }

                w.Line($"x = ref Unsafe.Add(ref x, {columnStep});");
                w.Line($"weight = ref Unsafe.Add(ref weight, {Lanes * vectors});");
            }
        }
    }

    private static string Load(string first, int offset) =>
        offset == 0 ? $"Vector256.LoadUnsafe(ref {first})" : Invariant($"Vector256.LoadUnsafe(ref {first}, {offset})");
}
