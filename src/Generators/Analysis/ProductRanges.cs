using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Analysis;

/// <summary>Least and greatest contribution of a weight with activations in an interval.</summary>
/// <remarks>
/// From all 256 activations of a weight: circuits exist that are not monotone in the activation, so the products
/// at the ends of the interval prove nothing about those between. For one thread.
/// </remarks>
/// <param name="product">What a code of the activations and a weight contribute; the circuit's product, in the simplest case.</param>
internal sealed class ProductRanges(Func<int, int, int> product)
{
    private const int Codes = 256;

    private readonly Row?[] _ofWeight = new Row?[Codes];

    /// <summary>Minimum and maximum over some activations.</summary>
    /// <param name="weight">-128 to 127.</param>
    /// <param name="activations">Not empty, within -128 to 127.</param>
    public Interval Of(int weight, Interval activations)
    {
        Row row = _ofWeight[weight - sbyte.MinValue] ??= new Row(product, weight);
        return row.Query((int)activations.Lower - sbyte.MinValue, (int)activations.Upper - sbyte.MinValue);
    }

    /// <summary>Of one weight. Level k holds the range of every 2^k consecutive activations; two of them, overlapping, cover any interval.</summary>
    private sealed class Row
    {
        private const int Levels = 9;

        /// <summary>Making the levels costs as much as looking at this many intervals whole.</summary>
        private const int ScannedQueries = 16;

        private readonly int[][] _lower = new int[Levels][];
        private readonly int[][] _upper = new int[Levels][];
        private int _queries;

        public Row(Func<int, int, int> product, int weight)
        {
            int[] products = new int[Codes];
            for (int i = 0; i < Codes; i++)
            {
                products[i] = product(i + sbyte.MinValue, weight);
            }

            _lower[0] = _upper[0] = products;
        }

        public Interval Query(int first, int last)
        {
            if (_queries < ScannedQueries)
            {
                _queries++;
                return Scan(first, last);
            }

            if (_lower[1] is null)
            {
                MakeLevels();
            }

            int level = 0;
            while (2 << level <= last - first + 1)
            {
                level++;
            }

            int second = last + 1 - (1 << level);
            return new Interval(
                Math.Min(_lower[level][first], _lower[level][second]),
                Math.Max(_upper[level][first], _upper[level][second]));
        }

        private Interval Scan(int first, int last)
        {
            int[] products = _lower[0];
            int lower = products[first];
            int upper = lower;
            for (int i = first + 1; i <= last; i++)
            {
                lower = Math.Min(lower, products[i]);
                upper = Math.Max(upper, products[i]);
            }

            return new Interval(lower, upper);
        }

        private void MakeLevels()
        {
            for (int level = 1; level < Levels; level++)
            {
                int half = 1 << (level - 1);
                int[] lower = new int[_lower[level - 1].Length - half];
                int[] upper = new int[lower.Length];
                for (int i = 0; i < lower.Length; i++)
                {
                    lower[i] = Math.Min(_lower[level - 1][i], _lower[level - 1][i + half]);
                    upper[i] = Math.Max(_upper[level - 1][i], _upper[level - 1][i + half]);
                }

                (_lower[level], _upper[level]) = (lower, upper);
            }
        }
    }
}
