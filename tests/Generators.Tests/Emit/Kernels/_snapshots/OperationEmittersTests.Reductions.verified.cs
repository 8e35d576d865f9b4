/// <summary>"sum_0": sum along axes [1, 2], int8 [2, 4, 3, 5] to int8 [2, 1, 1, 5].</summary>
private static void Sum0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int i0 = 0; i0 < 2; i0++)
    {
        for (int i3 = 0; i3 < 5; i3++)
        {
            int acc = -60;
            for (int i1 = 0; i1 < 4; i1++)
            {
                for (int i2 = 0; i2 < 3; i2++)
                {
                    acc += input[(i0 * 60) + i3 + (i1 * 15) + (i2 * 5)];
                }
            }

            output[outputIndex++] = FixedPoint.Requantize(acc, quantizedMultiplier: 939067586, shift: -3 /* 0.05466093 */, zeroPoint: -105);
        }
    }
}

/// <summary>"reduce_max_1": reduce_max along axes [3], int8 [2, 4, 3, 5] to int8 [2, 4, 3, 1].</summary>
private static void ReduceMax1(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int i0 = 0; i0 < 2; i0++)
    {
        for (int i1 = 0; i1 < 4; i1++)
        {
            for (int i2 = 0; i2 < 3; i2++)
            {
                int acc = sbyte.MinValue;
                for (int i3 = 0; i3 < 5; i3++)
                {
                    acc = Math.Max(acc, input[(i0 * 60) + (i1 * 15) + (i2 * 5) + i3]);
                }

                output[outputIndex++] = (sbyte)acc;
            }
        }
    }
}
