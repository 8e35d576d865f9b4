using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>Winograd's F(m x m, 3 x 3) in integers: (m + 2)^2 products for m x m outputs instead of 9 m^2.</summary>
/// <remarks>
/// A tile of outputs is <c>A' ((G g G') .* (B' d B)) A</c> of a filter g and a patch d of activations, after Lavin and Gray, "Fast
/// algorithms for convolutional neural networks". Rows of G are multiplied until they are integers, which A' makes up for, so that
/// the result is some times the accumulator. Vectors compute B' and A' (<c>Runtime/Vectors/WinogradTile2</c> and <c>4</c>).
/// </remarks>
public sealed class WinogradForm
{
    private readonly int[][] _patchTransform;
    private readonly int[][] _filterTransform;

    private WinogradForm(string strategy, int extent, int factor, int[][] patchTransform, int[][] filterTransform)
    {
        Strategy = strategy;
        Extent = extent;
        Factor = factor;
        _patchTransform = patchTransform;
        _filterTransform = filterTransform;
        int line = filterTransform.Max(row => row.Sum(Math.Abs));
        FilterGain = line * line;
    }

    /// <summary>F(2x2, 3x3): transformed activations are at most 4 times as large, weights 9 times.</summary>
    public static WinogradForm Two { get; } = new(
        "winograd", extent: 2, factor: 4,
        [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]],
        [[2, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 2]])
    {
        PatchCost = 0.85,
        TileCost = 0.35,
    };

    /// <summary>F(4x4, 3x3): transformed activations are at most 100 times as large, weights 49 times.</summary>
    public static WinogradForm Four { get; } = new(
        "winograd4x4", extent: 4, factor: 24 * 24,
        [[4, 0, -5, 0, 1, 0], [0, -4, -4, 1, 1, 0], [0, 4, -4, -1, 1, 0], [0, -2, -1, 2, 1, 0], [0, 2, -1, -2, 1, 0], [0, 4, 0, -5, 0, 1]],
        [[6, 0, 0], [1, 1, 1], [1, -1, 1], [1, 2, 4], [1, -2, 4], [0, 0, 6]])
    {
        PatchCost = 2.7,
        TileCost = 3,
    };

    /// <summary>Name of the strategy that takes it.</summary>
    public string Strategy { get; }

    /// <summary>Rows and columns of outputs of a tile.</summary>
    public int Extent { get; }

    /// <summary>How many times as large as the accumulators the sums come out: a power of two, times an odd number that is divided by modulo 2^32.</summary>
    public int Factor { get; }

    /// <summary>How many times as large as the greatest weight of a filter its transform is at most.</summary>
    internal int FilterGain { get; }

    /// <summary>What the transform of a channel of a patch takes, as a share of a product in a plain loop.</summary>
    internal double PatchCost { get; private init; }

    /// <summary>What the sums of a tile of an output channel take, likewise.</summary>
    internal double TileCost { get; private init; }

    /// <summary>Rows and columns of activations under a tile, and of its products.</summary>
    public int PatchExtent => Extent + 2;

    /// <summary>Products of a tile for each input and output channel.</summary>
    public int Products => PatchExtent * PatchExtent;

    /// <summary>Products of the same outputs without a transform.</summary>
    public int PlainProducts => 9 * Extent * Extent;

    /// <summary>What of <see cref="Factor"/> is divided by with a shift: an accumulator times this has to fit int32.</summary>
    public int PowerOfTwo => Factor & -Factor;

    /// <summary>Tiles that cover some rows or columns of outputs.</summary>
    public int TilesOver(int extent) => (extent + Extent - 1) / Extent;

    /// <summary>What patches of numbers of a range become.</summary>
    internal Interval Transformed(Interval activations)
    {
        Interval range = Interval.Point(0);
        foreach (int[] row in _patchTransform)
        {
            foreach (int[] column in _patchTransform)
            {
                int[] factors = [.. row.SelectMany(y => column.Select(x => y * x))];
                long positive = factors.Where(factor => factor > 0).Sum();
                long negative = factors.Where(factor => factor < 0).Sum();
                range = range.Hull(new Interval(
                    (positive * activations.Lower) + (negative * activations.Upper), (positive * activations.Upper) + (negative * activations.Lower)));
            }
        }

        return range;
    }

    /// <summary><c>G g G'</c>, row by row.</summary>
    /// <param name="filter">Nine weights, row by row.</param>
    internal int[] TransformFilter(int[] filter)
    {
        int[] transformed = new int[Products];
        for (int row = 0; row < PatchExtent; row++)
        {
            int[] left = _filterTransform[row];
            int first = Line(left, filter[0], filter[3], filter[6]);
            int second = Line(left, filter[1], filter[4], filter[7]);
            int third = Line(left, filter[2], filter[5], filter[8]);
            for (int column = 0; column < PatchExtent; column++)
            {
                transformed[(row * PatchExtent) + column] = Line(_filterTransform[column], first, second, third);
            }
        }

        return transformed;

        static int Line(int[] factors, int first, int second, int third) => (factors[0] * first) + (factors[1] * second) + (factors[2] * third);
    }
}
