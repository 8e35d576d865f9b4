using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a depthwise convolution: for every row of the output, or two of them, the pairs of rows below it, then its channels, then its pixels.</summary>
/// <remarks>
/// Further variables of the emitted code: <c>outRows</c>, which two rows of the output; <c>made</c>, the pairs of rows made so
/// far; <c>row1</c>, the second pair of rows of the window, over all terms; <c>w4_1</c>, weights of the fifth pair of taps,
/// likewise, channels 8 to 15 of the block, and <c>w4_1_1</c> those of the second row of the output; <c>x4_1</c>, activations
/// that both multiply.
/// </remarks>
internal sealed class DepthwiseEmitter : VectorEmitter<DepthwiseKernel>
{
    /// <summary>int16 lanes of a vector: pairs of eight channels.</summary>
    private const int Lanes = 2 * AccumulatorBlock.Lanes;

    protected override void EmitBody(DepthwiseKernel kernel, SourceWriter w)
    {
        WindowGeometry window = kernel.Rows.Window;
        if (kernel.Narrow is NarrowLanes narrow)
        {
            NarrowCode.EmitComment(narrow.Drop, narrow.Low, w);
            w.Comment($"{narrow.Depth} steps of an int16 sum fit, whatever the activations.");
        }

        w.Line("ref short rows = ref MemoryMarshal.GetReference(pairs);");
        w.Line($"ref short weights = ref MemoryMarshal.GetArrayDataReference({kernel.Member("Weights")});");
        EmitReferences(kernel, w);
        if (kernel.Narrow?.Low is not null)
        {
            EmitLowReference(kernel, w);
        }

        using (w.Loop("batch", window.Batches, out IndexExpression batch))
        {
            w.Line("int made = 0;");
            int outRows = kernel.Rows.OutRows;
            using (w.Loop(outRows == 1 ? "outY" : "outRows", window.OutHeight / outRows, out IndexExpression turn))
            {
                IndexExpression outY = turn * outRows;
                EmitRows(kernel, batch, turn, w);
                EmitChannelBlocks(kernel, w, (block, _) =>
                {
                    EmitRowReferences(kernel, turn, w);
                    EmitWeights(kernel, block, w);
                    if (kernel.Narrow?.Low is not null)
                    {
                        EmitLowConstants(kernel, w);
                    }

                    using (w.Loop("outX", window.OutWidth, out IndexExpression outX))
                    {
                        EmitBoundComment(kernel, w);
                        EmitAccumulators(kernel, row => (outY + row, outX), w);
                        EmitProducts(kernel, block, turn, outX, w);
                        w.Line();
                        if (kernel.Narrow?.Low is LowBits low)
                        {
                            EmitLowResults(kernel, low, w);
                        }

                        EmitResults(
                            kernel, (((batch * window.OutHeight) + outY) * window.OutWidth) + outX, Enumerable.Range(0, outRows).Select(row => row * window.OutWidth), w);
                    }
                });
            }
        }
    }

    /// <summary>Prints the loop that interleaves the rows that no row of the output before has read.</summary>
    private static void EmitRows(DepthwiseKernel kernel, IndexExpression batch, IndexExpression turn, SourceWriter w)
    {
        PairedRows rows = kernel.Rows;
        WindowGeometry window = rows.Window;
        PaddedWindow padded = PaddedWindow.Of(window);
        int image = window.InHeight * window.InWidth * window.InChannels;
        string padding = kernel.Layer.CorrectsByPosition ? "padding makes every product 0" : "padding carries the zero point and is multiplied like any other activation";
        w.Comment($"Each row with the next one of the filter below it, as pairs of int16; {padding}.");
        using (w.Block($"for (; made <= {(turn * rows.OutputStep) + rows.Span}; made++)"))
        {
            string input = window.Batches == 1 ? "input" : Invariant($"input.Slice({batch * image}, {image})");
            w.Line($"int upper = {((IndexExpression)"made" * rows.RowStep) - window.PadTop};");
            for (int plane = 0; plane < kernel.Planes.Count; plane++)
            {
                (string type, string value, string map) = Map(kernel, plane);
                w.Line($"PairedRows.Fill{type}({input}, width: {window.InWidth}, channels: {window.InChannels}, upper, lower: {(IndexExpression)"upper" + window.DilationY}, pairs.Slice({Place(rows, "made") + (plane * rows.PlaneStep)}, {rows.PairLength}), paddedWidth: {padded.Width}, left: {window.PadLeft}, {value}: {kernel.Planes[plane].Border}{map});");
            }
        }

        w.Line();
    }

    /// <summary>Type argument, name of the padding and last argument of the copy of a term.</summary>
    private static (string Type, string Value, string Map) Map(DepthwiseKernel kernel, int plane)
    {
        if (kernel.Planes[plane].IsIdentity)
        {
            return ("", "value", "");
        }

        (string type, string map) = MapOf(kernel.Planes[plane], "short", "WideTable", kernel.Member(VectorKernel.PlaneSuffix(plane)));
        return ($"<{type}>", "border", ", " + map);
    }

    /// <summary>Declares where the rows of the window begin, at the first channel of the block.</summary>
    private static void EmitRowReferences(DepthwiseKernel kernel, IndexExpression turn, SourceWriter w)
    {
        if (!kernel.HoldsWeights)
        {
            return;
        }

        for (int row = 0; row < kernel.Planes.Count * kernel.Rows.FilterPairs; row++)
        {
            (int plane, int pair) = (row / kernel.Rows.FilterPairs, row % kernel.Rows.FilterPairs);
            w.Line($"ref short row{row} = ref Unsafe.Add(ref rows, {Place(kernel.Rows, turn, pair) + (plane * kernel.Rows.PlaneStep) + ((IndexExpression)"outChannel" * 2)});");
        }
    }

    /// <summary>Where a pair of rows is in the ring.</summary>
    private static IndexExpression Place(PairedRows rows, IndexExpression pair) => (pair % rows.Slots) * rows.PairLength;

    /// <summary>Where the pair of rows under a pair of filter rows is.</summary>
    private static IndexExpression Place(PairedRows rows, IndexExpression turn, IndexExpression filterPair) =>
        Place(rows, (turn * rows.OutputStep) + (filterPair * rows.FilterStep));

    /// <summary>Declares the weights of a block.</summary>
    private static void EmitWeights(DepthwiseKernel kernel, IndexExpression block, SourceWriter w)
    {
        if (!kernel.HoldsWeights)
        {
            return;
        }

        w.Line($"ref short weight = ref Unsafe.Add(ref weights, {block * kernel.BlockWeights});");
        int offset = 0;
        for (int tap = 0; tap < kernel.Planes.Count * kernel.Pairs; tap++)
        {
            for (int outRow = 0; outRow < kernel.Rows.OutRows; outRow++)
            {
                for (int vector = 0; vector < kernel.Block.Vectors; vector++, offset += Lanes)
                {
                    w.Line($"Vector256<short> {Weight(tap, vector, outRow)} = {Load("weight", offset)};");
                }
            }
        }
    }

    /// <summary>Name of weights that are held.</summary>
    private static string Weight(int tap, int vector, int outRow) => Invariant($"w{tap}_{vector}{(outRow == 0 ? "" : Invariant($"_{outRow}"))}");

    /// <summary>Prints the products of a pixel.</summary>
    private static void EmitProducts(DepthwiseKernel kernel, IndexExpression block, IndexExpression turn, IndexExpression outX, SourceWriter w)
    {
        WindowGeometry window = kernel.Rows.Window;
        int pixelStep = 2 * window.StrideX * window.InChannels;
        int columnStep = 2 * window.DilationX * window.InChannels;
        int vectors = kernel.Block.Vectors;
        foreach (string name in NarrowCode.LowVariables(kernel.Narrow?.Low))
        {
            EmitVariables(kernel, "Vector256<short>", name, (_, _) => "default", w);
        }

        if (kernel.HoldsWeights)
        {
            EmitHeldProducts(kernel, outX * pixelStep, columnStep, w);
            return;
        }

        w.Line($"ref short weight = ref Unsafe.Add(ref weights, {block * kernel.BlockWeights});");
        using (EmitStretch(kernel, kernel.Narrow?.Depth == kernel.Pairs, w))
        using (w.Loop("plane", kernel.Planes.Count, out IndexExpression plane))
        using (w.Loop("filterPair", kernel.Rows.FilterPairs, out IndexExpression filterPair))
        using (EmitStretch(kernel, kernel.Narrow is { Depth: int depth } && depth < kernel.Pairs && depth == window.FilterWidth, w))
        {
            w.Line($"ref short x = ref Unsafe.Add(ref rows, {Place(kernel.Rows, turn, filterPair) + (plane * kernel.Rows.PlaneStep) + (outX * pixelStep) + ((IndexExpression)"outChannel" * 2)});");
            using (w.Loop("filterX", window.FilterWidth, out _))
            using (EmitStretch(kernel, kernel.Narrow?.Depth < Math.Min(kernel.Pairs, window.FilterWidth), w))
            {
                for (int vector = 0; vector < vectors; vector++)
                {
                    EmitProduct(kernel, 0, vector, Load("x", Lanes * vector), Load("weight", Lanes * vector), w);
                }

                w.Line($"x = ref Unsafe.Add(ref x, {columnStep});");
                w.Line($"weight = ref Unsafe.Add(ref weight, {Lanes * vectors});");
            }
        }
    }

    /// <summary>The same with weights in variables: everything is written out.</summary>
    private static void EmitHeldProducts(DepthwiseKernel kernel, IndexExpression pixel, int columnStep, SourceWriter w)
    {
        int width = kernel.Rows.Window.FilterWidth;
        int taps = kernel.Planes.Count * kernel.Pairs;
        if (kernel.Narrow is not null)
        {
            EmitVariables(kernel, "Vector256<short>", "sum", (_, _) => "default", w);
        }

        for (int tap = 0; tap < taps; tap++)
        {
            int row = tap / width;
            if (tap % width == 0)
            {
                w.Line($"ref short x{row} = ref Unsafe.Add(ref row{row}, {pixel});");
            }

            for (int vector = 0; vector < kernel.Block.Vectors; vector++)
            {
                string x = Load(Invariant($"x{row}"), (tap % width * columnStep) + (Lanes * vector));
                if (kernel.Rows.OutRows > 1)
                {
                    w.Line($"Vector256<short> x{tap}_{vector} = {x};");
                    x = Invariant($"x{tap}_{vector}");
                }

                for (int outRow = 0; outRow < kernel.Rows.OutRows; outRow++)
                {
                    EmitProduct(kernel, outRow, vector, x, Weight(tap, vector, outRow), w);
                }
            }

            // A sum that holds not all taps begins with a pair of rows anew.
            if (kernel.Narrow is NarrowLanes narrow
                && (tap == taps - 1 || (narrow.Depth < taps && (tap % width == width - 1 || ((tap % width) + 1) % narrow.Depth == 0))))
            {
                EmitEmptying(kernel, narrow, w);
                for (int vector = 0; vector < kernel.Block.Vectors && tap < taps - 1; vector++)
                {
                    w.Line($"sum0{vector} = default;");
                }
            }
        }
    }

    /// <summary>Prints what is done with a product of vectors of activations and weights.</summary>
    private static void EmitProduct(DepthwiseKernel kernel, int outRow, int vector, string x, string weight, SourceWriter w)
    {
        if (kernel.Narrow is NarrowLanes narrow)
        {
            NarrowCode.EmitProduct(narrow.Low, Invariant($"0{vector}"), x, weight, w);
        }
        else
        {
            w.Line($"acc{outRow}{vector} = VectorMath.AddPairs(acc{outRow}{vector}, {x}, {weight});");
        }
    }

    /// <summary>Declares sums of int16 if they begin here; at the end of the scope they are emptied.</summary>
    private static Ending? EmitStretch(DepthwiseKernel kernel, bool beginsHere, SourceWriter w)
    {
        if (!beginsHere)
        {
            return null;
        }

        EmitVariables(kernel, "Vector256<short>", "sum", (_, _) => "default", w);
        return new Ending(() => EmitEmptying(kernel, kernel.Narrow!, w));
    }

    private static void EmitEmptying(DepthwiseKernel kernel, NarrowLanes narrow, SourceWriter w)
    {
        for (int vector = 0; vector < kernel.Block.Vectors; vector++)
        {
            w.Line($"acc0{vector} += VectorMath.MultiplyAddPairs(sum0{vector}, {NarrowCode.Scale(narrow.Drop)});");
        }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }

    private static string Load(string first, int offset) =>
        offset == 0 ? $"Vector256.LoadUnsafe(ref {first})" : Invariant($"Vector256.LoadUnsafe(ref {first}, {offset})");
}
