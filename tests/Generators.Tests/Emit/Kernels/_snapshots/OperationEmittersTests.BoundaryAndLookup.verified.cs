/// <summary>"quantize_0": quantize, float32 [1, 4] to int8 [1, 4].</summary>
private static void Quantize0(ReadOnlySpan<float> input, Span<sbyte> output)
{
    for (int i = 0; i < 4; i++)
    {
        output[i] = RealCodes.Quantize(input[i], scale: BitConverter.UInt32BitsToSingle(0x3d800000 /* 0.0625 */), zeroPoint: -105);
    }
}

/// <summary>"lookup_1": scramble of each code, int8 [1, 4].</summary>
/// <remarks>The table has an entry for each code, -128 first.</remarks>
private static void Lookup1(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    for (int i = 0; i < 4; i++)
    {
        output[i] = Lookup1Values[input[i] + 128];
    }
}

/// <summary>"dequantize_2": dequantize, int8 [1, 4] to float32 [1, 4].</summary>
private static void Dequantize2(ReadOnlySpan<sbyte> input, Span<float> output)
{
    for (int i = 0; i < 4; i++)
    {
        output[i] = RealCodes.Dequantize(input[i], scale: BitConverter.UInt32BitsToSingle(0x3d800000 /* 0.0625 */), zeroPoint: -82);
    }
}
