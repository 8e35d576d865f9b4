/// <summary>"dense_0": fully_connected, int8 [1, 500] to int8 [1, 5], weights OI [5, 500].</summary>
/// <remarks>
/// Multiplier: exact. Adder: exact.
/// Strategy unrolled: asked for.
/// Input zero point 0; output scale 0.0625, zero point 0.
/// </remarks>
private static void Dense0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    Dense0_From0(input, output);
    Dense0_From2(input, output);
    Dense0_From4(input, output);
}

/// <summary>Output channels 0 to 1 of <see cref="Dense0"/>.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Dense0_From0(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ReadOnlySpan<sbyte> x = input.Slice(0, 500);

    // acc starts as bias - zeroPoint * sum of the channel's weights.
    // |acc| <= 768, 11 bits: no overflow is possible.
    // Start value and extremes of each of 500 products for activations -128 to 127, in the worst channel after the worst tap.
    int acc;

    acc = 1;
    acc += x[0] * 1;
    acc += x[499] * -1;
    // 498 products with weight 0 left out: they are 0, and adding 0 changes nothing.
    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 0, acc);
    #endif
    output[0] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: 0);

    acc = 2;
    acc += x[100] * 2;
    acc += x[499] * -1;
    // 498 products with weight 0 left out: they are 0, and adding 0 changes nothing.
    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 1, acc);
    #endif
    output[1] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: 0);
}

/// <summary>Output channels 2 to 3 of <see cref="Dense0"/>.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Dense0_From2(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ReadOnlySpan<sbyte> x = input.Slice(0, 500);

    // acc starts as bias - zeroPoint * sum of the channel's weights.
    // |acc| <= 768, 11 bits: no overflow is possible.
    // Start value and extremes of each of 500 products for activations -128 to 127, in the worst channel after the worst tap.
    int acc;

    acc = 3;
    acc += x[200] * 3;
    acc += x[499] * -1;
    // 498 products with weight 0 left out: they are 0, and adding 0 changes nothing.
    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 2, acc);
    #endif
    output[2] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: 0);

    acc = 4;
    acc += x[300] * 4;
    acc += x[499] * -1;
    // 498 products with weight 0 left out: they are 0, and adding 0 changes nothing.
    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 3, acc);
    #endif
    output[3] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: 0);
}

/// <summary>Output channel 4 of <see cref="Dense0"/>.</summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
private static void Dense0_From4(ReadOnlySpan<sbyte> input, Span<sbyte> output)
{
    ReadOnlySpan<sbyte> x = input.Slice(0, 500);

    // acc starts as bias - zeroPoint * sum of the channel's weights.
    // |acc| <= 768, 11 bits: no overflow is possible.
    // Start value and extremes of each of 500 products for activations -128 to 127, in the worst channel after the worst tap.
    int acc;

    acc = 5;
    acc += x[400] * 5;
    acc += x[499] * -1;
    // 498 products with weight 0 left out: they are 0, and adding 0 changes nothing.
    #if QMAC_CHECKED
    AccumulatorBounds?.Verify(0, 4, acc);
    #endif
    output[4] = FixedPoint.Requantize(acc, quantizedMultiplier: 1518500250, shift: -8 /* 0.002762136 */, zeroPoint: 0);
}
