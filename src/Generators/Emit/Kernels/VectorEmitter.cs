using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>What kernels with a block of accumulators in registers share: loops over blocks, constants in registers, the accumulators' end.</summary>
/// <remarks>
/// Variables of the emitted code: <c>outChannel</c>, the first channel of a block; <c>outY</c>, <c>outX</c>, the first pixel;
/// <c>acc12</c>, the accumulators of pixel 1, channels 16 to 23 of the block; <c>start2</c>, <c>multiplier2</c>, <c>shift2</c>
/// or <c>factor2</c>, what belongs to those channels.
/// </remarks>
internal abstract class VectorEmitter<TKernel> : MacEmitter<TKernel>
    where TKernel : VectorKernel
{
    /// <summary>Declares where start values and output are.</summary>
    protected static void EmitReferences(TKernel kernel, SourceWriter w)
    {
        w.Line($"ref int start = ref MemoryMarshal.GetReference({kernel.Member("Start")});");
        w.Line($"ref {Kernel.TypeOf(kernel.Output)} result = ref MemoryMarshal.GetReference(output);");
    }

    /// <summary>Prints the loops over blocks of channels, and the constants of a block before what is inside.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="w">Where to.</param>
    /// <param name="emitBlock">Prints the block; it is given the number of the block and the number of its group.</param>
    protected static void EmitChannelBlocks(TKernel kernel, SourceWriter w, Action<IndexExpression, IndexExpression> emitBlock)
    {
        using (w.Loop("group", kernel.Groups, out IndexExpression group))
        using (w.Loop("block", kernel.BlocksPerGroup, out IndexExpression block))
        {
            EmitBlockConstants(kernel, group, block, w);
            emitBlock((group * kernel.BlocksPerGroup) + block, group);
        }
    }

    /// <summary>Declares the first channel of a block, and what belongs to its channels.</summary>
    protected static void EmitBlockConstants(TKernel kernel, IndexExpression group, IndexExpression block, SourceWriter w)
    {
        int last = kernel.GroupChannels - kernel.StoredChannels;
        if (kernel.BlocksPerGroup > 1 && last % kernel.Block.Channels != 0)
        {
            w.Comment($"The last block ends with the channels; those that it shares with the one before come out the same.");
            w.Line($"int outChannel = {(group * kernel.GroupChannels) + $"Math.Min({block * kernel.Block.Channels}, {last})"};");
        }
        else
        {
            w.Line($"int outChannel = {(group * kernel.GroupChannels) + (block * kernel.Block.Channels)};");
        }

        for (int vector = 0; vector < kernel.Block.Vectors; vector++)
        {
            EmitConstants(kernel, vector, w);
        }
    }

    /// <summary>Prints the copy of the input.</summary>
    protected static void EmitImage(MacLayer layer, WideImage image, SourceWriter w)
    {
        if (image.IsFlat)
        {
            w.Comment($"{image.Padded.Width} pixels of {image.Padded.Channels} channels in int16.");
            w.Line($"WideImage.Widen(input, wide);");
            return;
        }

        WindowGeometry window = layer.Geometry.Window;
        if (window.Transposed is not null)
        {
            EmitSpread(window, image, "short", "wide", "WideCodes", "default", border: 0, w);
            return;
        }

        w.Comment($"The image in int16; padding carries the zero point and is multiplied like any other activation.");
        w.Line($"WideImage.Fill(input, height: {window.InHeight}, width: {window.InWidth}, channels: {window.InChannels}, wide, paddedHeight: {image.Padded.Height}, paddedWidth: {image.Padded.Width}, top: {window.PadTop}, left: {window.PadLeft}, value: {layer.Input.ZeroPoint});");
    }

    /// <summary>Prints the copy of the input of a transposed convolution.</summary>
    /// <param name="window">Its window.</param>
    /// <param name="image">The copy.</param>
    /// <param name="element">C# type of its elements.</param>
    /// <param name="target">Where it stands.</param>
    /// <param name="type">What maps activations meanwhile.</param>
    /// <param name="map">How one is made.</param>
    /// <param name="border">What lies between pixels.</param>
    /// <param name="w">Where to.</param>
    protected static void EmitSpread(WindowGeometry window, WideImage image, string element, string target, string type, string map, int border, SourceWriter w)
    {
        w.Comment($"Pixels as far apart as the stride says: what lies between them makes every product 0.");
        w.Line($"WideImage.Spread<{element}, {type}>(input, height: {window.InHeight}, width: {window.InWidth}, channels: {window.InChannels}, {target}, paddedHeight: {image.Padded.Height}, paddedWidth: {image.Padded.Width}, top: {((window.FilterHeight - 1) * window.DilationY) - window.PadTop}, left: {((window.FilterWidth - 1) * window.DilationX) - window.PadLeft}, stepY: {window.StrideY}, stepX: {window.StrideX}, border: {border}, {map});");
    }

    /// <summary>What maps activations while they are copied: its type, and how one is made.</summary>
    /// <param name="plane">What the copy holds.</param>
    /// <param name="element">C# type of its elements.</param>
    /// <param name="tableType">That maps by a table.</param>
    /// <param name="table">The table, where one is needed.</param>
    protected static (string Type, string Map) MapOf(ImagePlane plane, string element, string tableType, string table) => plane switch
    {
        { Bits: CodeBits bits } => ("CodeBits", Invariant($"new CodeBits(mask: {bits.Mask}, shift: {bits.Shift})")),
        { Offset: int offset } => ("CodeOffset", Invariant($"new CodeOffset({offset})")),
        { Magnitude: MagnitudeBits bits } when element == "short" => (
            "MagnitudeBits", $"new MagnitudeBits(masks: {Bytes(bits.Masks)}, sets: {Bytes(bits.Sets)})"),
        _ => (tableType, $"new {tableType}({table})"),
    };

    private static string Bytes(EquatableArray<byte> bytes) => $"Vector128.Create((byte){string.Join(", ", bytes)})";

    /// <summary>Prints the loops over blocks of pixels of the rows of the output.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="image">What is read.</param>
    /// <param name="w">Where to.</param>
    /// <param name="emitPixels">Prints the block; it is given the image, row and column of its first pixel.</param>
    protected static void EmitPixelBlocks(TKernel kernel, WideImage image, SourceWriter w, Action<IndexExpression, IndexExpression, IndexExpression> emitPixels)
    {
        IndexExpression batch = "batch";
        using (kernel.TakesBatch ? w.Block($"for (int batch = 0; batch < {(IndexExpression)"samples" * image.Images}; batch++)") : w.Loop("batch", image.Images, out batch))
        using (w.Loop("outY", image.OutHeight, out IndexExpression outY))
        {
            EmitColumnBlocks(kernel, image.OutWidth, w, outX => emitPixels(batch, outY, outX));
        }
    }

    /// <summary>Prints the loop over blocks of pixels of one row of the output.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="outWidth">Pixels of the row.</param>
    /// <param name="w">Where to.</param>
    /// <param name="emitPixels">Prints the block; it is given the column of its first pixel.</param>
    protected static void EmitColumnBlocks(TKernel kernel, int outWidth, SourceWriter w, Action<IndexExpression> emitPixels)
    {
        BlockLoop.Emit("outX", outWidth, kernel.Block.Pixels, "row", "pixels", w, emitPixels);
    }

    /// <summary>Declares the accumulators of a block with their start values.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="outY">Row of its pixels.</param>
    /// <param name="outX">Column of the first.</param>
    /// <param name="w">Where to.</param>
    protected static void EmitAccumulators(TKernel kernel, IndexExpression outY, IndexExpression outX, SourceWriter w) =>
        EmitAccumulators(kernel, pixel => (outY, outX + pixel), w);

    /// <summary>The same, given row and column of each pixel.</summary>
    protected static void EmitAccumulators(TKernel kernel, Func<int, (IndexExpression OutY, IndexExpression OutX)> place, SourceWriter w)
    {
        if (kernel.Layer.Starts.IsByPosition)
        {
            w.Comment($"Skipped padding has no share in the start values: they depend on the rows and columns that a window misses.");
            for (int pixel = 0; pixel < kernel.Block.Pixels; pixel++)
            {
                (IndexExpression outY, IndexExpression outX) = place(pixel);
                w.Line($"nuint place{pixel} = (nuint)({kernel.Member("StartRows")}[{outY}] + {kernel.Member("StartColumns")}[{outX}] + outChannel);");
            }
        }

        EmitVariables(kernel, "Vector256<int>", "acc", (pixel, vector) => StartOf(kernel, "start", pixel, vector), w);
    }

    /// <summary>Start values of a pixel and eight channels, of an array that is laid out as all of them.</summary>
    protected static string StartOf(TKernel kernel, string name, int pixel, int vector) => !kernel.Layer.Starts.IsByPosition
        ? Invariant($"{name}{vector}")
        : vector == 0
        ? Invariant($"Vector256.LoadUnsafe(ref {name}, place{pixel})")
        : Invariant($"Vector256.LoadUnsafe(ref {name}, place{pixel} + {vector * AccumulatorBlock.Lanes})");

    /// <summary>Declares where low bits of start values are.</summary>
    protected static void EmitLowReference(TKernel kernel, SourceWriter w) =>
        w.Line($"ref int startLow = ref MemoryMarshal.GetReference({kernel.Member("StartLow")});");

    /// <summary>Declares the low bits of the start values of a block's channels.</summary>
    protected static void EmitLowConstants(TKernel kernel, SourceWriter w)
    {
        for (int vector = 0; vector < kernel.Block.Vectors && !kernel.Layer.Starts.IsByPosition; vector++)
        {
            w.Line($"Vector256<int> startLow{vector} = Vector256.LoadUnsafe(ref startLow, (nuint)({(IndexExpression)"outChannel" + (vector * AccumulatorBlock.Lanes)}));");
        }
    }

    /// <summary>Prints how the accumulators of a block, of high parts, become the circuit's sums.</summary>
    protected static void EmitLowResults(TKernel kernel, LowBits low, SourceWriter w)
    {
        for (int pixel = 0; pixel < kernel.Block.Pixels; pixel++)
        {
            for (int vector = 0; vector < kernel.Block.Vectors; vector++)
            {
                NarrowCode.EmitResult(low, Invariant($"{pixel}{vector}"), StartOf(kernel, "startLow", pixel, vector), w);
            }
        }
    }

    /// <summary>Declares a variable for each accumulator.</summary>
    protected static void EmitVariables(TKernel kernel, string type, string name, Func<int, int, string> value, SourceWriter w)
    {
        for (int pixel = 0; pixel < kernel.Block.Pixels; pixel++)
        {
            w.Line($"{type} {string.Join(", ", Enumerable.Range(0, kernel.Block.Vectors).Select(vector => Invariant($"{name}{pixel}{vector} = {value(pixel, vector)}")))};");
        }
    }

    /// <summary>Prints a step: weights, and for each pixel its activations and what is done with both.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="walk">What is gone through.</param>
    /// <param name="pixelStep">From a pixel to the next, in elements.</param>
    /// <param name="w">Where to.</param>
    /// <param name="operation">Prints what is done, given pixel and vector; activations are <c>x1</c>, weights <c>w2</c>.</param>
    protected static void EmitStep(TKernel kernel, TapWalk walk, int pixelStep, SourceWriter w, Action<int, int> operation)
    {
        EmitProducts(kernel, walk, pixelStep, w, operation);
        w.Line($"{walk.X} = ref Unsafe.Add(ref {walk.X}, {walk.Group});");
        w.Line($"{walk.Weight} = ref Unsafe.Add(ref {walk.Weight}, {walk.Group * kernel.Block.Channels});");
    }

    /// <summary>Prints the same without going on to the next step.</summary>
    protected static void EmitProducts(TKernel kernel, TapWalk walk, int pixelStep, SourceWriter w, Action<int, int> operation)
    {
        AccumulatorBlock block = kernel.Block;
        int lanes = AccumulatorBlock.Lanes * walk.Group;
        for (int vector = 0; vector < block.Vectors; vector++)
        {
            w.Line($"Vector256<{walk.Element}> w{vector} = Vector256.LoadUnsafe(ref {walk.Weight}{(vector == 0 ? "" : Invariant($", {lanes * vector}"))});");
        }

        (string type, string broadcast) = walk.Group == 2 ? ("short", "BroadcastPair") : ("byte", "BroadcastQuad");
        for (int pixel = 0; pixel < block.Pixels; pixel++)
        {
            w.Line($"Vector256<{type}> x{pixel} = VectorMath.{broadcast}(ref {walk.X}, {pixel * pixelStep});");
            for (int vector = 0; vector < block.Vectors; vector++)
            {
                operation(pixel, vector);
            }
        }
    }

    /// <summary>Prints the products of two neighbouring taps with all pixels and channels of a block, in int16.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="pixelStep">From a pixel to the next, in elements.</param>
    /// <param name="w">Where to.</param>
    protected static void EmitPair(TKernel kernel, int pixelStep, SourceWriter w) => EmitStep(
        kernel, TapWalk.Wide(planes: 1), pixelStep, w, (pixel, vector) => w.Line($"acc{pixel}{vector} = VectorMath.AddPairs(acc{pixel}{vector}, x{pixel}, w{vector});"));

    /// <summary>Requantizes the accumulators of a block of neighbouring pixels and stores them.</summary>
    protected static void EmitResults(TKernel kernel, IndexExpression firstPixel, SourceWriter w) =>
        EmitResults(kernel, firstPixel, Enumerable.Range(0, kernel.Block.Pixels), w);

    /// <summary>Requantizes the accumulators of a block and stores them.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="firstPixel">Number of the first pixel in the output.</param>
    /// <param name="pixels">The pixels, from there.</param>
    /// <param name="w">Where to.</param>
    protected static void EmitResults(TKernel kernel, IndexExpression firstPixel, IEnumerable<int> pixels, SourceWriter w)
    {
        MacLayer layer = kernel.Layer;
        int[] offsets = [.. pixels];
        w.Line("#if QMAC_CHECKED");
        for (int pixel = 0; pixel < offsets.Length; pixel++)
        {
            for (int vector = 0; vector * AccumulatorBlock.Lanes < kernel.StoredChannels; vector++)
            {
                int count = Math.Min(kernel.StoredChannels - (vector * AccumulatorBlock.Lanes), AccumulatorBlock.Lanes);
                w.Line($"AccumulatorBounds?.Verify({layer.NodeIndex}, {(IndexExpression)"outChannel" + (vector * AccumulatorBlock.Lanes)}, acc{pixel}{vector}{(count < AccumulatorBlock.Lanes ? Invariant($", count: {count}") : "")});");
            }
        }

        w.Line("#endif");
        w.Line($"ref {Kernel.TypeOf(kernel.Output)} pixel = ref Unsafe.Add(ref result, {(firstPixel * layer.Geometry.OutChannels) + "outChannel"});");
        for (int pixel = 0; pixel < offsets.Length; pixel++)
        {
            for (int vector = 0; vector < kernel.Block.Vectors; vector += 2)
            {
                EmitStore(kernel, pixel, vector, (offsets[pixel] * layer.Geometry.OutChannels) + (vector * AccumulatorBlock.Lanes), w);
            }
        }
    }

    /// <summary>Stores one or two vectors of a pixel.</summary>
    private static void EmitStore(TKernel kernel, int pixel, int vector, int offset, SourceWriter w)
    {
        string target = offset == 0 ? "ref pixel" : Invariant($"ref Unsafe.Add(ref pixel, {offset})");
        int count = Math.Min(kernel.StoredChannels - (vector * AccumulatorBlock.Lanes), 2 * AccumulatorBlock.Lanes);
        bool hasSecond = vector + 1 < kernel.Block.Vectors;
        if (kernel.Layer.Requantization.Kind == RequantizationKind.Accumulator)
        {
            EmitAccumulatorStore(Invariant($"acc{pixel}{vector}"), Math.Min(count, AccumulatorBlock.Lanes), target, w);
            if (hasSecond && count > AccumulatorBlock.Lanes)
            {
                EmitAccumulatorStore(Invariant($"acc{pixel}{vector + 1}"), count - AccumulatorBlock.Lanes, Invariant($"ref Unsafe.Add(ref pixel, {offset + AccumulatorBlock.Lanes})"), w);
            }

            return;
        }

        ChannelRequantization requantization = kernel.Layer.Requantization;
        string codes = RequantizerText.Codes(
            kernel.Requantizer, requantization.Kind, Accumulator(pixel, vector), hasSecond ? Accumulator(pixel, vector + 1) : null,
            ZeroPointAndClamp(kernel.Output, requantization.Clamp));
        w.Line($"VectorMath.Store({codes}, {count}, {target});");
    }

    private static void EmitAccumulatorStore(string acc, int count, string target, SourceWriter w) => w.Line(count == AccumulatorBlock.Lanes
        ? $"{acc}.StoreUnsafe({target});"
        : $"VectorMath.Store({acc}, {count}, {target});");

    /// <summary>Eight accumulators, and the name of what belongs to their channels.</summary>
    private static (string Acc, string Name) Accumulator(int pixel, int vector) => (Invariant($"acc{pixel}{vector}"), Invariant($"{vector}"));

    /// <summary>Declares what belongs to eight channels of a block.</summary>
    private static void EmitConstants(TKernel kernel, int vector, SourceWriter w)
    {
        ChannelRequantization requantization = kernel.Layer.Requantization;
        string index = $"(nuint)({(IndexExpression)"outChannel" + (vector * AccumulatorBlock.Lanes)})";
        if (!kernel.Layer.Starts.IsByPosition)
        {
            w.Line($"Vector256<int> start{vector} = Vector256.LoadUnsafe(ref start, {index});");
        }

        if (requantization.Kind == RequantizationKind.Accumulator)
        {
            return;
        }

        if (requantization.Kind == RequantizationKind.OnnxFloat)
        {
            w.Line(requantization.IsPerChannel
                ? $"Vector256<float> factor{vector} = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference({kernel.Member("Factor")}), {index}).AsSingle();"
                : $"Vector256<float> factor{vector} = Vector256.Create({Real(requantization.FactorBits[0])});");
            return;
        }

        if (!requantization.IsPerChannel)
        {
            w.Line($"// {requantization.Multipliers[0].FactorText} with the shift.");
        }

        RequantizerText.EmitConstants(
            kernel.Requantizer,
            requantization.IsPerChannel
                ? $"Vector256.LoadUnsafe(ref MemoryMarshal.GetReference({kernel.Member("QuantizedMultiplier")}), {index})"
                : Invariant($"Vector256.Create({requantization.Multipliers[0].Multiplier})"),
            requantization.IsPerChannel
                ? $"Vector256.LoadUnsafe(ref MemoryMarshal.GetReference({kernel.Member("Shift")}), {index})"
                : Invariant($"Vector256.Create({requantization.Multipliers[0].Shift})"),
            Invariant($"{vector}"),
            w);
    }
}
