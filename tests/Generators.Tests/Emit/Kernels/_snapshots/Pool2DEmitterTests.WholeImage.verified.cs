/// <summary>"average_pool_0": average_pool2d, int8 [1, 7, 7, 32] to int8 [1, 1, 1, 32].</summary>
/// <remarks>Window 7 x 7. Codes are not rescaled.</remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void AveragePool0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ref sbyte source = ref MemoryMarshal.GetReference(input);
    ref sbyte result = ref MemoryMarshal.GetReference(output);
    int outputIndex = 0;
    for (int channel = 0; channel < 32; channel += 16)
    {
        Vector256<short> sums = Vector256<short>.Zero;
        for (int inY = 0; inY < 7; inY++)
        {
            for (int inX = 0; inX < 7; inX++)
            {
                sums += VectorMath.Widen(Vector128.LoadUnsafe(ref source, (nuint)((((inY * 7) + inX) * 32) + channel)));
            }
        }

        Vector256<int> acc0 = Vector256.WidenLower(sums);
        Vector256<int> acc1 = Vector256.WidenUpper(sums);
        // The mean of 49 codes, rounded half away from zero.
        Vector256<int> mean0 = VectorMath.RoundingDivide(acc0, 49);
        Vector256<int> mean1 = VectorMath.RoundingDivide(acc1, 49);
        VectorRequantize.Codes(mean0, mean1, zeroPoint: 0).StoreUnsafe(ref result, (nuint)(outputIndex + channel));
    }
    outputIndex += 32;
}
