/// <summary>"average_pool_0": average_pool2d, int8 [2, 5, 5, 3] to int8 [2, 3, 3, 3].</summary>
/// <remarks>Window 3 x 3; elements outside the image do not exist. Codes are not rescaled.</remarks>
private static void AveragePool0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int batch = 0; batch < 2; batch++)
    {
        for (int outY = 0; outY < 3; outY++)
        {
            int firstY = Math.Max((outY * 2) - 1, 0);
            int endY = Math.Min((outY * 2) + 2, 5);
            for (int outX = 0; outX < 3; outX++)
            {
                int firstX = Math.Max((outX * 2) - 1, 0);
                int endX = Math.Min((outX * 2) + 2, 5);
                for (int channel = 0; channel < 3; channel++)
                {
                    int acc = 0;
                    for (int inY = firstY; inY < endY; inY++)
                    {
                        for (int inX = firstX; inX < endX; inX++)
                        {
                            acc += input[(((((batch * 5) + inY) * 5) + inX) * 3) + channel];
                        }
                    }

                    // The mean of the codes inside the image, rounded half away from zero.
                    int count = (endY - firstY) * (endX - firstX);
                    acc = acc > 0 ? (acc + (count / 2)) / count : (acc - (count / 2)) / count;
                    output[outputIndex++] = (sbyte)acc;
                }
            }
        }
    }
}
