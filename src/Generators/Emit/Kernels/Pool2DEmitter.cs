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
        w.Line("int outputIndex = 0;");
        using (w.Loop("batch", window.Batches, out IndexExpression batch))
        using (w.Loop("outY", window.OutHeight, out IndexExpression outY))
        {
            WindowRange rows = EmitRange("Y", (outY * window.StrideY) - window.PadTop, window.FilterHeight, window.InHeight, window.TouchesPadding, w);
            using (w.Loop("outX", window.OutWidth, out IndexExpression outX))
            {
                WindowRange columns = EmitRange("X", (outX * window.StrideX) - window.PadLeft, window.FilterWidth, window.InWidth, window.TouchesPadding, w);
                using (w.Loop("channel", window.InChannels, out IndexExpression channel))
                {
                    IndexExpression element = (((((batch * window.InHeight) + "inY") * window.InWidth) + "inX") * window.InChannels) + channel;
                    w.Line($"{AccumulatorType} acc = {Start};");
                    using (w.Block($"for (int inY = {rows.First}; inY < {rows.End}; inY++)"))
                    using (w.Block($"for (int inX = {columns.First}; inX < {columns.End}; inX++)"))
                    {
                        w.Line(Accumulate(kernel, $"input[{element}]"));
                    }

                    w.Line();
                    EmitFinish(kernel, window, w);
                }
            }
        }
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
    private static WindowRange EmitRange(string axis, IndexExpression first, int filter, int extent, bool isClipped, SourceWriter w)
    {
        if (!isClipped)
        {
            return new WindowRange(first, first + filter);
        }

        w.Line($"int first{axis} = Math.Max({first}, 0);");
        w.Line($"int end{axis} = Math.Min({first + filter}, {extent});");
        return new WindowRange("first" + axis, "end" + axis);
    }

    /// <summary>The first row or column of a window, and the one after its last.</summary>
    private readonly record struct WindowRange(IndexExpression First, IndexExpression End);
}

/// <summary>Prints an average pool: the sum divided by the count, rounded half away from zero.</summary>
internal sealed class AveragePool2DEmitter : Pool2DEmitter
{
    protected override string Start => "0";

    protected override string Accumulate(OperationKernel kernel, string element) => $"acc += {element};";

    protected override void EmitFinish(OperationKernel kernel, WindowGeometry window, SourceWriter w)
    {
        bool tiesUp = ((AveragePool2D)kernel.Node).TiesUp;
        string rounded = tiesUp ? "ties up, as of codes that are not negative" : "rounded half away from zero";
        int constantCount = window.FilterHeight * window.FilterWidth;
        string count = window.TouchesPadding ? "count" : Invariant($"{constantCount}");
        string half = window.TouchesPadding ? "(count / 2)" : Invariant($"{constantCount / 2}");
        w.Comment($"The mean of {(window.TouchesPadding ? "the codes inside the image" : $"{count} codes")}, {rounded}.");
        if (window.TouchesPadding)
        {
            w.Line($"int count = {Count(window)};");
        }

        w.Line(tiesUp
            ? $"acc = ((acc + (128 * {count}) + {half}) / {count}) - 128;"
            : $"acc = acc > 0 ? (acc + {half}) / {count} : (acc - {half}) / {count};");
        base.EmitFinish(kernel, window, w);
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

    protected override void EmitFinish(OperationKernel kernel, WindowGeometry window, SourceWriter w)
    {
        QLinearAveragePool2D pool = (QLinearAveragePool2D)kernel.Node;
        string count = pool.CountsPadding ? Invariant($"{window.FilterHeight * window.FilterWidth}") : Count(window);
        w.Line($"output[outputIndex++] = RealArithmetic.Average(acc, count: {count}, scale: {Real(pool.ScaleBits)}, zeroPoint: {kernel.Output.ZeroPoint}{OffsetAndClamp(pool.CodeOffset, pool.Clamp)});");
    }
}

/// <summary>Prints a max pool.</summary>
internal sealed class MaxPool2DEmitter : Pool2DEmitter
{
    protected override string Start => "sbyte.MinValue";

    protected override string Accumulate(OperationKernel kernel, string element) => $"acc = Math.Max(acc, {element});";
}
