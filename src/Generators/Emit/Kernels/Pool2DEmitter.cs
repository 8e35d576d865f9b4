using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints the loops over the window elements inside the image that both poolings share.</summary>
internal abstract class Pool2DEmitter : KernelEmitter<OperationKernel>
{
    protected sealed override void EmitDocumentation(OperationKernel kernel, SourceWriter w)
    {
        Pool2D pool = (Pool2D)kernel.Node;
        WindowGeometry window = pool.Window;
        w.Documentation("summary", $"{SourceWriter.EscapeDocumentation(pool.Name)}: {pool.Op}, {kernel.Inputs[0].Signature} to {kernel.Output.Signature}.");
        w.Documentation("remarks", Invariant(
            $"Window {window.FilterHeight} x {window.FilterWidth}{(window.TouchesPadding ? "; elements outside the image do not exist" : "")}. {Rescaling}"));
    }

    protected sealed override void EmitBody(OperationKernel kernel, SourceWriter w)
    {
        Pool2D pool = (Pool2D)kernel.Node;
        WindowGeometry window = pool.Window;
        bool hasVectors = kernel.Vectors is not null;
        if (hasVectors)
        {
            w.Line("ref sbyte source = ref MemoryMarshal.GetReference(input);");
            w.Line("ref sbyte result = ref MemoryMarshal.GetReference(output);");
        }

        w.Line("int outputIndex = 0;");
        using (w.Loop("batch", window.Batches, out IndexExpression batch))
        using (w.Loop("outY", window.OutHeight, out IndexExpression outY))
        {
            WindowRange rows = EmitRange("Y", (outY * window.StrideY) - window.PadTop, window.FilterHeight, window.DilationY, window.InHeight, window.TouchesPadding, w);
            using (w.Loop("outX", window.OutWidth, out IndexExpression outX))
            {
                WindowRange columns = EmitRange("X", (outX * window.StrideX) - window.PadLeft, window.FilterWidth, window.DilationX, window.InWidth, window.TouchesPadding, w);
                IndexExpression pixel = ((((batch * window.InHeight) + "inY") * window.InWidth) + "inX") * window.InChannels;
                if (hasVectors)
                {
                    BlockLoop.Emit("channel", window.InChannels, VectorForm.Codes, "pixel", "channels", w, channel =>
                    {
                        LaneAccumulator lanes = Lanes(kernel);
                        lanes.EmitStart(w);
                        EmitWindow(rows, columns, w, () => lanes.Emit(pixel + channel, w));
                        w.Line();
                        w.Line($"{EmitSixteen(kernel, lanes, w)}.StoreUnsafe(ref result, (nuint)({"outputIndex" + channel}));");
                    });
                    w.Line($"outputIndex += {window.InChannels};");
                }
                else
                {
                    using (w.Loop("channel", window.InChannels, out IndexExpression channel))
                    {
                        w.Line($"{AccumulatorType} acc = {Start};");
                        EmitWindow(rows, columns, w, () => w.Line(Accumulate(kernel, $"input[{pixel + channel}]")));
                        w.Line();
                        EmitFinish(kernel, window, w);
                    }
                }
            }
        }
    }

    /// <summary>What sixteen channels are gathered in.</summary>
    protected abstract LaneAccumulator Lanes(OperationKernel kernel);

    /// <summary>Prints what becomes of sixteen channels.</summary>
    /// <returns>Their codes.</returns>
    protected abstract string EmitSixteen(OperationKernel kernel, LaneAccumulator lanes, SourceWriter w);

    private static void EmitWindow(WindowRange rows, WindowRange columns, SourceWriter w, Action emitElement)
    {
        using (w.Block($"for (int inY = {rows.First}; inY < {rows.End}; inY{Step(rows)})"))
        using (w.Block($"for (int inX = {columns.First}; inX < {columns.End}; inX{Step(columns)})"))
        {
            emitElement();
        }

        static string Step(WindowRange range) => range.Dilation == 1 ? "++" : Invariant($" += {range.Dilation}");
    }

    /// <summary>What becomes of scales, as a sentence.</summary>
    protected virtual string Rescaling => "Codes are not rescaled.";

    /// <summary>Type of <c>acc</c>.</summary>
    protected virtual string AccumulatorType => "int";

    /// <summary>Value before the first element.</summary>
    protected abstract string Start { get; }

    /// <summary>Statement that takes one element into <c>acc</c>.</summary>
    protected abstract string Accumulate(OperationKernel kernel, string element);

    /// <summary>Turns <c>acc</c> into the code <c>output[outputIndex++]</c>.</summary>
    protected virtual void EmitFinish(OperationKernel kernel, WindowGeometry window, SourceWriter w)
    {
        ClampRange clamp = ((Pool2D)kernel.Node).Clamp;
        w.Line(clamp == ClampRange.Full
            ? $"output[outputIndex++] = (sbyte)acc;"
            : $"output[outputIndex++] = (sbyte)Math.Min(Math.Max(acc, {clamp.Lower}), {clamp.Upper});");
    }

    /// <summary>The number of elements of a window, as an expression.</summary>
    protected static string Count(WindowGeometry window) => window.TouchesPadding
        ? "(endY - firstY) * (endX - firstX)"
        : Invariant($"{window.FilterHeight * window.FilterWidth}");

    /// <summary>The rows or columns of a window; where it may reach beyond the image, prints variables for those inside.</summary>
    private static WindowRange EmitRange(string axis, IndexExpression first, int filter, int dilation, int extent, bool isClipped, SourceWriter w)
    {
        int reach = ((filter - 1) * dilation) + 1;
        if (!isClipped)
        {
            return new WindowRange(first, first + reach, dilation);
        }

        w.Line(dilation == 1 ? $"int first{axis} = Math.Max({first}, 0);" : $"int first{axis} = {first};");
        w.Line($"int end{axis} = Math.Min({first + reach}, {extent});");
        if (dilation > 1)
        {
            w.Line($"first{axis} += first{axis} < 0 ? ({dilation - 1} - first{axis}) / {dilation} * {dilation} : 0;");
        }

        return new WindowRange("first" + axis, "end" + axis, dilation);
    }

    /// <summary>The first row or column of a window, the one after its last, and the step between them.</summary>
    private readonly record struct WindowRange(IndexExpression First, IndexExpression End, int Dilation);
}

/// <summary>Prints an average pool: the sum divided by the count, rounded half away from zero.</summary>
internal sealed class AveragePool2DEmitter : Pool2DEmitter
{
    protected override string Start => "0";

    protected override string Accumulate(OperationKernel kernel, string element) => $"acc += {element};";

    protected override LaneAccumulator Lanes(OperationKernel kernel) => new SumLanes(((ChannelsForm)kernel.Vectors!).IsNarrow);

    protected override void EmitFinish(OperationKernel kernel, WindowGeometry window, SourceWriter w)
    {
        (string count, string half) = EmitCount(kernel, w);
        w.Line(((AveragePool2D)kernel.Node).TiesUp
            ? $"acc = ((acc + (128 * {count}) + {half}) / {count}) - 128;"
            : $"acc = acc > 0 ? (acc + {half}) / {count} : (acc - {half}) / {count};");
        base.EmitFinish(kernel, window, w);
    }

    protected override string EmitSixteen(OperationKernel kernel, LaneAccumulator lanes, SourceWriter w)
    {
        AveragePool2D pool = (AveragePool2D)kernel.Node;
        ((SumLanes)lanes).EmitEnd(w);
        (string count, string halfCount) = EmitCount(kernel, w);
        for (int half = 0; half < 2; half++)
        {
            w.Line(pool.TiesUp
                ? $"Vector256<int> mean{half} = VectorMath.Divide(acc{half} + Vector256.Create((128 * {count}) + {halfCount}), {count});"
                : $"Vector256<int> mean{half} = VectorMath.RoundingDivide(acc{half}, {count});");
        }

        return $"VectorRequantize.Codes(mean0, mean1, zeroPoint: {(pool.TiesUp ? "-128" : "0")}{Limits(pool.Clamp)})";
    }

    /// <summary>Says how a mean is rounded, and declares the number of its codes where that differs.</summary>
    /// <returns>The number and its half as expressions.</returns>
    private static (string Count, string Half) EmitCount(OperationKernel kernel, SourceWriter w)
    {
        AveragePool2D pool = (AveragePool2D)kernel.Node;
        string rounded = pool.TiesUp ? "ties up, as of codes that are not negative" : "rounded half away from zero";
        if (!pool.Window.TouchesPadding)
        {
            w.Comment($"The mean of {pool.Window.Elements} codes, {rounded}.");
            return (Invariant($"{pool.Window.Elements}"), Invariant($"{pool.Window.Elements / 2}"));
        }

        w.Comment($"The mean of the codes inside the image, {rounded}.");
        w.Line($"int count = {Count(pool.Window)};");
        return ("count", "(count / 2)");
    }
}

/// <summary>Prints an average pool in float32: real numbers added in the order of the window.</summary>
internal sealed class QLinearAveragePool2DEmitter : Pool2DEmitter
{
    protected override string Rescaling => "Computed in float32, as ONNX Runtime does.";

    protected override string AccumulatorType => "float";

    protected override string Start => "0";

    protected override string Accumulate(OperationKernel kernel, string element)
    {
        int zeroPoint = kernel.Inputs[0].ZeroPoint;
        string centred = zeroPoint == 0 ? element : $"({(IndexExpression)element - zeroPoint})";
        return $"acc += {centred} * {Real(((QLinearAveragePool2D)kernel.Node).InputScaleBits)};";
    }

    protected override LaneAccumulator Lanes(OperationKernel kernel) =>
        new RealSumLanes(kernel.Inputs[0].ZeroPoint, Real(((QLinearAveragePool2D)kernel.Node).InputScaleBits));

    protected override string EmitSixteen(OperationKernel kernel, LaneAccumulator lanes, SourceWriter w)
    {
        QLinearAveragePool2D pool = (QLinearAveragePool2D)kernel.Node;
        w.Line($"Vector256<float> count = Vector256.Create((float)({CountOf(pool)}));");
        w.Line($"Vector256<float> scale = Vector256.Create({Real(pool.ScaleBits)});");
        w.Line($"Vector256<float> zeroPoint = Vector256.Create({kernel.Output.ZeroPoint + pool.CodeOffset}f);");
        return RealCodes("(acc0 / count / scale) + zeroPoint", "(acc1 / count / scale) + zeroPoint", pool.CodeOffset, pool.Clamp);
    }

    private static string CountOf(QLinearAveragePool2D pool) => pool.CountsPadding ? Invariant($"{pool.Window.Elements}") : Count(pool.Window);

    protected override void EmitFinish(OperationKernel kernel, WindowGeometry window, SourceWriter w)
    {
        QLinearAveragePool2D pool = (QLinearAveragePool2D)kernel.Node;
        string count = CountOf(pool);
        w.Line($"output[outputIndex++] = RealArithmetic.Average(acc, count: {count}, scale: {Real(pool.ScaleBits)}, zeroPoint: {kernel.Output.ZeroPoint}{OffsetAndClamp(pool.CodeOffset, pool.Clamp)});");
    }
}

/// <summary>Prints a max pool.</summary>
internal sealed class MaxPool2DEmitter : Pool2DEmitter
{
    protected override string Start => "sbyte.MinValue";

    protected override string Accumulate(OperationKernel kernel, string element) => $"acc = Math.Max(acc, {element});";

    protected override LaneAccumulator Lanes(OperationKernel kernel) => new ExtremumLanes(isMaximum: true);

    protected override string EmitSixteen(OperationKernel kernel, LaneAccumulator lanes, SourceWriter w)
    {
        ClampRange clamp = ((Pool2D)kernel.Node).Clamp;
        return clamp == ClampRange.Full ? "acc" : Invariant($"Vector128.Min(Vector128.Max(acc, Vector128.Create((sbyte){Parenthesized(clamp.Lower)})), Vector128.Create((sbyte){Parenthesized(clamp.Upper)}))");
    }

    private static string Parenthesized(int code) => code < 0 ? Invariant($"({code})") : Invariant($"{code}");
}
