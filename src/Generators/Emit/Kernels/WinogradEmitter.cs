using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a sum of 3 x 3 convolutions by Winograd's transforms: three methods, since each needs all registers.</summary>
/// <remarks>Names of the emitted code: a strip has <c>count</c> tiles from <c>first</c> on; <c>position</c> is one of the products of a tile.</remarks>
internal sealed class WinogradEmitter : PlaneEmitter<WinogradKernel>
{
    protected override void EmitBody(WinogradKernel kernel, SourceWriter w)
    {
        EmitImages(kernel, w);
        w.Comment($"Tiles of {kernel.Form.Extent} x {kernel.Form.Extent} outputs, {kernel.TileRows} rows of {kernel.TileColumns}; what is made of a strip of them stays in the cache.");
        if (kernel.Tiles <= kernel.StripTiles)
        {
            EmitStrip(kernel, "0", Invariant($"{kernel.Tiles}"), w);
            return;
        }

        using (w.Block($"for (int first = 0; first < {kernel.Tiles}; first += {kernel.StripTiles})"))
        {
            string count = Invariant($"{kernel.StripTiles}");
            if (kernel.Tiles % kernel.StripTiles != 0)
            {
                w.Line($"int count = Math.Min({kernel.StripTiles}, {kernel.Tiles} - first);");
                count = "count";
            }

            EmitStrip(kernel, "first", count, w);
        }
    }

    private static void EmitImages(WinogradKernel kernel, SourceWriter w)
    {
        if (kernel.Planes.Count == 1 && kernel.Planes[0].IsIdentity)
        {
            EmitImage(kernel.Layer, kernel.Image, w);
            return;
        }

        w.Comment($"A product is a sum of exact ones, u(a) * v(w) each: a copy of the image for each u.");
        EmitPlanes(kernel, kernel.Image, kernel.Planes, "short", "wide", VectorKernel.PlaneSuffix, w);
    }

    protected override void EmitParts(WinogradKernel kernel, SourceWriter w)
    {
        EmitPart(kernel, "Transform", Invariant($"Transforms the patch of {kernel.Form.PatchExtent} x {kernel.Form.PatchExtent} activations of each tile of a strip"), "ReadOnlySpan<short> wide, int first, int count, Span<short> transformed", EmitTransform, w);
        EmitPart(kernel, "Multiply", "Sums the products of each tile of a strip, for a block of output channels", "ReadOnlySpan<short> transformed, int count, int block, Span<int> products", EmitMultiply, w);
        EmitPart(kernel, "Finish", "Turns the sums of each tile of a strip into outputs, for a block of output channels", $"ReadOnlySpan<int> products, int first, int count, int block, Span<{Kernel.TypeOf(kernel.Output)}> output", EmitFinish, w);
    }

    private static void EmitPart(WinogradKernel kernel, string part, string summary, string parameters, Action<WinogradKernel, SourceWriter> emit, SourceWriter w)
    {
        w.Line();
        w.Documentation("summary", $"{summary} of <see cref=\"{kernel.Identifier}\"/>.");
        w.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (w.Block($"private static void {PartName(kernel, part)}({parameters})"))
        {
            emit(kernel, w);
        }
    }

    /// <summary>Clashes with no other member: an allocated identifier has an underscore only before a number.</summary>
    private static string PartName(WinogradKernel kernel, string part) => $"{kernel.Identifier}_{part}";

    private static void EmitStrip(WinogradKernel kernel, string first, string count, SourceWriter w)
    {
        w.Line($"{PartName(kernel, "Transform")}(wide, {first}, {count}, transformed);");
        using (w.Loop("block", kernel.BlocksPerGroup, out IndexExpression block))
        {
            w.Line($"{PartName(kernel, "Multiply")}(transformed, {count}, {block}, products);");
            w.Line($"{PartName(kernel, "Finish")}(products, {first}, {count}, {block}, output);");
        }
    }

    private static void EmitTransform(WinogradKernel kernel, SourceWriter w)
    {
        WideImage image = kernel.Image;
        w.Line("ref short image = ref MemoryMarshal.GetReference(wide);");
        w.Line("ref short target = ref MemoryMarshal.GetReference(transformed);");
        using (w.Block($"for (int tile = first; tile < first + count; tile++)"))
        {
            EmitTile(kernel, w, out IndexExpression batch);
            using (w.Loop("plane", kernel.Planes.Count, out IndexExpression plane))
            {
                w.Line($"ref short patch = ref Unsafe.Add(ref image, {(batch * image.ImageStep) + ((IndexExpression)"outY" * image.RowStep) + ((IndexExpression)"outX" * image.PixelStep) + (plane * image.PlaneStep)});");
                if (kernel.TermStep != image.PixelStep)
                {
                    w.Comment($"Lanes beyond the last channel hold what follows it; their weights are 0.");
                }

                using (w.Block($"for (int channel = 0; channel < {kernel.TermStep}; channel += 16)"))
                {
                    w.Line($"{TileType(kernel.Form)}.TransformPatch(ref Unsafe.Add(ref patch, channel), rowStep: {image.RowStep}, pixelStep: {image.PixelStep}, ref Unsafe.Add(ref target, {(plane * kernel.TermStep) + "channel"}), step: {kernel.PositionStep});");
                }
            }

            w.Line($"target = ref Unsafe.Add(ref target, {kernel.TileStep});");
        }
    }

    private static void EmitMultiply(WinogradKernel kernel, SourceWriter w)
    {
        AccumulatorBlock block = kernel.Block;
        w.Line($"ref short weights = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference({kernel.Member("Weights")}), block * {kernel.Form.Products * kernel.PositionWeights});");
        using (w.Block($"for (int position = 0; position < {kernel.Form.Products}; position++)"))
        {
            w.Line($"ref short tiles = ref Unsafe.Add(ref MemoryMarshal.GetReference(transformed), position * {kernel.PositionStep});");
            w.Line($"ref int sums = ref Unsafe.Add(ref MemoryMarshal.GetReference(products), position * {block.Channels});");
            w.Comment($"A last block that is not full sums up what lies beyond the strip, and nobody reads it.");
            using (w.Block($"for (int tile = 0; tile < count; tile += {block.Pixels})"))
            {
                EmitVariables(kernel, "Vector256<int>", "acc", (_, _) => "Vector256<int>.Zero", w);
                w.Line($"ref short weight = ref weights;");
                using (w.Loop("plane", kernel.Planes.Count, out IndexExpression plane))
                {
                    w.Line($"ref short x = ref Unsafe.Add(ref tiles, {((IndexExpression)"tile" * kernel.TileStep) + (plane * kernel.TermStep)});");
                    using (w.Block($"for (int pair = 0; pair < {kernel.Pairs}; pair++)"))
                    {
                        EmitPair(kernel, kernel.TileStep, w);
                    }
                }

                w.Line();
                w.Line($"ref int sum = ref Unsafe.Add(ref sums, tile * {kernel.SumsOfTile});");
                for (int tile = 0; tile < block.Pixels; tile++)
                {
                    for (int vector = 0; vector < block.Vectors; vector++)
                    {
                        int offset = (tile * kernel.SumsOfTile) + (vector * AccumulatorBlock.Lanes);
                        w.Line($"acc{tile}{vector}.StoreUnsafe(ref Unsafe.Add(ref sum, {offset}));");
                    }
                }
            }

            w.Line($"weights = ref Unsafe.Add(ref weights, {kernel.PositionWeights});");
        }
    }

    private static void EmitFinish(WinogradKernel kernel, SourceWriter w)
    {
        WideImage image = kernel.Image;
        WinogradForm form = kernel.Form;
        int step = kernel.Block.Channels;
        w.Line($"ref int start = ref MemoryMarshal.GetReference({kernel.Member("Start")});");
        w.Line("ref int sums = ref MemoryMarshal.GetReference(products);");
        w.Line($"ref {Kernel.TypeOf(kernel.Output)} result = ref MemoryMarshal.GetReference(output);");
        EmitBlockConstants(kernel, 0, kernel.BlocksPerGroup == 1 ? 0 : "block", w);
        using (w.Block($"for (int tile = first; tile < first + count; tile++)"))
        {
            EmitTile(kernel, w, out IndexExpression batch);
            EmitVectors(kernel, 0, (vector, sums) => $"{TileType(form)}.SumColumns({sums}, step: {step}, start{vector});", w);
            EmitBoundComment(kernel, w);
            w.Comment($"{form.PowerOfTwo} times acc fits int32 as well, which makes the division by {form.Factor} exact.");
            using (w.Loop("row", form.Extent, out IndexExpression row))
            {
                EmitVectors(kernel, row * (form.PatchExtent * step), (vector, sums) => $"{TileType(form)}.Accumulators({sums}, step: {step}, {Accumulators(vector)});", w);
                EmitResults(kernel, (((batch * image.OutHeight) + "outY" + row) * image.OutWidth) + "outX", Enumerable.Range(0, form.Extent), w);
            }

            w.Line($"sums = ref Unsafe.Add(ref sums, {kernel.SumsOfTile});");
        }

        string Accumulators(int vector) => string.Join(", ", Enumerable.Range(0, form.Extent).Select(pixel => Invariant($"out Vector256<int> acc{pixel}{vector}")));
    }

    /// <summary>Prints a line for each eight channels of a block.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="place">Of the first channel among the sums of a tile.</param>
    /// <param name="line">Makes the line, given the number of the eight channels and a reference to the first sum.</param>
    /// <param name="w">Where to.</param>
    private static void EmitVectors(WinogradKernel kernel, IndexExpression place, Func<int, string, string> line, SourceWriter w)
    {
        for (int vector = 0; vector < kernel.Block.Vectors; vector++)
        {
            string offset = (place + (vector * AccumulatorBlock.Lanes)).ToString();
            w.Line(line(vector, offset == "0" ? "ref sums" : $"ref Unsafe.Add(ref sums, {offset})"));
        }
    }

    /// <summary>Where the transforms of such tiles are.</summary>
    private static string TileType(WinogradForm form) => form.Extent == 2 ? "WinogradTile2" : "WinogradTile4";

    /// <summary>Declares the first output of <c>tile</c>.</summary>
    private static void EmitTile(WinogradKernel kernel, SourceWriter w, out IndexExpression batch)
    {
        WideImage image = kernel.Image;
        bool hasBatches = image.Images > 1;
        if (hasBatches)
        {
            w.Line($"int batch = tile / {kernel.TileRows * kernel.TileColumns};");
        }

        int extent = kernel.Form.Extent;
        if (image.OutHeight % extent != 0 || image.OutWidth % extent != 0)
        {
            w.Comment($"A last tile that would reach beyond the output is moved back; outputs that it shares with the one before come out the same.");
        }

        string row = Invariant($"tile / {kernel.TileColumns}") + (hasBatches ? Invariant($" % {kernel.TileRows}") : "");
        w.Line($"int outY = {First(row, image.OutHeight, extent)};");
        w.Line($"int outX = {First(Invariant($"tile % {kernel.TileColumns}"), image.OutWidth, extent)};");
        batch = hasBatches ? "batch" : 0;
    }

    private static string First(string number, int outputs, int extent) => outputs % extent == 0
        ? Invariant($"{number} * {extent}")
        : Invariant($"Math.Min({number} * {extent}, {outputs - extent})");
}
