/// <summary>"qlinear_average_pool_0": qlinear_average_pool2d, int8 [1, 4, 5, 2] to int8 [1, 2, 5, 2].</summary>
/// <remarks>Window 3 x 2; elements outside the image do not exist. Computed in float32, as ONNX Runtime does.</remarks>
private static void QlinearAveragePool0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int outY = 0; outY < 2; outY++)
    {
        int firstY = Math.Max(outY * 2, 0);
        int endY = Math.Min((outY * 2) + 3, 4);
        for (int outX = 0; outX < 5; outX++)
        {
            int firstX = Math.Max(outX, 0);
            int endX = Math.Min(outX + 2, 5);
            for (int channel = 0; channel < 2; channel++)
            {
                float acc = 0;
                for (int inY = firstY; inY < endY; inY++)
                {
                    for (int inX = firstX; inX < endX; inX++)
                    {
                        acc += (input[(((inY * 5) + inX) * 2) + channel] + 12) * BitConverter.UInt32BitsToSingle(0x3c984c80 /* 0.01859117 */);
                    }
                }

                output[outputIndex++] = RealArithmetic.Average(acc, count: (endY - firstY) * (endX - firstX), scale: BitConverter.UInt32BitsToSingle(0x3c4ac73d /* 0.0123766 */), zeroPoint: 110);
            }
        }
    }
}

/// <summary>"qlinear_global_average_pool_1": qlinear_global_average_pool, int8 [1, 2, 5, 2] to int8 [1, 1, 1, 2].</summary>
/// <remarks>
/// The sum is an integer; its product with a float32 factor is rounded half to even, as ONNX Runtime computes it.
/// Output scale 0.0625, zero point 114.
/// </remarks>
private static void QlinearGlobalAveragePool1(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    for (int channel = 0; channel < 2; channel++)
    {
        // 10 codes, each with the input's zero point 110 taken off.
        int sum = -1100;
        for (int position = 0; position < 10; position++)
        {
            sum += input[(position * 2) + channel];
        }

        output[channel] = FixedPoint.RequantizeFloat(sum, factor: BitConverter.UInt32BitsToSingle(0x3d9e3e9a /* 0.07726784 */), zeroPoint: 114);
    }
}
