using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Planning;

namespace QMacVerify.Generators.Emit.Kernels;

/// <summary>Prints the loops over the window elements inside the image that both poolings share.</summary>
internal abstract class Pool2DEmitter : KernelEmitter
{
    public sealed override void Emit(KernelStep step, SourceWriter w)
    {
        Pool2D pool = (Pool2D)step.Node;
        WindowGeometry window = pool.Window;
        w.Documentation("summary", $"{SourceWriter.EscapeDocumentation(pool.Name)}: {pool.Op}, {step.Inputs[0].Signature} to {step.Output.Signature}.");
        w.Documentation("remarks", Invariant($"Window {window.FilterHeight} x {window.FilterWidth}; elements outside the image do not exist. Codes are not rescaled."));
        using (w.Block($"private static void {step.Identifier}(ReadOnlySpan<sbyte> input, Span<sbyte> output)"))
        {
            w.Line("int outputIndex = 0;");
            using (w.Block($"for (int batch = 0; batch < {window.Batches}; batch++)"))
            using (w.Block($"for (int outY = 0; outY < {window.OutHeight}; outY++)"))
            {
                w.Line($"int firstY = Math.Max((outY * {window.StrideY}) - {window.PadTop}, 0);");
                w.Line($"int endY = Math.Min((outY * {window.StrideY}) - {window.PadTop} + {window.FilterHeight}, {window.InHeight});");
                using (w.Block($"for (int outX = 0; outX < {window.OutWidth}; outX++)"))
                {
                    w.Line($"int firstX = Math.Max((outX * {window.StrideX}) - {window.PadLeft}, 0);");
                    w.Line($"int endX = Math.Min((outX * {window.StrideX}) - {window.PadLeft} + {window.FilterWidth}, {window.InWidth});");
                    using (w.Block($"for (int channel = 0; channel < {window.InChannels}; channel++)"))
                    {
                        w.Line($"int acc = {Start};");
                        using (w.Block($"for (int inY = firstY; inY < endY; inY++)"))
                        using (w.Block($"for (int inX = firstX; inX < endX; inX++)"))
                        {
                            w.Line(Accumulate(Invariant(
                                $"input[(((((batch * {window.InHeight}) + inY) * {window.InWidth}) + inX) * {window.InChannels}) + channel]")));
                        }

                        w.Line();
                        EmitFinish(w);
                        w.Line($"output[outputIndex++] = (sbyte)Math.Min(Math.Max(acc, {pool.Clamp.Lower}), {pool.Clamp.Upper});");
                    }
                }
            }
        }
    }

    /// <summary>Value before the first element.</summary>
    protected abstract string Start { get; }

    /// <summary>Statement that takes one element into <c>acc</c>.</summary>
    protected abstract string Accumulate(string element);

    /// <summary>Turns <c>acc</c> into the result.</summary>
    protected virtual void EmitFinish(SourceWriter w)
    {
    }
}

/// <summary>Prints an average pool: the sum divided by the count, rounded half away from zero.</summary>
internal sealed class AveragePool2DEmitter : Pool2DEmitter
{
    protected override string Start => "0";

    protected override string Accumulate(string element) => $"acc += {element};";

    protected override void EmitFinish(SourceWriter w)
    {
        w.Line("int count = (endY - firstY) * (endX - firstX);");
        w.Line("acc = acc > 0 ? (acc + (count / 2)) / count : (acc - (count / 2)) / count;");
    }
}

/// <summary>Prints a max pool.</summary>
internal sealed class MaxPool2DEmitter : Pool2DEmitter
{
    protected override string Start => "sbyte.MinValue";

    protected override string Accumulate(string element) => $"acc = Math.Max(acc, {element});";
}
