namespace QMacVerify.Generators.Circuits;

/// <summary>Least and greatest product of a weight with activations in an interval.</summary>
/// <remarks>
/// Built from all 256 activations of a weight: circuits exist that are not monotone in the activation, so the products
/// at the ends of the interval prove nothing about those between. Safe to use from several threads.
/// </remarks>
/// <param name="multiplier">The circuit.</param>
public sealed class ProductRanges(Multiplier multiplier)
{
    private const int Codes = 256;

    private readonly SparseTable?[] _ofWeight = new SparseTable?[Codes];

    /// <summary>Minimum and maximum of <c>Apply(activation, weight)</c>.</summary>
    /// <param name="weight">-128 to 127.</param>
    /// <param name="lower">Least activation, -128 to 127.</param>
    /// <param name="upper">Greatest activation, at least <paramref name="lower"/>.</param>
    public (int Lower, int Upper) Of(int weight, int lower, int upper)
    {
        ref SparseTable? slot = ref _ofWeight[weight - sbyte.MinValue];

        // Two threads may both build the table: it comes out the same.
        SparseTable? table = Volatile.Read(ref slot);
        if (table is null)
        {
            table = new SparseTable(multiplier, weight);
            Volatile.Write(ref slot, table);
        }

        return table.Query(lower - sbyte.MinValue, upper - sbyte.MinValue);
    }

    /// <summary>Level k holds the range of every 2^k consecutive activations; two of them, overlapping, cover any interval.</summary>
    private sealed class SparseTable
    {
        private const int Levels = 9;

        private readonly int[][] _lower = new int[Levels][];
        private readonly int[][] _upper = new int[Levels][];

        public SparseTable(Multiplier multiplier, int weight)
        {
            _lower[0] = new int[Codes];
            for (int i = 0; i < Codes; i++)
            {
                _lower[0][i] = multiplier.Apply(i + sbyte.MinValue, weight);
            }

            _upper[0] = _lower[0];
            for (int level = 1; level < Levels; level++)
            {
                _lower[level] = Combine(_lower[level - 1], 1 << (level - 1), Math.Min);
                _upper[level] = Combine(_upper[level - 1], 1 << (level - 1), Math.Max);
            }
        }

        public (int Lower, int Upper) Query(int first, int last)
        {
            int level = 0;
            while (2 << level <= last - first + 1)
            {
                level++;
            }

            int second = last + 1 - (1 << level);
            return (
                Math.Min(_lower[level][first], _lower[level][second]),
                Math.Max(_upper[level][first], _upper[level][second]));
        }

        private static int[] Combine(int[] halves, int distance, Func<int, int, int> choose)
        {
            int[] result = new int[halves.Length - distance];
            for (int i = 0; i < result.Length; i++)
            {
                result[i] = choose(halves[i], halves[i + distance]);
            }

            return result;
        }
    }
}
