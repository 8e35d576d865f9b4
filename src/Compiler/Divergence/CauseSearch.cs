using QMacVerify.Compiler.Import.Tflite;
using QMacVerify.Compiler.Requantize;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Arrays;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Divergence;

/// <summary>Tries the usual reasons why two runtimes differ on a tensor whose inputs are the same, surest first.</summary>
/// <param name="network">The network.</param>
/// <param name="tensor">The tensor that differs.</param>
/// <param name="producer">The node that computes it; null for an input.</param>
/// <param name="shape">Extents of the tensor as dumped.</param>
/// <param name="ours">Our elements.</param>
/// <param name="theirs">The dump's elements, as many.</param>
/// <param name="theirShape">Extents of the dump's array.</param>
/// <param name="recompute">The same tensor of a model in which one node is another.</param>
internal sealed class CauseSearch(
    Network network, TensorInfo tensor, GraphNode? producer, int[] shape, double[] ours, double[] theirs, int[] theirShape, Func<Network, double[]> recompute)
{
    /// <summary>Orders that runtimes and frameworks give the axes of an image.</summary>
    private static readonly (string Name, int[] Axes)[] Layouts =
    [
        ("channels first instead of last", [0, 2, 3, 1]),
        ("channels last instead of first", [0, 3, 1, 2]),
        ("height and width exchanged", [0, 2, 1, 3]),
        ("height and width exchanged, channels first", [0, 1, 3, 2]),
    ];

    private readonly int[] _different = [.. Enumerable.Range(0, ours.Length).Where(i => ours[i] != theirs[i])];

    public DivergenceCause Find() =>
        Layout()
        ?? ZeroPoint()
        ?? (producer is null ? new DivergenceCause("input", "the dump was made from another input") : null)
        ?? Rounding()
        ?? Padding()
        ?? Activation()
        ?? OffByOne()
        ?? new DivergenceCause("unknown", "neither another rounding, padding, zero point, fused activation nor order of axes explains it: look at the multiplier and the weights of this node");

    private DivergenceCause? Layout()
    {
        if (theirShape.Length != 4)
        {
            return null;
        }

        byte[] bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(theirs.AsSpan()).ToArray();
        foreach ((string name, int[] axes) in Layouts)
        {
            double[] permuted = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(AxisOrder.Permute(bytes, sizeof(double), theirShape, axes)).ToArray();
            if (permuted.SequenceEqual(ours))
            {
                return new DivergenceCause("layout", $"the same values in another order of axes: the dump has {name}");
            }
        }

        return null;
    }

    private DivergenceCause? ZeroPoint()
    {
        double offset = theirs[_different[0]] - ours[_different[0]];
        if (tensor.Quantization is null || _different.Length < ours.Length || _different.Any(i => theirs[i] - ours[i] != offset))
        {
            return null;
        }

        return new DivergenceCause("zero_point", Math.Abs(offset) == 128
            ? "every code is 128 away: one side has uint8 codes, the other int8"
            : Invariant($"every code is {offset} away: the zero point of the dump's tensor is {tensor.ModelZeroPoint + offset}, ours {tensor.ModelZeroPoint}"));
    }

    private DivergenceCause? Rounding()
    {
        if (producer is not ProductNode layer)
        {
            return producer is null ? null : OtherRuntime(producer);
        }

        foreach (RequantizationKind kind in RequantizationKinds.All.Where(kind => kind != layer.Requantization.Kind))
        {
            if (layer.As(network.Graph, kind) is ChannelRequantization other && Explains(layer with { Requantization = other }))
            {
                return new DivergenceCause("rounding", $"requantized by {kind.Name()}{RuntimeOf(kind)} this layer has the dump's values; ours is {layer.Requantization.Kind.Name()}");
            }
        }

        return null;
    }

    private DivergenceCause? OtherRuntime(GraphNode node)
    {
        string[] runtimes = [.. OtherRuntimes.All
            .Where(runtime => node.As(network.Graph, runtime) is GraphNode other && !other.Equals(node) && Explains(other))
            .Select(runtime => runtime.Name())];
        return runtimes.Length == 0 ? null : new DivergenceCause("rounding", $"computed as by {string.Join(" or ", runtimes)} this operation has the dump's values");
    }

    private DivergenceCause? Padding()
    {
        WindowGeometry? window = producer switch
        {
            MacNode layer => layer.Geometry.Window,
            Pool2D pool => pool.Window,
            _ => null,
        };
        if (window is null || !window.TouchesPadding)
        {
            return null;
        }

        // SAME_LOWER, and frameworks that pad by hand, put the odd element before the image.
        (int top, int left) = (window.PadTop, window.PadLeft);
        (int bottom, int right) = (Math.Max(0, window.LastRow - window.InHeight + 1), Math.Max(0, window.LastColumn - window.InWidth + 1));
        if ((top != bottom || left != right) && producer is MacNode mac
            && Explains(mac with { Geometry = mac.Geometry with { Window = window with { Padding = new(PaddingMode.Explicit, EquatableArray.Of(bottom, right, top, left)) } } }))
        {
            return new DivergenceCause("padding", "with the odd row and column of padding on the other side this layer has the dump's values");
        }

        return shape.Length == 4 && _different.All(i => ReachesPadding(window, i))
            ? new DivergenceCause("padding", "every difference lies where the window reaches beyond the image: the dump's padding is not the zero point, or has other amounts")
            : null;
    }

    private bool ReachesPadding(WindowGeometry window, int element)
    {
        // Positions in the order of the graph, NHWC; a dump with channels first has the same rows and columns.
        int channels = tensor.Shape[3];
        bool channelsFirst = shape[1] == channels && shape[3] != channels;
        int plane = window.OutHeight * window.OutWidth;
        int position = channelsFirst ? element % plane : element / channels % plane;
        int row = (position / window.OutWidth * window.StrideY) - window.PadTop;
        int column = (position % window.OutWidth * window.StrideX) - window.PadLeft;
        return row < 0 || column < 0
            || row + ((window.FilterHeight - 1) * window.DilationY) >= window.InHeight
            || column + ((window.FilterWidth - 1) * window.DilationX) >= window.InWidth;
    }

    private DivergenceCause? Activation()
    {
        ClampRange? clamp = producer is ProductNode layer ? layer.Requantization.Clamp : null;
        int offset = tensor.ModelZeroPoint - tensor.ZeroPoint;
        return clamp is not null && _different.All(i => ours[i] - offset == clamp.Lower || ours[i] - offset == clamp.Upper)
            ? new DivergenceCause("activation", Invariant($"every difference is where ours is clamped to [{clamp.Lower + offset}, {clamp.Upper + offset}]: the dump has another fused activation, or none"))
            : null;
    }

    private DivergenceCause? OffByOne() => _different.All(i => Math.Abs(ours[i] - theirs[i]) == 1)
        ? new DivergenceCause("rounding", "every difference is one code: another rounding, or factors derived in another precision")
        : null;

    /// <summary>The runtime that a kind is to a model of TensorFlow Lite, where its name does not say it.</summary>
    private string RuntimeOf(RequantizationKind kind) =>
        kind == RequantizationKind.OnnxFloat && network.Graph.Source.Format == "tflite" ? ", as desktop LiteRT does," : "";

    private bool Explains(GraphNode node)
    {
        GraphNode[] nodes = [.. network.Graph.Nodes.Select(candidate => candidate == producer ? node : candidate)];
        return recompute(network with { Graph = network.Graph with { Nodes = nodes.ToEquatableArray() } }).SequenceEqual(theirs);
    }
}
