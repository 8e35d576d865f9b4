/// <summary>"qlinear_add_0": qlinear_add, int8 [1, 2, 2, 3] and int8 [1, 2, 2, 3] to int8 [1, 2, 2, 3].</summary>
/// <remarks>
/// In float32 as ONNX Runtime computes it: fused multiply-adds, rounded half to even with the zero point inside.
/// Zero points 4 and 4; output scale 0.0625, zero point 29.
/// </remarks>
private static void QlinearAdd0(ReadOnlySpan<sbyte> first, ReadOnlySpan<sbyte> second, Span<sbyte> output)
{
    for (int i = 0; i < 12; i++)
    {
        output[i] = RealArithmetic.Add(second[i], BitConverter.UInt32BitsToSingle(0x3f754a3a /* 0.9581639 */), first[i], BitConverter.UInt32BitsToSingle(0x3f8a4add /* 1.08041 */), constant: BitConverter.UInt32BitsToSingle(0xc32b4ccd /* -171.3 */), codeOffset: 128);
    }
}

/// <summary>"qlinear_mul_1": qlinear_mul, int8 [1, 2, 2, 3] and int8 [1, 1, 1, 3] to int8 [1, 2, 2, 3].</summary>
/// <remarks>
/// In float32 as ONNX Runtime computes it, rounded half to even with the zero point inside.
/// Zero points 29 and -7; output scale 0.0625, zero point 125.
/// </remarks>
private static void QlinearMul1(ReadOnlySpan<sbyte> first, ReadOnlySpan<sbyte> second, Span<sbyte> output)
{
    int outputIndex = 0;
    for (int i1 = 0; i1 < 2; i1++)
    {
        for (int i2 = 0; i2 < 2; i2++)
        {
            for (int i3 = 0; i3 < 3; i3++)
            {
                output[outputIndex++] = RealArithmetic.Multiply((first[(((i1 * 2) + i2) * 3) + i3] - 29) * (second[i3] + 7), factor: BitConverter.UInt32BitsToSingle(0x3c936725 /* 0.01799352 */), zeroPoint: 125, codeOffset: 128);
            }
        }
    }
}
