/// <summary>"view_0": slice, int8 [2, 4, 3, 5] to int8 [1, 3, 1, 3].</summary>
private static void View0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    for (int i0 = 0; i0 < 3; i0++)
    {
        for (int i1 = 0; i1 < 3; i1++)
        {
            output[(i0 * 3) + i1] = input[(i1 * 15) + 86];
        }
    }
}

/// <summary>"view_1": slice, int8 [2, 4, 3, 5] to int8 [1, 4, 1, 5].</summary>
private static void View1(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    for (int i0 = 0; i0 < 4; i0++)
    {
        input.Slice(i0 * 15, 5).CopyTo(output.Slice(i0 * 5));
    }
}

/// <summary>"pad_2": pad, int8 [2, 4, 3, 5] to int8 [4, 6, 4, 6].</summary>
private static void Pad2(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    output.Fill(-97);
    for (int i0 = 0; i0 < 2; i0++)
    {
        for (int i1 = 0; i1 < 4; i1++)
        {
            for (int i2 = 0; i2 < 3; i2++)
            {
                input.Slice((i0 * 60) + (i1 * 15) + (i2 * 5), 5).CopyTo(output.Slice((i0 * 144) + (i1 * 24) + (i2 * 6) + 1));
            }
        }
    }
}

/// <summary>"concat_3": concatenation, int8 [2, 4, 3, 5] and int8 [2, 4, 3, 5] and int8 [2, 4, 3, 5] to int8 [2, 4, 9, 5].</summary>
private static void Concat3(ReadOnlySpan<sbyte> input0, ReadOnlySpan<sbyte> input1, Span<sbyte> output)
{
    for (int i0 = 0; i0 < 8; i0++)
    {
        input0.Slice(i0 * 15, 15).CopyTo(output.Slice(i0 * 45));
    }

    for (int i0 = 0; i0 < 8; i0++)
    {
        input1.Slice(i0 * 15, 15).CopyTo(output.Slice((i0 * 45) + 15));
    }

    for (int i0 = 0; i0 < 8; i0++)
    {
        Concat3_Part2.AsSpan().Slice(i0 * 15, 15).CopyTo(output.Slice((i0 * 45) + 30));
    }
}
