/// <summary>"xnnpack_bilinear_0": bilinear, int8 [1, 2, 3, 2] to int8 [1, 3, 4, 2].</summary>
/// <remarks>Weights are in 1/2048 along each axis, so that the sum of four weighted codes is in 1/2^22.</remarks>
private static void XnnpackBilinear0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int outY = 0; outY < 3; outY++)
    {
        ReadOnlySpan<int> row = XnnpackBilinear0Rows.Slice(4 * outY, 4);
        for (int outX = 0; outX < 4; outX++)
        {
            ReadOnlySpan<int> column = XnnpackBilinear0Columns.Slice(4 * outX, 4);
            int topLeft = ((row[0] * 3) + column[0]) * 2;
            int topRight = ((row[0] * 3) + column[1]) * 2;
            int bottomLeft = ((row[1] * 3) + column[0]) * 2;
            int bottomRight = ((row[1] * 3) + column[1]) * 2;
            for (int channel = 0; channel < 2; channel++)
            {
                long sum = ((long)input[topLeft + channel] * row[2] * column[2])
                    + ((long)input[topRight + channel] * row[2] * column[3])
                    + ((long)input[bottomLeft + channel] * row[3] * column[2])
                    + ((long)input[bottomRight + channel] * row[3] * column[3]);
                output[outputIndex++] = (sbyte)((sum + (1 << 21)) >> 22);
            }
        }
    }
}
