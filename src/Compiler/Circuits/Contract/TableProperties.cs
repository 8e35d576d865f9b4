namespace QMacVerify.Compiler.Circuits.Contract;

/// <summary>What may be assumed of a multiplier with int8 operands, each measured on all 65,536 pairs.</summary>
internal sealed record TableProperties
{
    private const int Codes = 256;

    /// <summary>Whether <c>f(0, w) = 0</c> for every weight.</summary>
    public required bool ZeroActivationGivesZero { get; init; }

    /// <summary>Whether <c>f(x, 0) = 0</c> for every activation.</summary>
    public required bool ZeroWeightGivesZero { get; init; }

    /// <summary>Pairs with <c>f(x, w) != f(w, x)</c>.</summary>
    public required int NonCommutingPairs { get; init; }

    /// <summary>Weights for which the product neither only rises nor only falls with the activation: the ends of an interval prove nothing there.</summary>
    public required int NonMonotoneWeights { get; init; }

    /// <summary>Pairs whose product is greater in magnitude than the exact one.</summary>
    public required int PairsAboveExact { get; init; }

    public required int LeastProduct { get; init; }

    public required int GreatestProduct { get; init; }

    /// <summary>Ranges by weight, -128 to 127.</summary>
    public required IReadOnlyList<WeightRange> Weights { get; init; }

    /// <summary>Bits of the products, two's complement.</summary>
    public int ProductBits => Enumerable.Range(1, 32).First(bits => LeastProduct >= -(1L << (bits - 1)) && GreatestProduct < 1L << (bits - 1));

    /// <summary>Measures a table in the order of <see cref="Generators.Circuits.MultiplierTable"/>.</summary>
    public static TableProperties Of(int[] products)
    {
        int[] codes = [.. Enumerable.Range(0, Codes)];
        int At(int activation, int weight) => products[(activation * Codes) + weight];
        return new TableProperties
        {
            ZeroActivationGivesZero = codes.All(weight => At(128, weight) == 0),
            ZeroWeightGivesZero = codes.All(activation => At(activation, 128) == 0),
            NonCommutingPairs = codes.Sum(x => codes.Count(w => At(x, w) != At(w, x))),
            NonMonotoneWeights = codes.Count(weight => !IsMonotone([.. codes.Select(activation => At(activation, weight))])),
            PairsAboveExact = codes.Sum(x => codes.Count(w => Math.Abs(At(x, w)) > Math.Abs((x - 128) * (w - 128)))),
            LeastProduct = products.Min(),
            GreatestProduct = products.Max(),
            Weights = [.. codes.Select(weight => WeightRange.Of(weight - 128, [.. codes.Select(activation => At(activation, weight))]))],
        };
    }

    private static bool IsMonotone(int[] values)
    {
        IEnumerable<int> steps = values.Zip(values.Skip(1), (value, next) => next - value);
        return steps.All(step => step >= 0) || steps.All(step => step <= 0);
    }
}

/// <summary>Range of the products of one weight with all activations, and of their errors (product minus exact product).</summary>
internal sealed record WeightRange(int LeastProduct, int GreatestProduct, int LeastError, int GreatestError)
{
    /// <param name="weight">-128 to 127.</param>
    /// <param name="products">For activations -128 to 127.</param>
    public static WeightRange Of(int weight, int[] products)
    {
        int[] errors = [.. products.Select((product, i) => product - ((i - 128) * weight))];
        return new WeightRange(products.Min(), products.Max(), errors.Min(), errors.Max());
    }
}
