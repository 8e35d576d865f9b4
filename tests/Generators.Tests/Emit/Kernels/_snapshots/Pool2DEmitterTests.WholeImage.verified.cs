/// <summary>"average_pool_0": average_pool2d, int8 [1, 7, 7, 32] to int8 [1, 1, 1, 32].</summary>
/// <remarks>Window 7 x 7. Codes are not rescaled.</remarks>
private static void AveragePool0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int channel = 0; channel < 32; channel++)
    {
        int acc = 0;
        for (int inY = 0; inY < 7; inY++)
        {
            for (int inX = 0; inX < 7; inX++)
            {
                acc += input[(((inY * 7) + inX) * 32) + channel];
            }
        }

        // The mean of 49 codes, rounded half away from zero.
        acc = acc > 0 ? (acc + 24) / 49 : (acc - 24) / 49;
        output[outputIndex++] = (sbyte)acc;
    }
}
