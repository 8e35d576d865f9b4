/// <summary>"qlinear_softmax_0": softmax over the last axis, int8 [2, 5].</summary>
/// <remarks>
/// In float32 as ONNX Runtime computes it: exponentials from a table, added in order.
/// Output scale 0.0625, zero point -128.
/// </remarks>
private static void QlinearSoftmax0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ReadOnlySpan<float> exponentials = MemoryMarshal.Cast<int, float>(QlinearSoftmax0Exponentials);
    for (int row = 0; row < 10; row += 5)
    {
        int maximum = sbyte.MinValue;
        for (int i = row; i < row + 5; i++)
        {
            maximum = Math.Max(maximum, input[i]);
        }

        float sum = 0;
        for (int i = row; i < row + 5; i++)
        {
            sum += exponentials[maximum - input[i]];
        }

        for (int i = row; i < row + 5; i++)
        {
            output[i] = RealArithmetic.Share(exponentials[maximum - input[i]], inverse: BitConverter.UInt32BitsToSingle(0x43a00000 /* 320 */), sum, zeroPoint: -128, lower: -30, upper: 53);
        }
    }
}
