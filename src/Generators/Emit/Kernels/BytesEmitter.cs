using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints a layer as blocks of multiply-add pairs of bytes, and of int16 for the taps whose products may not fit.</summary>
internal sealed class BytesEmitter : PlaneEmitter<BytesKernel>
{
    private const int Group = ByteTerms.Group;

    private static readonly TapWalk Bytes = new("sbyte", "byteImage", "byteWeights", "x", "byteWeight", Planes: 1, Group);
    private static readonly TapWalk Wide = TapWalk.Wide(planes: 1);

    protected override void EmitBody(BytesKernel kernel, SourceWriter w)
    {
        WideImage image = kernel.Image;
        (long least, long greatest) = (kernel.Layer.InputCodes.Lower, kernel.Layer.InputCodes.Upper);
        string codes = least == 0 ? "themselves" : least < 0 ? Invariant($"code + {-least}, which the start values make up for") : Invariant($"code - {least}, which the start values make up for");
        w.Comment($"Activations, {least} to {greatest}, stand as {codes}: bytes without sign.");
        EmitPlanes(kernel, image, EquatableArray.Of(kernel.Plane), "sbyte", "bytes", ByteTerms.PlaneSuffix, w);
        EmitWalkReferences(kernel, Bytes, "bytes", "ByteWeights", w);
        if (kernel.HasWide)
        {
            if (kernel.HasBytesOfAll)
            {
                using (w.Block($"if (!VectorMath.HasQuads)"))
                {
                    EmitWide();
                }
            }
            else
            {
                EmitWide();
            }

            EmitWalkReferences(kernel, Wide, "wide", "Weights", w);
        }

        void EmitWide() => EmitPlanes(kernel, image, EquatableArray.Of(kernel.Plane), "short", "wide", VectorKernel.PlaneSuffix, w);

        w.Line($"ref int steps = ref MemoryMarshal.GetReference({kernel.Member("Steps")});");
        w.Line($"ref int stepCounts = ref MemoryMarshal.GetReference({kernel.Member("StepCounts")});");
        EmitReferences(kernel, w);
        EmitChannelBlocks(kernel, w, (_, group) =>
        {
            w.Line($"int doubles = stepCounts, singles = Unsafe.Add(ref stepCounts, 1){(kernel.HasWide ? ", wides = Unsafe.Add(ref stepCounts, 2)" : "")};");
            EmitQuadCounts(kernel, w);
            EmitPixelBlocks(kernel, image, w, (batch, outY, outX) => EmitBlock(kernel, batch, outY, outX, group, w));
            if (kernel.Steps.Count > 1)
            {
                EmitNextBlock(kernel, w);
            }
        });
    }

    /// <summary>Every group is a quad where the machine has instructions for those.</summary>
    private static void EmitQuadCounts(BytesKernel kernel, SourceWriter w)
    {
        bool hasWides = kernel.HasWide && kernel.HasBytesOfAll;
        w.Comment($"With VNNI four taps are one instruction for each vector of sums{(hasWides ? ", whatever their weights" : "")}.");
        w.Line($"int quads = VectorMath.HasQuads ? (2 * doubles) + singles{(hasWides ? " + wides" : "")} : 0;");
        using (w.Block($"if (VectorMath.HasQuads)"))
        {
            w.Line($"doubles = singles{(hasWides ? " = wides" : "")} = 0;");
        }
    }

    private static void EmitNextBlock(BytesKernel kernel, SourceWriter w)
    {
        w.Comment($"Steps and weights of the next block.");
        w.Line($"stepCounts = ref Unsafe.Add(ref stepCounts, 3);");
        w.Line($"steps = ref Unsafe.Add(ref steps, {kernel.Steps[0].Count});");
        w.Line(kernel.HasBytesOfAll
            ? Invariant($"byteWeights = ref Unsafe.Add(ref byteWeights, {kernel.Steps[0].Count * Group * kernel.Block.Channels});")
            : Invariant($"byteWeights = ref Unsafe.Add(ref byteWeights, (quads + (2 * doubles) + singles) * {Group * kernel.Block.Channels});"));
        if (kernel.HasWide)
        {
            w.Line($"weights = ref Unsafe.Add(ref weights, wides * {Group * kernel.Block.Channels});");
        }
    }

    private static void EmitBlock(BytesKernel kernel, IndexExpression batch, IndexExpression outY, IndexExpression outX, IndexExpression group, SourceWriter w)
    {
        WideImage image = kernel.Image;
        IndexExpression window = Window(kernel, image, batch, outY, outX, group);
        EmitBoundComment(kernel, w);
        EmitAccumulators(kernel, outY, outX, w);
        w.Line($"ref int step = ref steps;");
        w.Line($"ref sbyte byteWindow = ref Unsafe.Add(ref byteImage, {window});");
        w.Line($"ref sbyte byteWeight = ref byteWeights;");
        w.Comment($"Four taps at once, where the machine can.");
        using (w.Block($"for (int i = 0; i < quads; i++)"))
        {
            w.Line($"ref sbyte x = ref Unsafe.Add(ref byteWindow, step);");
            EmitProducts(kernel, Bytes, image.PixelStep, w, (pixel, vector) => w.Line($"acc{pixel}{vector} = VectorMath.AddQuads(acc{pixel}{vector}, x{pixel}, w{vector});"));
            EmitNext(kernel, Bytes, 1, w);
        }

        if (kernel.Steps.Any(steps => steps.Doubles.Count > 0))
        {
            w.Comment($"Twice four taps whose products fit int16 together, whatever the activations.");
            using (w.Block($"for (int i = 0; i < doubles; i++)"))
            {
                w.Line($"ref sbyte x = ref Unsafe.Add(ref byteWindow, step);");
                w.Line($"ref sbyte y = ref Unsafe.Add(ref byteWindow, Unsafe.Add(ref step, 1));");
                EmitTwo(kernel, Bytes, "byte", "BroadcastQuad", "y", 0, w, sum => $"VectorMath.MultiplyAddPairs({sum}, Vector256<short>.One)");
                EmitNext(kernel, Bytes, 2, w);
            }
        }

        if (kernel.Steps.Any(steps => steps.Singles.Count > 0))
        {
            w.Comment($"Four taps of which two products fit int16.");
            using (w.Block($"for (int i = 0; i < singles; i++)"))
            {
                w.Line($"ref sbyte x = ref Unsafe.Add(ref byteWindow, step);");
                EmitProducts(kernel, Bytes, image.PixelStep, w, (pixel, vector) => w.Line(
                    $"acc{pixel}{vector} += VectorMath.MultiplyAddPairs(VectorMath.MultiplyAddPairs(x{pixel}, w{vector}), Vector256<short>.One);"));
                EmitNext(kernel, Bytes, 1, w);
            }
        }

        if (kernel.HasWide)
        {
            w.Comment($"Four taps of which two products may not fit int16.");
            w.Line($"ref short wideWindow = ref Unsafe.Add(ref image, {window});");
            w.Line($"ref short weight = ref weights;");
            using (w.Block($"for (int i = 0; i < wides; i++)"))
            {
                w.Line($"ref short x = ref Unsafe.Add(ref wideWindow, step);");
                EmitTwo(kernel, Wide, "short", "BroadcastPair", "x", Wide.Group, w, sum => sum);
                EmitNext(kernel, Wide, 1, w);
            }
        }

        w.Line();
        EmitResults(kernel, FirstPixel(image, batch, outY, outX), w);
    }

    /// <summary>Prints the products of two groups of taps with all pixels and channels of a block.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="walk">What is gone through.</param>
    /// <param name="type">C# type of activations in a vector.</param>
    /// <param name="broadcast">What reads them.</param>
    /// <param name="second">Variable that the second group is read from, the first from <c>x</c>.</param>
    /// <param name="offset">Of the second, in elements.</param>
    /// <param name="w">Where to.</param>
    /// <param name="widen">What is added to the accumulators, given the sum of products.</param>
    private static void EmitTwo(
        BytesKernel kernel, TapWalk walk, string type, string broadcast, string second, int offset, SourceWriter w, Func<string, string> widen)
    {
        AccumulatorBlock block = kernel.Block;
        int lanes = AccumulatorBlock.Lanes * walk.Group;
        for (int vector = 0; vector < block.Vectors; vector++)
        {
            w.Line($"Vector256<{walk.Element}> w{vector} = Vector256.LoadUnsafe(ref {walk.Weight}, {lanes * vector}), v{vector} = Vector256.LoadUnsafe(ref {walk.Weight}, {lanes * (block.Vectors + vector)});");
        }

        for (int pixel = 0; pixel < block.Pixels; pixel++)
        {
            int place = pixel * kernel.Image.PixelStep;
            w.Line($"Vector256<{type}> x{pixel} = VectorMath.{broadcast}(ref x, {place}), y{pixel} = VectorMath.{broadcast}(ref {second}, {place + offset});");
            for (int vector = 0; vector < block.Vectors; vector++)
            {
                w.Line($"acc{pixel}{vector} += {widen(Invariant($"VectorMath.MultiplyAddPairs(x{pixel}, w{vector}) + VectorMath.MultiplyAddPairs(y{pixel}, v{vector})"))};");
            }
        }
    }

    /// <summary>Goes on to the next step.</summary>
    private static void EmitNext(BytesKernel kernel, TapWalk walk, int groups, SourceWriter w)
    {
        w.Line($"step = ref Unsafe.Add(ref step, {groups});");
        w.Line($"{walk.Weight} = ref Unsafe.Add(ref {walk.Weight}, {groups * Group * kernel.Block.Channels});");
    }
}
