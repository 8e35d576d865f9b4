namespace QMacVerify.Runtime.Reference;

/// <summary>Products of matrices that may both be computed, the second one transposed: int8 in, int32 accumulators out.</summary>
internal static class MatMulReference
{
    /// <summary>Computes every accumulator, elements of a row added in order; the first operand is the activation of the circuit, the second its weight.</summary>
    /// <param name="inputShape">[…, rows, taps], at most six dimensions.</param>
    /// <param name="input">Codes of the activations.</param>
    /// <param name="weightShape">[…, outChannels, taps]; what stands before broadcasts with <paramref name="inputShape"/>.</param>
    /// <param name="weights">Codes of the weights.</param>
    /// <param name="arithmetic">Operators and zero points, one for all weights; there is no padding.</param>
    /// <param name="bias">[outChannels]; empty is zero.</param>
    /// <param name="accumulators">[…, rows, outChannels].</param>
    /// <param name="observePrefix">Sees (index into accumulators, value) of every prefix, see <see cref="MacArithmetic"/>.</param>
    /// <exception cref="ArgumentException">A buffer does not fit its shape, or the shapes do not go together.</exception>
    public static void Accumulate(
        ReadOnlySpan<int> inputShape,
        ReadOnlySpan<sbyte> input,
        ReadOnlySpan<int> weightShape,
        ReadOnlySpan<sbyte> weights,
        MacArithmetic arithmetic,
        ReadOnlySpan<int> bias,
        Span<int> accumulators,
        Action<int, int>? observePrefix = null)
    {
        (int rows, int taps) = (inputShape[^2], inputShape[^1]);
        int outChannels = weightShape[^2];
        Lengths.Expect(weightShape[^1], taps, nameof(weightShape));
        int[] stacks = Broadcast.ResultShape(inputShape[..^2], weightShape[..^2]);
        Lengths.Expect(input.Length, Broadcast.Count(inputShape), nameof(input));
        Lengths.Expect(weights.Length, Broadcast.Count(weightShape), nameof(weights));
        Lengths.ExpectBias(bias, outChannels);
        Lengths.Expect(accumulators.Length, Broadcast.Count(stacks) * rows * outChannels, nameof(accumulators));

        for (int i = 0; i < accumulators.Length; i++)
        {
            int stack = i / (rows * outChannels);
            int row = (Broadcast.OperandOffset(inputShape[..^2], stacks, stack) * rows) + (i / outChannels % rows);
            int outChannel = i % outChannels;
            int weightRow = (Broadcast.OperandOffset(weightShape[..^2], stacks, stack) * outChannels) + outChannel;
            accumulators[i] = arithmetic.Accumulate(
                input.Slice(row * taps, taps),
                weights.Slice(weightRow * taps, taps),
                bias.IsEmpty ? 0 : bias[outChannel],
                arithmetic.WeightZeroPoint(outChannel),
                i,
                observePrefix);
        }
    }
}
