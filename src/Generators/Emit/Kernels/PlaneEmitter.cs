using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>What kernels share that go over the taps of padded copies of the image, of activations or of functions of them.</summary>
internal abstract class PlaneEmitter<TKernel> : VectorEmitter<TKernel>
    where TKernel : VectorKernel
{
    /// <summary>Prints the copies of the input.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="image">How a copy lies in memory.</param>
    /// <param name="planes">What they hold.</param>
    /// <param name="element">C# type of their elements.</param>
    /// <param name="scratch">Where they stand.</param>
    /// <param name="suffix">Ends the name of a plane's table.</param>
    /// <param name="w">Where to.</param>
    protected static void EmitPlanes(
        TKernel kernel, WideImage image, EquatableArray<ImagePlane> planes, string element, string scratch, Func<int, string> suffix, SourceWriter w)
    {
        WindowGeometry window = kernel.Layer.Geometry.Window;
        (int height, int width) = image.IsFlat ? (image.Padded.Height, image.Padded.Width) : (window.InHeight, window.InWidth);
        for (int plane = 0; plane < planes.Count; plane++)
        {
            string target = planes.Count == 1 ? scratch : Invariant($"{scratch}.Slice({plane * image.PlaneStep}, {image.PlaneStep})");
            (string type, string map) = MapOf(planes[plane], element, $"CodeTable<{element}>", kernel.Member(suffix(plane)));
            int border = element == "sbyte" ? unchecked((sbyte)planes[plane].Border) : planes[plane].Border;
            if (window.Transposed is not null)
            {
                EmitSpread(window, image, element, target, type, map, border, w);
                continue;
            }

            w.Line($"WideImage.Fill<{element}, {type}>(input, height: {height}, width: {width}, channels: {image.Padded.Channels}, {target}, paddedHeight: {image.Padded.Height}, paddedWidth: {image.Padded.Width}, top: {window.PadTop}, left: {window.PadLeft}, border: {border}, {map});");
        }
    }

    /// <summary>Prints the references to the copies and to the weights.</summary>
    protected static void EmitWalkReferences(TKernel kernel, TapWalk walk, string scratch, string suffix, SourceWriter w)
    {
        w.Line($"ref {walk.Element} {walk.Image} = ref MemoryMarshal.GetReference({scratch});");
        w.Line($"ref {walk.Element} {walk.Weights} = ref MemoryMarshal.GetArrayDataReference({kernel.Member(suffix)});");
    }

    /// <summary>Prints the loops over the taps of a block.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="image">How a copy lies in memory.</param>
    /// <param name="walk">What is gone through.</param>
    /// <param name="block">Number of the block of channels.</param>
    /// <param name="window">The first element of the first pixel's window.</param>
    /// <param name="w">Where to.</param>
    /// <param name="emitSteps">Prints the loop over the steps of a stretch of memory.</param>
    protected static void EmitTaps(TKernel kernel, WideImage image, TapWalk walk, IndexExpression block, IndexExpression window, SourceWriter w, Action emitSteps)
    {
        int blockWeights = walk.Planes * image.FilterRows * image.Runs * image.RunSteps(walk.Group) * walk.Group * kernel.Block.Channels;
        w.Line($"ref {walk.Element} {walk.Weight} = ref Unsafe.Add(ref {walk.Weights}, {block * blockWeights});");
        using (w.Loop("plane", walk.Planes, out IndexExpression plane))
        using (w.Loop("filterY", image.FilterRows, out IndexExpression filterY))
        using (w.Loop("filterX", image.Runs, out IndexExpression filterX))
        {
            w.Line($"ref {walk.Element} {walk.X} = ref Unsafe.Add(ref {walk.Image}, {window + (plane * image.PlaneStep) + (filterY * image.FilterRowStep) + (filterX * image.RunStep)});");
            emitSteps();
        }
    }

    /// <summary>Prints the loop over all steps of a stretch of memory.</summary>
    protected static void EmitSteps(WideImage image, TapWalk walk, SourceWriter w, Action emitStep)
    {
        using (w.Block($"for (int step = 0; step < {image.RunSteps(walk.Group)}; step++)"))
        {
            emitStep();
        }
    }

    /// <summary>Prints a walk whose sums of int16 are emptied before they can overflow.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="image">How a copy lies in memory.</param>
    /// <param name="walk">What is gone through.</param>
    /// <param name="depth">Steps of a sum; see <see cref="NarrowSums"/>.</param>
    /// <param name="block">Number of the block of channels.</param>
    /// <param name="window">The first element of the first pixel's window.</param>
    /// <param name="scale">C# expression, a vector of int16: what sums are multiplied by when they are added to the accumulators.</param>
    /// <param name="w">Where to.</param>
    /// <param name="emitStep">Prints a step, which adds to <c>sum12</c> what belongs to <c>acc12</c>.</param>
    protected static void EmitNarrowTaps(
        TKernel kernel, WideImage image, TapWalk walk, int depth, IndexExpression block, IndexExpression window, string scale, SourceWriter w, Action emitStep)
    {
        int steps = image.RunSteps(walk.Group);
        if (depth > steps)
        {
            w.Comment($"All {depth} steps of an int16 sum fit, whatever the activations.");
            EmitSums(kernel, w);
            EmitTaps(kernel, image, walk, block, window, w, () => EmitSteps(image, walk, w, emitStep));
            EmitEmptying(kernel, scale, w);
            return;
        }

        if (kernel.Emptied is ScratchBuffer emptied)
        {
            w.Comment($"Sums of int16 take the registers; the accumulators wait in memory.");
            w.Line($"ref int waiting = ref MemoryMarshal.GetReference({emptied.Name});");
            EmitEach(kernel, w, (acc, _, index) => Invariant($"{acc}.StoreUnsafe(ref waiting, {index});"));
        }

        EmitTaps(kernel, image, walk, block, window, w, () =>
        {
            if (depth == steps)
            {
                w.Comment($"{depth} steps of an int16 sum fit, whatever the activations.");
                EmitSums(kernel, w);
                EmitSteps(image, walk, w, emitStep);
                EmitEmptying(kernel, scale, w);
                return;
            }

            using (w.Block($"for (int step = 0; step < {steps};)"))
            {
                w.Comment($"{depth} steps of an int16 sum fit, whatever the activations.");
                w.Line(steps % depth == 0 ? Invariant($"int end = step + {depth};") : Invariant($"int end = Math.Min(step + {depth}, {steps});"));
                EmitSums(kernel, w);
                using (w.Block($"for (; step < end; step++)"))
                {
                    emitStep();
                }

                EmitEmptying(kernel, scale, w);
            }
        });
        if (kernel.Emptied is not null)
        {
            w.Line();
            EmitEach(kernel, w, (acc, _, index) => Invariant($"{acc} = Vector256.LoadUnsafe(ref waiting, {index});"));
        }
    }

    /// <summary>The first element of the window of a block's first pixel.</summary>
    protected static IndexExpression Window(TKernel kernel, WideImage image, IndexExpression batch, IndexExpression outY, IndexExpression outX, IndexExpression group) =>
        (batch * image.ImageStep) + (outY * image.RowStep) + (outX * image.PixelStep) + (group * kernel.Layer.Geometry.GroupInChannels);

    /// <summary>Number of a block's first pixel in the output.</summary>
    protected static IndexExpression FirstPixel(WideImage image, IndexExpression batch, IndexExpression outY, IndexExpression outX) =>
        (((batch * image.OutHeight) + outY) * image.OutWidth) + outX;

    private static void EmitSums(TKernel kernel, SourceWriter w) => EmitVariables(kernel, "Vector256<short>", "sum", (_, _) => "default", w);

    private static void EmitEmptying(TKernel kernel, string scale, SourceWriter w)
    {
        w.Line();
        EmitEach(kernel, w, (acc, sum, index) => kernel.Emptied is null
            ? $"{acc} += VectorMath.MultiplyAddPairs({sum}, {scale});"
            : Invariant($"(Vector256.LoadUnsafe(ref waiting, {index}) + VectorMath.MultiplyAddPairs({sum}, {scale})).StoreUnsafe(ref waiting, {index});"));
    }

    /// <summary>Prints a line for each accumulator of a block, given its name, that of its sum of int16 and its place in memory.</summary>
    private static void EmitEach(TKernel kernel, SourceWriter w, Func<string, string, int, string> line)
    {
        for (int pixel = 0; pixel < kernel.Block.Pixels; pixel++)
        {
            for (int vector = 0; vector < kernel.Block.Vectors; vector++)
            {
                w.Line(line(
                    Invariant($"acc{pixel}{vector}"), Invariant($"sum{pixel}{vector}"), ((pixel * kernel.Block.Vectors) + vector) * AccumulatorBlock.Lanes));
            }
        }
    }
}
