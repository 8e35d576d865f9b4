/// <summary>"bilinear_0": bilinear, int8 [1, 4, 3, 20] to int8 [1, 5, 6, 20].</summary>
/// <remarks>Weights are in 1/1024 along each axis, so that the sum of four weighted codes is in 1/2^20.</remarks>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Bilinear0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ref sbyte source = ref MemoryMarshal.GetReference(input);
    ref sbyte target = ref MemoryMarshal.GetReference(output);
    int outputIndex = 0;
    for (int outY = 0; outY < 5; outY++)
    {
        ReadOnlySpan<int> row = Bilinear0Rows.Slice(4 * outY, 4);
        for (int outX = 0; outX < 6; outX++)
        {
            ReadOnlySpan<int> column = Bilinear0Columns.Slice(4 * outX, 4);
            int topLeft = ((row[0] * 3) + column[0]) * 20;
            int topRight = ((row[0] * 3) + column[1]) * 20;
            int bottomLeft = ((row[1] * 3) + column[0]) * 20;
            int bottomRight = ((row[1] * 3) + column[1]) * 20;
            // Weights of two columns beside each other in int16; a sum stays below 2^31.
            Vector256<short> weights = Vector256.Create((column[2] & 0xffff) | (column[3] << 16)).AsInt16();
            for (int next = 0; next < 20; next += 16)
            {
                // The last block ends with the channels; codes that it shares with the one before come out the same.
                int channel = Math.Min(next, 4);
                Vector256<short> topLeftCodes = VectorMath.Widen(Vector128.LoadUnsafe(ref source, (nuint)(topLeft + channel)));
                Vector256<short> topRightCodes = VectorMath.Widen(Vector128.LoadUnsafe(ref source, (nuint)(topRight + channel)));
                Vector256<short> bottomLeftCodes = VectorMath.Widen(Vector128.LoadUnsafe(ref source, (nuint)(bottomLeft + channel)));
                Vector256<short> bottomRightCodes = VectorMath.Widen(Vector128.LoadUnsafe(ref source, (nuint)(bottomRight + channel)));
                Vector256<int> sumLower = (VectorMath.MultiplyAddPairs(VectorMath.InterleaveLower(topLeftCodes, topRightCodes), weights) * row[2])
                    + (VectorMath.MultiplyAddPairs(VectorMath.InterleaveLower(bottomLeftCodes, bottomRightCodes), weights) * row[3]);
                Vector256<int> sumUpper = (VectorMath.MultiplyAddPairs(VectorMath.InterleaveUpper(topLeftCodes, topRightCodes), weights) * row[2])
                    + (VectorMath.MultiplyAddPairs(VectorMath.InterleaveUpper(bottomLeftCodes, bottomRightCodes), weights) * row[3]);
                VectorRequantize.CodesOfHalves(VectorRequantize.ShiftHalfAway(sumLower, 20), VectorRequantize.ShiftHalfAway(sumUpper, 20), zeroPoint: 0).StoreUnsafe(ref target, (nuint)(outputIndex + channel));
            }
            outputIndex += 20;
        }
    }
}
