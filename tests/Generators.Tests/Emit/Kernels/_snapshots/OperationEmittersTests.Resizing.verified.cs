/// <summary>"nearest_0": nearest neighbours, int8 [1, 4, 3, 2] to int8 [1, 5, 6, 2].</summary>
private static void Nearest0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int outY = 0; outY < 5; outY++)
    {
        for (int outX = 0; outX < 6; outX++)
        {
            input.Slice(((Nearest0Rows[outY] * 3) + Nearest0Columns[outX]) * 2, 2).CopyTo(output.Slice(outputIndex));
            outputIndex += 2;
        }
    }
}

/// <summary>"bilinear_1": bilinear, int8 [1, 4, 3, 2] to int8 [1, 5, 6, 2].</summary>
/// <remarks>Weights are in 1/1024 along each axis, so that the sum of four weighted codes is in 1/2^20.</remarks>
private static void Bilinear1(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int outY = 0; outY < 5; outY++)
    {
        ReadOnlySpan<int> row = Bilinear1Rows.Slice(4 * outY, 4);
        for (int outX = 0; outX < 6; outX++)
        {
            ReadOnlySpan<int> column = Bilinear1Columns.Slice(4 * outX, 4);
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
                output[outputIndex++] = (sbyte)((sum > 0 ? sum + (1 << 19) : sum - (1 << 19)) / (1 << 20));
            }
        }
    }
}

/// <summary>"lookup_2": scramble of each code, int8 [1, 4, 3, 2].</summary>
/// <remarks>The table has an entry for each code, -128 first.</remarks>
private static void Lookup2(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    for (int i = 0; i < 24; i++)
    {
        output[i] = Lookup2Values[input[i] + 128];
    }
}

/// <summary>"bilinear_real_3": bilinear in float32, int8 [1, 4, 3, 2] to int8 [1, 5, 6, 2].</summary>
/// <remarks>On codes as the model has them, uint8, in the order of the model's runtime.</remarks>
private static void BilinearReal3(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int outY = 0; outY < 5; outY++)
    {
        ReadOnlySpan<int> row = BilinearReal3Rows.Slice(3 * outY, 3);
        float bottom = BitConverter.Int32BitsToSingle(row[2]);
        for (int outX = 0; outX < 6; outX++)
        {
            ReadOnlySpan<int> column = BilinearReal3Columns.Slice(3 * outX, 3);
            float right = BitConverter.Int32BitsToSingle(column[2]);
            int topLeft = ((row[0] * 3) + column[0]) * 2;
            int bottomLeft = ((row[1] * 3) + column[0]) * 2;
            int topRight = ((row[0] * 3) + column[1]) * 2;
            int bottomRight = ((row[1] * 3) + column[1]) * 2;
            for (int channel = 0; channel < 2; channel++)
            {
                float sum = ((input[topLeft + channel] + 128) * (1 - bottom) * (1 - right))
                    + ((input[bottomLeft + channel] + 128) * bottom * (1 - right))
                    + ((input[topRight + channel] + 128) * (1 - bottom) * right)
                    + ((input[bottomRight + channel] + 128) * bottom * right);
                output[outputIndex++] = (sbyte)((int)(sum + 0.5f) - 128);
            }
        }
    }
}
