/// <summary>"max_pool_0": max_pool2d, int8 [1, 6, 6, 3] to int8 [1, 3, 3, 3].</summary>
/// <remarks>Window 2 x 2. Codes are not rescaled.</remarks>
private static void MaxPool0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int outY = 0; outY < 3; outY++)
    {
        for (int outX = 0; outX < 3; outX++)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                int acc = sbyte.MinValue;
                for (int inY = outY * 2; inY < (outY * 2) + 2; inY++)
                {
                    for (int inX = outX * 2; inX < (outX * 2) + 2; inX++)
                    {
                        acc = Math.Max(acc, input[(((inY * 6) + inX) * 3) + channel]);
                    }
                }

                output[outputIndex++] = (sbyte)acc;
            }
        }
    }
}
