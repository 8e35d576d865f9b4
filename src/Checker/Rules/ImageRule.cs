using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Checker.Rules;

/// <summary>Poolings, resizings and reductions as functions of the codes of their input, which are nondecreasing in each of them.</summary>
internal static class ImageRule
{
    /// <summary>The function, whose results are codes, or null where the authority would wrap; itself null where there is none for a node.</summary>
    public static Func<sbyte[], long?[]>? Of(Network network, GraphNode node)
    {
        TensorInfo input = network.Graph.Tensor(node.Inputs[0]);
        TensorInfo output = network.Graph.Tensor(node.Output);
        return node switch
        {
            MaxPool2D pool => OfGroups(codes => Math.Clamp(codes.Max(), pool.Clamp.Lower, pool.Clamp.Upper)),
            QLinearAveragePool2D pool => OfGroups(codes => Math.Clamp(Average(pool, codes, input.ZeroPoint, output.ZeroPoint), pool.Clamp.Lower, pool.Clamp.Upper)),
            AveragePool2D or QLinearGlobalAveragePool or ReduceSum or XnnpackReduceSum =>
                OfGroups(codes => OfSum(network, node, codes.Length)!(codes.Sum(code => (long)code))),
            BilinearNode resize => codes => Array.ConvertAll(
                Means(network, resize), mean => (long?)OfMean(resize, mean.Sum(part => part.Weight * codes[part.Element]))),
            ResizeBilinearReal resize => Resized(input, resize.Rows.Count, resize.Columns.Count, (pixel, row, column) => RealMean(resize, pixel, row, column)),
            QLinearResize resize => Resized(input, resize.Rows.Count, resize.Columns.Count, (pixel, row, column) => RealMean(resize, input, output, pixel, row, column)),
            ReduceMax => OfGroups(codes => codes.Max()),
            ReduceMin => OfGroups(codes => codes.Min()),
            _ => null,
        };

        Func<sbyte[], long?[]> OfGroups(Func<sbyte[], long?> function)
        {
            int[][] groups = Groups(network, node);
            return codes => Array.ConvertAll(groups, group => function(Array.ConvertAll(group, element => codes[element])));
        }
    }

    /// <summary>What a node makes of the sum of some codes, nondecreasing but where it is null as the authority would wrap; itself null for a node that makes no sums.</summary>
    public static Func<long, long?>? OfSum(Network network, GraphNode node, int count)
    {
        long zeroPoints = (long)network.Graph.Tensor(node.Inputs[0]).ZeroPoint * count;
        int zeroPoint = network.Graph.Tensor(node.Output).ZeroPoint;
        return node switch
        {
            AveragePool2D pool => sum => Math.Clamp(
                pool.TiesUp ? ((sum + (128L * count) + (count / 2)) / count) - 128 : HalfAway(sum, count), pool.Clamp.Lower, pool.Clamp.Upper),
            QLinearGlobalAveragePool pool => sum => Math.Clamp(
                Rounding.Rescale(sum - zeroPoints, pool.Rescale)!.Value + zeroPoint, pool.Clamp.Lower, pool.Clamp.Upper),
            ReduceSum reduce => sum => Rounding.Rescale(sum - zeroPoints, new Rescale(reduce.Kind, reduce.Multiplier)) is long steps
                ? Math.Clamp(steps + zeroPoint, -128, 127)
                : null,
            XnnpackReduceSum reduce => sum => RealSum(reduce, sum),
            _ => null,
        };
    }

    /// <summary>By output element, the elements of the input that it is made of.</summary>
    public static int[][] Groups(Network network, GraphNode node)
    {
        EquatableArray<int> shape = network.Graph.Tensor(node.Inputs[0]).Shape;
        if (node is Pool2D pool)
        {
            Window window = new(pool.Window);
            int channels = pool.Window.InChannels;
            return [.. Enumerable.Range(0, window.Positions).Select(position => window.Pixels(position).Where(pixel => pixel >= 0).ToArray())
                .SelectMany(pixels => Enumerable.Range(0, channels).Select(channel => Array.ConvertAll(pixels, pixel => (pixel * channels) + channel)))];
        }

        EquatableArray<int> axes = node is Reduce reduce ? reduce.Axes : EquatableArray.Of(1, 2);
        ILookup<int, int> groups = Enumerable.Range(0, network.Graph.Tensor(node.Inputs[0]).ElementCount).ToLookup(i => Reduced(shape, axes, i));
        return [.. Enumerable.Range(0, network.Graph.Tensor(node.Output).ElementCount).Select(i => groups[i].ToArray())];
    }

    /// <summary>By output element of a bilinear resize, the elements that it is a mean of, with their weights.</summary>
    public static (int Element, long Weight)[][] Means(Network network, BilinearNode node)
    {
        TensorInfo input = network.Graph.Tensor(node.Input);
        ResizeSpan[] rows = [.. node.Spans(input, network.Graph.Tensor(node.Output), 1)];
        ResizeSpan[] columns = [.. node.Spans(input, network.Graph.Tensor(node.Output), 2)];
        (int Element, long Weight)[][] means = new (int, long)[network.Graph.Tensor(node.Output).ElementCount][];
        for (int i = 0; i < means.Length; i++)
        {
            (int pixel, int channel) = Math.DivRem(i, input.Shape[3]);
            (int row, int x) = Math.DivRem(pixel, columns.Length);
            (int batch, int y) = Math.DivRem(row, rows.Length);
            means[i] = [.. Parts(rows[y]).SelectMany(down => Parts(columns[x]).Select(across => (
                (((((batch * input.Shape[1]) + down.At) * input.Shape[2]) + across.At) * input.Shape[3]) + channel, down.Weight * across.Weight)))];
        }

        return means;

        static (int At, long Weight)[] Parts(ResizeSpan span) => [(span.First, span.FirstWeight), (span.Second, span.SecondWeight)];
    }

    /// <summary>What becomes of a weighted sum of four pixels.</summary>
    public static long OfMean(BilinearNode node, long sum)
    {
        int bits = 2 * node.FractionBits;
        return node.RoundsHalfUp ? (sum + (1L << (bits - 1))) >> bits : HalfAway(sum, 1L << bits);
    }

    /// <summary>Whether a node's rescaling could wrap for some codes.</summary>
    public static bool MayWrap(Network network, GraphNode node)
    {
        if (node is not ReduceSum reduce)
        {
            return false;
        }

        TensorInfo input = network.Graph.Tensor(reduce.Input);
        long count = input.ElementCount / network.Graph.Tensor(reduce.Output).ElementCount;
        Rescale rescale = new(reduce.Kind, reduce.Multiplier);
        return Rounding.Rescale((-128 - input.ZeroPoint) * count, rescale) is null || Rounding.Rescale((127 - input.ZeroPoint) * count, rescale) is null;
    }

    /// <summary>The element of the result that an element of the input is reduced to.</summary>
    private static int Reduced(EquatableArray<int> shape, EquatableArray<int> axes, int element)
    {
        (int position, int stride) = (0, 1);
        for (int axis = shape.Count - 1; axis >= 0; axis--)
        {
            (element, int coordinate) = Math.DivRem(element, shape[axis]);
            if (!axes.Contains(axis))
            {
                position += coordinate * stride;
                stride *= shape[axis];
            }
        }

        return position;
    }

    private static long HalfAway(long sum, long count) => sum > 0 ? (sum + (count / 2)) / count : (sum - (count / 2)) / count;

    private static long Average(QLinearAveragePool2D pool, sbyte[] codes, int inputZeroPoint, int zeroPoint)
    {
        float sum = 0;
        foreach (sbyte code in codes)
        {
            float real = (code - inputZeroPoint) * Rounding.Real(pool.InputScaleBits);
            sum += real;
        }

        float average = sum / (pool.CountsPadding ? pool.Window.FilterHeight * pool.Window.FilterWidth : codes.Length);
        float steps = average / Rounding.Real(pool.ScaleBits);
        return Rounding.OfReal(steps + (zeroPoint + pool.CodeOffset)) - pool.CodeOffset;
    }

    private static long RealSum(XnnpackReduceSum reduce, long sum)
    {
        float scaled = (float)sum * Rounding.Real(reduce.FactorBits);
        return Math.Clamp(Rounding.OfReal(scaled + Rounding.Real(reduce.ConstantBits)), -128, 127);
    }

    /// <summary>Each pixel of an image from some of another, channel by channel.</summary>
    private static Func<sbyte[], long?[]> Resized(TensorInfo input, int height, int width, Func<Func<int, int, int>, int, int, long> function) => codes =>
    {
        (int batches, int inHeight, int inWidth, int channels) = (input.Shape[0], input.Shape[1], input.Shape[2], input.Shape[3]);
        long?[] output = new long?[batches * height * width * channels];
        for (int i = 0; i < output.Length; i++)
        {
            (int pixel, int channel) = Math.DivRem(i, channels);
            (int row, int column) = Math.DivRem(pixel, width);
            (int batch, row) = Math.DivRem(row, height);
            output[i] = function((y, x) => codes[(((((batch * inHeight) + y) * inWidth) + x) * channels) + channel], row, column);
        }

        return output;
    };

    /// <summary>The order of float32 operations is part of the definition: see <see cref="ResizeBilinearReal"/>.</summary>
    private static long RealMean(ResizeBilinearReal node, Func<int, int, int> pixel, int y, int x)
    {
        (RealSpan row, RealSpan column) = (node.Rows[y], node.Columns[x]);
        (float down, float across) = (Rounding.Real(row.WeightBits), Rounding.Real(column.WeightBits));
        float sum = Term(pixel(row.First, column.First), 1 - down, 1 - across);
        sum += Term(pixel(row.Second, column.First), down, 1 - across);
        sum += Term(pixel(row.First, column.Second), 1 - down, across);
        sum += Term(pixel(row.Second, column.Second), down, across);
        return (long)(sum + 0.5f) - 128;

        static float Term(int code, float rowWeight, float columnWeight)
        {
            float weighted = (code + 128) * rowWeight;
            return weighted * columnWeight;
        }
    }

    /// <summary>See <see cref="QLinearResize"/>.</summary>
    private static long RealMean(QLinearResize node, TensorInfo input, TensorInfo output, Func<int, int, int> pixel, int y, int x)
    {
        (WeightedSpan row, WeightedSpan column) = (node.Rows[y], node.Columns[x]);
        float sum = 0;
        foreach ((int inY, uint rowBits) in new[] { (row.First, row.FirstWeightBits), (row.Second, row.SecondWeightBits) })
        {
            foreach ((int inX, uint columnBits) in new[] { (column.First, column.FirstWeightBits), (column.Second, column.SecondWeightBits) })
            {
                float weight = Rounding.Real(columnBits) * Rounding.Real(rowBits);
                float real = (pixel(inY, inX) - input.ZeroPoint) * Rounding.Real(input.ScaleBits);
                float term = weight * real;
                sum += term;
            }
        }

        return Math.Clamp(Rounding.OfReal(sum / Rounding.Real(output.ScaleBits)) + output.ZeroPoint, node.Clamp.Lower, node.Clamp.Upper);
    }
}
