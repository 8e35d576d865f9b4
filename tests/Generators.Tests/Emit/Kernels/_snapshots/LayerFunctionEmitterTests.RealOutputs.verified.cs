/// <summary>"lookup_real_0": numbers of each code in float32, int8 [1, 2, 2, 3].</summary>
/// <remarks>The table has an entry for each code, -128 first.</remarks>
private static void LookupReal0(ReadOnlySpan<sbyte> input, Span<float> output)
{
    ReadOnlySpan<float> values = MemoryMarshal.Cast<int, float>(LookupReal0Values);
    for (int i = 0; i < 12; i++)
    {
        output[i] = values[input[i] + 128];
    }
}

/// <summary>"lookup_real_1": numbers of each code in float32, int8 [1, 2, 2, 3].</summary>
/// <remarks>Each channel has a table for each code, -128 first.</remarks>
private static void LookupReal1(ReadOnlySpan<sbyte> input, Span<float> output)
{
    ReadOnlySpan<float> values = MemoryMarshal.Cast<int, float>(LookupReal1Values);
    for (int channel = 0; channel < 2; channel++)
    {
        for (int position = 0; position < 6; position++)
        {
            output[(channel * 6) + position] = values[(channel * 256) + 128 + input[(channel * 6) + position]];
        }
    }
}

/// <summary>"softmax_real_2": softmax in float32, int8 [1, 2, 2, 3] to float32 [1, 2, 2, 3].</summary>
private static void SoftmaxReal2(ReadOnlySpan<sbyte> input, Span<float> output)
{
    Span<float> lanes = stackalloc float[RealExponential.Lanes];
    for (int row = 0; row < 12; row += 3)
    {
        sbyte maximum = sbyte.MinValue;
        for (int i = row; i < row + 3; i++)
        {
            maximum = Math.Max(maximum, input[i]);
        }

        float greatest = RealCodes.Dequantize(maximum, scale: BitConverter.UInt32BitsToSingle(0x3d800000 /* 0.0625 */), zeroPoint: 4);
        lanes.Clear();
        for (int i = 0; i < 3; i++)
        {
            float exponential = RealExponential.OfDifference(RealCodes.Dequantize(input[row + i], scale: BitConverter.UInt32BitsToSingle(0x3d800000 /* 0.0625 */), zeroPoint: 4) - greatest);
            lanes[i % RealExponential.Lanes] += exponential;
            output[row + i] = exponential;
        }

        float share = 1 / RealExponential.Sum(lanes);
        for (int i = row; i < row + 3; i++)
        {
            output[i] *= share;
        }
    }
}
