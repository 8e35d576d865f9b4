namespace QMacVerify.Runtime.Reference;

/// <summary>The multiply-accumulate of one layer: its two operators, zero points and padding rule.</summary>
/// <param name="Multiply">
/// Product of int8 operands, activation first, weight second. The roles are fixed: an operator need not commute.
/// </param>
/// <param name="Add">New accumulator from accumulator and product, in that order; modulo 2^32.</param>
internal sealed record MacArithmetic(Func<int, int, int> Multiply, Func<int, int, int> Add)
{
    /// <summary>
    /// All 65,536 results of <see cref="Multiply"/>, activation -128 to 127 outer, weight -128 to 127 inner, which are
    /// then read here: layers of millions of products take a third of the time. Empty: Multiply is called.
    /// </summary>
    /// <remarks>Not where activations are centred, which leave int8.</remarks>
    public ReadOnlyMemory<int> Products { get; init; }

    /// <summary>zx, -128..127: the code of real zero in the activations, which padding carries.</summary>
    public int InputZeroPoint { get; init; }

    /// <summary>zw, -128..127: empty for 0 everywhere, one for all channels, or one per output channel.</summary>
    public IReadOnlyList<int> WeightZeroPoints { get; init; } = [];

    public ReferencePadding Padding { get; init; } = ReferencePadding.Multiply;

    /// <summary>Whether x - zx, -255..255, takes the place of x; then there is no correction.</summary>
    public bool CentresActivations { get; init; }

    /// <summary>zw of an output channel.</summary>
    public int WeightZeroPoint(int outChannel) =>
        WeightZeroPoints.Count == 0 ? 0 : WeightZeroPoints[WeightZeroPoints.Count == 1 ? 0 : outChannel];

    /// <summary>The accumulator of one output element.</summary>
    /// <param name="activations">The window's activations x_i in the order of their addition, padding as its rule says.</param>
    /// <param name="weights">The weights w_i of the same elements.</param>
    /// <param name="bias">Of the output channel.</param>
    /// <param name="weightZeroPoint">Of the output channel.</param>
    /// <param name="outputIndex">Handed to <paramref name="observePrefix"/>.</param>
    /// <param name="observePrefix">Sees (outputIndex, value) of every prefix.</param>
    /// <remarks>
    /// <code>
    /// acc_0     = bias + n*zx*zw - zx * sum_i w_i
    /// acc_{i+1} = Add(acc_i, Multiply(x_i, w_i))
    /// acc       = acc_n - zw * sum_i x_i              (exactly, and only where zw is not 0)
    /// </code>
    /// Where activations are centred, x_i - zx stands for x_i, and acc_0 is the bias.
    /// With exact operators this is bias + sum (x - zx)(w - zw) modulo 2^32. The observer sees acc_0 to acc_n, and acc
    /// where zw is not 0.
    /// </remarks>
    internal int Accumulate(
        ReadOnlySpan<sbyte> activations,
        ReadOnlySpan<sbyte> weights,
        int bias,
        int weightZeroPoint,
        int outputIndex,
        Action<int, int>? observePrefix)
    {
        int centre = CentresActivations ? InputZeroPoint : 0;
        int correctedZeroPoint = InputZeroPoint - centre;
        int activationSum = 0;
        int weightSum = 0;
        for (int i = 0; i < activations.Length; i++)
        {
            activationSum += activations[i] - centre;
            weightSum += weights[i];
        }

        int acc = bias + (activations.Length * correctedZeroPoint * weightZeroPoint) - (correctedZeroPoint * weightSum);
        observePrefix?.Invoke(outputIndex, acc);
        ReadOnlySpan<int> products = Products.Span;
        for (int i = 0; i < activations.Length; i++)
        {
            int activation = activations[i] - centre;
            int product = products.IsEmpty ? Multiply(activation, weights[i]) : products[((activation + 128) << 8) + weights[i] + 128];
            acc = Add(acc, product);
            observePrefix?.Invoke(outputIndex, acc);
        }

        if (weightZeroPoint != 0)
        {
            acc -= weightZeroPoint * activationSum;
            observePrefix?.Invoke(outputIndex, acc);
        }

        return acc;
    }
}
