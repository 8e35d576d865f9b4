namespace QMacVerify.Runtime.Reference;

/// <summary>Softmax of the real numbers of codes in float32 (ONNX Runtime's Softmax).</summary>
internal static class SoftmaxRealReference
{
    /// <summary>Computes every number.</summary>
    /// <param name="depth">Elements of a row.</param>
    /// <param name="scale">Of the codes.</param>
    /// <param name="zeroPoint">Of the codes.</param>
    /// <param name="input">[..., depth].</param>
    /// <param name="output">As many numbers.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Run(int depth, float scale, int zeroPoint, ReadOnlySpan<sbyte> input, Span<float> output)
    {
        Lengths.Expect(input.Length % depth, 0, nameof(input));
        Lengths.Expect(output.Length, input.Length, nameof(output));
        for (int row = 0; row < input.Length; row += depth)
        {
            float[] reals = RealCodesReference.Dequantize(input.Slice(row, depth).ToArray(), scale, zeroPoint);
            float greatest = reals.Max();
            float[] lanes = new float[RealExponential.Lanes];
            for (int i = 0; i < depth; i++)
            {
                reals[i] = RealExponential.OfDifference(reals[i] - greatest);
                lanes[i % lanes.Length] += reals[i];
            }

            float share = 1 / RealExponential.Sum(lanes);
            for (int i = 0; i < depth; i++)
            {
                output[row + i] = reals[i] * share;
            }
        }
    }
}
