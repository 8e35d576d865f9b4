namespace QMacVerify.Runtime.Reference;

/// <summary>Softmax over the last dimension in float32, from a table of exponentials (ONNX Runtime's QLinearSoftmax).</summary>
internal static class QLinearSoftmaxReference
{
    /// <summary>Exponentials in the table: one for every difference of two codes.</summary>
    public const int TableLength = 256;

    /// <summary>Computes every output code by <see cref="RealArithmetic.Share"/>.</summary>
    /// <param name="depth">Size of the last dimension.</param>
    /// <param name="exponentials">Of the differences 0, -1 … -255 to the maximum of a row; not negative, the first positive.</param>
    /// <param name="inverse">floor(1 / result's scale).</param>
    /// <param name="zeroPoint">Of the result.</param>
    /// <param name="lower">Least code.</param>
    /// <param name="upper">Greatest code.</param>
    /// <param name="input">[..., depth].</param>
    /// <param name="output">As many codes.</param>
    /// <exception cref="ArgumentException">A buffer does not fit its shape.</exception>
    public static void Run(
        int depth,
        ReadOnlySpan<float> exponentials,
        float inverse,
        int zeroPoint,
        int lower,
        int upper,
        ReadOnlySpan<sbyte> input,
        Span<sbyte> output)
    {
        Lengths.Expect(exponentials.Length, TableLength, nameof(exponentials));
        Lengths.Expect(input.Length % depth, 0, nameof(input));
        Lengths.Expect(output.Length, input.Length, nameof(output));
        for (int row = 0; row < input.Length; row += depth)
        {
            ReadOnlySpan<sbyte> codes = input.Slice(row, depth);
            int maximum = sbyte.MinValue;
            foreach (sbyte code in codes)
            {
                maximum = Math.Max(maximum, code);
            }

            float sum = 0;
            foreach (sbyte code in codes)
            {
                sum += exponentials[maximum - code];
            }

            for (int i = 0; i < depth; i++)
            {
                output[row + i] = RealArithmetic.Share(exponentials[maximum - codes[i]], inverse, sum, zeroPoint, lower, upper);
            }
        }
    }
}
