// amul exact, aadd exact
/// <summary>"dense_0": fully_connected, int8 [1, 1] to int8 [1, 1], weights OI [1, 1].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy loops: so little work that direct would cost more.
/// Input zero point 9; output scale 0.0625, zero point -4.
/// </remarks>
private static void Dense0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    // |acc| <= 11,783, 15 bits: no overflow is possible.
    // Start value and extremes of each of 1 products for activations -128 to 127, in the worst channel after the worst tap.
    int acc = Dense0Start[0];
    ReadOnlySpan<sbyte> weights = Dense0Weights.AsSpan(0, 1);
    acc += input[0] * weights[0];

    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 0, acc);
    #endif
    output[0] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: -4);
}

// amul trunc:2, aadd exact
/// <summary>"dense_0": fully_connected, int8 [1, 1] to int8 [1, 1], weights OI [1, 1].</summary>
/// <remarks>
/// Multiplier: truncated, the 2 low product bits read as zero. Adder: exact.
/// Strategy loops: so little work that high would cost more.
/// Input zero point 9; output scale 0.0625, zero point -4.
/// </remarks>
private static void Dense0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    // |acc| <= 11,783, 15 bits: no overflow is possible.
    // Start value and extremes of each of 1 products for activations -128 to 127, in the worst channel after the worst tap.
    int acc = Dense0Start[0];
    ReadOnlySpan<sbyte> weights = Dense0Weights.AsSpan(0, 1);
    acc += (input[0] * weights[0]) & ~0x3;

    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 0, acc);
    #endif
    output[0] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: -4);
}

// amul trunc_op:1, aadd exact
/// <summary>"dense_0": fully_connected, int8 [1, 1] to int8 [1, 1], weights OI [1, 1].</summary>
/// <remarks>
/// Multiplier: exact, of operands whose low bit reads as zero. Adder: exact.
/// Strategy loops: the products are approximate.
/// Input zero point 9; output scale 0.0625, zero point -4.
/// </remarks>
private static void Dense0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    // |acc| <= 11,911, 15 bits: no overflow is possible.
    // Start value and extremes of each of 1 products for activations -128 to 127, in the worst channel after the worst tap.
    int acc = Dense0Start[0];
    ReadOnlySpan<sbyte> weights = Dense0Weights.AsSpan(0, 1);
    acc += (input[0] & ~0x1) * (weights[0] & ~0x1);

    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 0, acc);
    #endif
    output[0] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: -4);
}

// amul trunc_col:3, aadd exact
/// <summary>"dense_0": fully_connected, int8 [1, 1] to int8 [1, 1], weights OI [1, 1].</summary>
/// <remarks>
/// Multiplier: array without its 3 low columns of partial products. Adder: exact.
/// Strategy loops: the products are approximate.
/// Input zero point 9; output scale 0.0625, zero point -4.
/// </remarks>
private static void Dense0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    // |acc| <= 11,783, 15 bits: no overflow is possible.
    // Start value and extremes of each of 1 products for activations -128 to 127, in the worst channel after the worst tap.
    int acc = Dense0Start[0];
    ReadOnlySpan<sbyte> weights = Dense0Weights.AsSpan(0, 1);
    acc += (input[0] & ~0x7) * (weights[0] & 0x1) + (input[0] & ~0x3) * (weights[0] & 0x2) + (input[0] & ~0x1) * (weights[0] & 0x4) + input[0] * (weights[0] & ~0x7);

    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 0, acc);
    #endif
    output[0] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: -4);
}

// amul bam:h=1,v=3, aadd exact
/// <summary>"dense_0": fully_connected, int8 [1, 1] to int8 [1, 1], weights OI [1, 1].</summary>
/// <remarks>
/// Multiplier: broken array, without partial products of the 1 low bits of the weight and of the 3 low columns. Adder: exact.
/// Strategy loops: the products are approximate.
/// Input zero point 9; output scale 0.0625, zero point -4.
/// </remarks>
private static void Dense0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    // |acc| <= 11,911, 15 bits: no overflow is possible.
    // Start value and extremes of each of 1 products for activations -128 to 127, in the worst channel after the worst tap.
    int acc = Dense0Start[0];
    ReadOnlySpan<sbyte> weights = Dense0Weights.AsSpan(0, 1);
    acc += (input[0] & ~0x3) * (weights[0] & 0x2) + (input[0] & ~0x1) * (weights[0] & 0x4) + input[0] * (weights[0] & ~0x7);

    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 0, acc);
    #endif
    output[0] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: -4);
}

// amul drum:4, aadd exact
/// <summary>"dense_0": fully_connected, int8 [1, 1] to int8 [1, 1], weights OI [1, 1].</summary>
/// <remarks>
/// Multiplier: DRUM, of the 4 leading bits of both magnitudes. Adder: exact.
/// Strategy loops: the products are approximate.
/// Input zero point 9; output scale 0.0625, zero point -4.
/// </remarks>
private static void Dense0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    // |acc| <= 12,295, 15 bits: no overflow is possible.
    // Start value and extremes of each of 1 products for activations -128 to 127, in the worst channel after the worst tap.
    int acc = Dense0Start[0];
    ReadOnlySpan<sbyte> weights = Dense0Weights.AsSpan(0, 1);
    acc += ApproximateArithmetic.DrumProduct(input[0], weights[0], 4);

    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 0, acc);
    #endif
    output[0] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: -4);
}

// amul mitchell, aadd exact
/// <summary>"dense_0": fully_connected, int8 [1, 1] to int8 [1, 1], weights OI [1, 1].</summary>
/// <remarks>
/// Multiplier: Mitchell, by adding approximate logarithms. Adder: exact.
/// Strategy loops: the products are approximate.
/// Input zero point 9; output scale 0.0625, zero point -4.
/// </remarks>
private static void Dense0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    // |acc| <= 11,783, 15 bits: no overflow is possible.
    // Start value and extremes of each of 1 products for activations -128 to 127, in the worst channel after the worst tap.
    int acc = Dense0Start[0];
    ReadOnlySpan<sbyte> weights = Dense0Weights.AsSpan(0, 1);
    acc += ApproximateArithmetic.MitchellProduct(input[0], weights[0]);

    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 0, acc);
    #endif
    output[0] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: -4);
}

// amul exact, aadd trunc:2
/// <summary>"dense_0": fully_connected, int8 [1, 1] to int8 [1, 1], weights OI [1, 1].</summary>
/// <remarks>
/// Multiplier: exact. Adder: truncated, the 2 low bits of both addends read as zero.
/// Strategy loops: so little work that high would cost more.
/// Input zero point 9; output scale 0.0625, zero point -4.
/// </remarks>
private static void Dense0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    // |acc| <= 11,780, 15 bits: no overflow is possible.
    // Start value and extremes of each of 1 products for activations -128 to 127, in the worst channel after the worst tap.
    int acc = Dense0Start[0];
    ReadOnlySpan<sbyte> weights = Dense0Weights.AsSpan(0, 1);
    acc = ((acc >> 2) + ((input[0] * weights[0]) >> 2)) << 2;

    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 0, acc);
    #endif
    output[0] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: -4);
}

// amul exact, aadd loa:4
/// <summary>"dense_0": fully_connected, int8 [1, 1] to int8 [1, 1], weights OI [1, 1].</summary>
/// <remarks>
/// Multiplier: exact. Adder: lower-part OR, the 4 low bits of the addends are ORed.
/// Strategy loops: so little work that lanes would cost more.
/// Input zero point 9; output scale 0.0625, zero point -4.
/// </remarks>
private static void Dense0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    // |acc| <= 11,791, 15 bits: no overflow is possible.
    // Start value and extremes of each of 1 products for activations -128 to 127, in the worst channel after the worst tap.
    int acc = Dense0Start[0];
    ReadOnlySpan<sbyte> weights = Dense0Weights.AsSpan(0, 1);
    acc = ApproximateArithmetic.LowerPartOrSum(acc, input[0] * weights[0], 4);

    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 0, acc);
    #endif
    output[0] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: -4);
}

// amul exact, aadd eta1:4
/// <summary>"dense_0": fully_connected, int8 [1, 1] to int8 [1, 1], weights OI [1, 1].</summary>
/// <remarks>
/// Multiplier: exact. Adder: error tolerant (ETA-I), the 4 low bits are added without carries.
/// Strategy loops: so little work that lanes would cost more.
/// Input zero point 9; output scale 0.0625, zero point -4.
/// </remarks>
private static void Dense0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    // |acc| <= 11,783, 15 bits: no overflow is possible.
    // Start value and extremes of each of 1 products for activations -128 to 127, in the worst channel after the worst tap.
    int acc = Dense0Start[0];
    ReadOnlySpan<sbyte> weights = Dense0Weights.AsSpan(0, 1);
    acc = ApproximateArithmetic.ErrorTolerantSum(acc, input[0] * weights[0], 4);

    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 0, acc);
    #endif
    output[0] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: -4);
}

// amul table:scrambled1.npy,signed, aadd exact
/// <summary>"dense_0": fully_connected, int8 [1, 1] to int8 [1, 1], weights OI [1, 1].</summary>
/// <remarks>
/// Multiplier: table of 65,536 products, sha256 06ab68492e9c5af2. Adder: exact.
/// Strategy loops: the products are approximate.
/// Input zero point 9; output scale 0.0625, zero point -4.
/// </remarks>
private static void Dense0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ReadOnlySpan<short> products = Products06ab6849;
    // |acc| <= 34,486, 17 bits: no overflow is possible.
    // Start value and extremes of each of 1 products for activations -128 to 127, in the worst channel after the worst tap.
    int acc = Dense0Start[0];
    ReadOnlySpan<sbyte> weights = Dense0Weights.AsSpan(0, 1);
    acc += products[((input[0] + 128) << 8) | (weights[0] + 128)];

    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 0, acc);
    #endif
    output[0] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: -4);
}

// amul trunc:2, aadd exact
/// <summary>"dense_0": fully_connected, int8 [1, 1] to int8 [1, 1], weights OI [1, 1].</summary>
/// <remarks>
/// Multiplier: truncated, the 2 low product bits read as zero; activations less their zero point. Adder: exact.
/// Strategy loops: so little work that high would cost more.
/// Input zero point 9; output scale 0.0625, zero point -4.
/// </remarks>
private static void Dense0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    // |acc| <= 11,782, 15 bits: no overflow is possible.
    // Start value and extremes of each of 1 products for activations -128 to 127, in the worst channel after the worst tap.
    int acc = Dense0Start[0];
    ReadOnlySpan<sbyte> weights = Dense0Weights.AsSpan(0, 1);
    acc += ((input[0] - 9) * weights[0]) & ~0x3;

    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 0, acc);
    #endif
    output[0] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: -4);
}
