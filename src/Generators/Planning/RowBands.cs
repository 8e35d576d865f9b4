using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>Some rows of the output of a layer, and the kernel that computes them from the input rows under them.</summary>
/// <param name="FirstRow">Of the output.</param>
/// <param name="FirstInputRow">The first that it reads.</param>
/// <param name="Kernel">A kernel over those rows alone: rows of one image are stretches of memory.</param>
public sealed record RowBand(int FirstRow, int FirstInputRow, LayerKernel Kernel);

/// <summary>A layer whose rows are computed on several threads, a band on each.</summary>
/// <param name="Whole">The kernel of the layer on one thread.</param>
/// <param name="Bands">From the first row to the last.</param>
public sealed record BandedKernel(LayerKernel Whole, EquatableArray<RowBand> Bands) : Kernel(Whole.Node, Whole.Inputs, Whole.Output)
{
    public override string Strategy => Whole.Strategy;

    public override bool UsesVectors => Whole.UsesVectors;

    public override EquatableArray<ScratchBuffer> Scratch => Bands.SelectMany(band => band.Kernel.Scratch).ToEquatableArray();

    public override EquatableArray<string> InputNames => Whole.InputNames;
}

/// <summary>A plan for one thread to a plan for several.</summary>
public static class RowBands
{
    /// <summary>Products below which calling another thread takes longer than it saves.</summary>
    private const long LeastMacs = 1 << 20;

    /// <summary>Rows of a band: below, blocks of rows and the rows that two bands read would cost too much.</summary>
    private const int LeastRows = 4;

    /// <summary>Divides the rows of every large layer; the outputs are the same. A plan for several samples stays as it is.</summary>
    /// <param name="plan">A plan for one thread.</param>
    /// <param name="threads">Threads that compute at the same time.</param>
    public static ExecutionPlan Split(ExecutionPlan plan, int threads)
    {
        if (plan.BatchSize > 1)
        {
            return plan;
        }

        Kernel[] kernels = [.. plan.Kernels.Select(kernel => kernel is LayerKernel layer && BandsOf(layer, threads) is RowBand[] bands
            ? new BandedKernel(layer, new EquatableArray<RowBand>(bands)) { Identifier = kernel.Identifier }
            : kernel)];
        return kernels.Any(kernel => kernel is BandedKernel)
            ? plan with { Kernels = kernels.ToEquatableArray(), Buffers = BufferPlan.Of(plan.Graph, kernels, copiesInputs: true, batchSize: 1) }
            : plan;
    }

    /// <summary>As many bands as threads; null for a layer that is better left whole.</summary>
    private static RowBand[]? BandsOf(LayerKernel whole, int threads)
    {
        MacGeometry geometry = whole.Layer.Geometry;
        if (geometry.Window is not { Batches: 1, Transposed: null } || geometry.Macs < LeastMacs || geometry.Window.OutHeight < threads * LeastRows
            || whole.Output.Type != ElementType.Int8 || whole.Output.Layout != TensorLayout.Nhwc)
        {
            return null;
        }

        RowBand[] bands = new RowBand[threads];
        for (int band = 0; band < threads; band++)
        {
            int first = (int)((long)geometry.Window.OutHeight * band / threads);
            int end = (int)((long)geometry.Window.OutHeight * (band + 1) / threads);
            if (BandOf(whole, first, end) is not RowBand own)
            {
                return null;
            }

            bands[band] = own;
        }

        return bands;
    }

    private static RowBand? BandOf(LayerKernel whole, int firstRow, int endRow)
    {
        WindowGeometry window = whole.Layer.Geometry.Window;
        int firstPadded = (firstRow * window.StrideY) - window.PadTop;
        int endPadded = ((endRow - 1) * window.StrideY) - window.PadTop + ((window.FilterHeight - 1) * window.DilationY) + 1;
        int first = Math.Max(0, firstPadded);
        int end = Math.Min(window.InHeight, endPadded);
        if (end <= first)
        {
            // Nothing but padding under it.
            return null;
        }

        int right = Math.Max(0, window.LastColumn + 1 - window.InWidth);
        WindowGeometry own = window with
        {
            InHeight = end - first,
            Padding = new Padding(PaddingMode.Explicit, EquatableArray.Of(first - firstPadded, window.PadLeft, endPadded - end, right)),
        };
        MacLayer layer = whole.Asked with
        {
            Node = whole.Layer.Node with { Geometry = whole.Layer.Geometry with { Window = own } },
            Inputs = whole.Inputs.Select((input, i) => i == 0 ? WithRows(input, own.InHeight) : input).ToEquatableArray(),
            Output = WithRows(whole.Output, endRow - firstRow),
            Starts = whole.Asked.Starts.OfRows(firstRow, endRow),
            BatchSize = 1,
        };
        try
        {
            // By an underscore before a word it clashes with no other member.
            LayerKernel kernel = KernelStrategies.Choose(layer, whole.Strategy);
            return new RowBand(firstRow, first, kernel with { Identifier = Invariant($"{whole.Identifier}_Rows{firstRow}"), Reason = whole.Reason, Others = whole.Others });
        }
        catch (DiagnosticException)
        {
            // The strategy takes the layer, but not so few rows of it.
            return null;
        }
    }

    private static TensorInfo WithRows(TensorInfo image, int rows) =>
        image with { Shape = image.Shape.Select((extent, axis) => axis == 1 ? rows : extent).ToEquatableArray() };
}
