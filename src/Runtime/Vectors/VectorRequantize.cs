using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QMacVerify.Runtime.Vectors;

/// <summary>The requantizations of <see cref="FixedPoint"/> on eight accumulators at once, bit for bit; results are codes in int32 lanes.</summary>
public static class VectorRequantize
{
    /// <summary><see cref="FixedPoint.Requantize"/>: two roundings.</summary>
    /// <param name="acc">Accumulators.</param>
    /// <param name="quantizedMultiplier">Q0.31, not negative, of each lane.</param>
    /// <param name="shift">-31..31 of each lane, positive is left.</param>
    /// <param name="zeroPoint">Of the output.</param>
    /// <param name="lower">Least code.</param>
    /// <param name="upper">Greatest code.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Double(
        Vector256<int> acc, Vector256<int> quantizedMultiplier, Vector256<int> shift, int zeroPoint, int lower = sbyte.MinValue, int upper = sbyte.MaxValue)
    {
        if (!Avx2.IsSupported)
        {
            return Lanes(acc, quantizedMultiplier, shift, zeroPoint, lower, upper, isSingle: false);
        }

        Vector256<int> shifted = Avx2.ShiftLeftLogicalVariable(acc, Vector256.Max(shift, Vector256<int>.Zero).AsUInt32());

        // High multiplication, rounded half up: (a * b + 2^30) >> 31 in 64 bits, of even and odd lanes apart.
        Vector256<long> half = Vector256.Create(1L << 30);
        Vector256<long> even = Avx2.Multiply(shifted, quantizedMultiplier) + half;
        Vector256<long> odd = Avx2.Multiply(
            Avx2.ShiftRightLogical(shifted.AsInt64(), 32).AsInt32(), Avx2.ShiftRightLogical(quantizedMultiplier.AsInt64(), 32).AsInt32()) + half;
        Vector256<int> high = Avx2.Blend(
            Avx2.ShiftRightLogical(even, 31).AsInt32(), Avx2.ShiftLeftLogical(odd, 1).AsInt32(), 0b1010_1010);

        // The right shift, rounded half away from zero.
        Vector256<uint> right = Vector256.Max(-shift, Vector256<int>.Zero).AsUInt32();
        Vector256<int> mask = Avx2.ShiftLeftLogicalVariable(Vector256<int>.One, right) - Vector256<int>.One;
        Vector256<int> threshold = Avx2.ShiftRightLogical(mask, 1) - Avx2.ShiftRightArithmetic(high, 31);
        Vector256<int> scaled = Avx2.ShiftRightArithmeticVariable(high, right) - Avx2.CompareGreaterThan(high & mask, threshold);
        return ToCode(scaled, zeroPoint, lower, upper);
    }

    /// <summary><see cref="FixedPoint.RequantizeSingle"/>: one rounding; parameters as of <see cref="Double"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Single(
        Vector256<int> acc, Vector256<int> quantizedMultiplier, Vector256<int> shift, int zeroPoint, int lower = sbyte.MinValue, int upper = sbyte.MaxValue)
    {
        if (!Avx2.IsSupported)
        {
            return Lanes(acc, quantizedMultiplier, shift, zeroPoint, lower, upper, isSingle: true);
        }

        Vector256<long> right = Vector256.Create(31L);
        Vector256<int> signs = Avx2.ShiftRightArithmetic(shift, 31);
        Vector256<long> evenShift = right - Avx2.Blend(shift, Avx2.ShiftLeftLogical(signs.AsInt64(), 32).AsInt32(), 0b1010_1010).AsInt64();
        Vector256<long> oddShift = right - Avx2.Blend(Avx2.ShiftRightLogical(shift.AsInt64(), 32).AsInt32(), signs, 0b1010_1010).AsInt64();
        Vector256<long> even = RoundShift(Avx2.Multiply(acc, quantizedMultiplier), evenShift);
        Vector256<long> odd = RoundShift(
            Avx2.Multiply(Avx2.ShiftRightLogical(acc.AsInt64(), 32).AsInt32(), Avx2.ShiftRightLogical(quantizedMultiplier.AsInt64(), 32).AsInt32()), oddShift);
        Vector256<int> scaled = Avx2.Blend(even.AsInt32(), Avx2.ShiftLeftLogical(odd, 32).AsInt32(), 0b1010_1010);
        return ToCode(scaled, zeroPoint, lower, upper);
    }

    /// <summary><see cref="FixedPoint.RequantizeFloat"/>: a float32 product, rounded half to even.</summary>
    /// <param name="acc">Accumulators.</param>
    /// <param name="factor">Finite and not negative, of each lane.</param>
    /// <param name="zeroPoint">Of the output.</param>
    /// <param name="lower">Least code.</param>
    /// <param name="upper">Greatest code.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Float(
        Vector256<int> acc, Vector256<float> factor, int zeroPoint, int lower = sbyte.MinValue, int upper = sbyte.MaxValue)
    {
        Vector256<float> scaled = Vector256.ConvertToSingle(acc) * factor;
        Vector256<float> clamped = Vector256.Min(Vector256.Max(scaled, Vector256.Create((float)(lower - zeroPoint))), Vector256.Create((float)(upper - zeroPoint)));
        return Round(clamped) + Vector256.Create(zeroPoint);
    }

    /// <summary>High bits of products, rounded half up: <c>((acc * 2^leftShift * multiplier &gt;&gt; 32) + half) &gt;&gt; right</c>.</summary>
    /// <param name="acc">Accumulators; <c>acc * 2^leftShift</c> fits int32.</param>
    /// <param name="leftShift">A constant.</param>
    /// <param name="multiplier">Q0.31, not negative, of each lane.</param>
    /// <param name="oddMultiplier">Its <see cref="OddLanes"/>.</param>
    /// <param name="half">0 to 2^30 of each lane: <see cref="Half"/> of <paramref name="right"/>, or more.</param>
    /// <param name="right">1..30 of each lane.</param>
    /// <returns>Scaled accumulators for <see cref="Codes"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> HighHalfUp(
        Vector256<int> acc, int leftShift, Vector256<int> multiplier, Vector256<int> oddMultiplier, Vector256<int> half, Vector256<int> right) =>
        ShiftRight(High(acc, leftShift, multiplier, oddMultiplier) + half, right);

    /// <summary>The same with the sign of the high bits (-1, 0, 1) added to them; parameters as of <see cref="HighHalfUp"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> HighBySign(
        Vector256<int> acc, int leftShift, Vector256<int> multiplier, Vector256<int> oddMultiplier, Vector256<int> half, Vector256<int> right)
    {
        Vector256<int> high = High(acc, leftShift, multiplier, oddMultiplier);
        Vector256<int> sign = Avx2.IsSupported
            ? Avx2.Sign(Vector256<int>.One, high)
            : Vector256.ShiftRightArithmetic(high, 31) - Vector256.GreaterThan(high, Vector256<int>.Zero);
        return ShiftRight(high + sign + half, right);
    }

    /// <summary>float32 products, rounded half to even; they are below 2^30 in magnitude.</summary>
    /// <param name="acc">Accumulators.</param>
    /// <param name="factor">Of each lane.</param>
    /// <returns>Scaled accumulators for <see cref="Codes"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Real(Vector256<int> acc, Vector256<float> factor) => Round(Vector256.ConvertToSingle(acc) * factor);

    /// <summary>float32 numbers to integers, half to even.</summary>
    /// <param name="numbers">Below 2^31 in magnitude.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Round(Vector256<float> numbers) =>
        Avx.IsSupported ? Avx.ConvertToVector256Int32(numbers) : Vector256.ConvertToInt32(Vector256.Round(numbers));

    /// <summary>Real numbers in steps of a scale, ties away from zero: what <see cref="RealCodes.Quantize"/> adds the zero point to.</summary>
    /// <param name="numbers">Any; of NaN the code comes out as 0.</param>
    /// <param name="scale">Positive, of each lane.</param>
    /// <param name="zeroPoint">Of the codes.</param>
    /// <returns>Integers for <see cref="Codes"/>; far outside of codes not the nearest ones.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Steps(Vector256<float> numbers, Vector256<float> scale, int zeroPoint)
    {
        // Half an ulp less than 1/2, so that the sum does not round numbers just below a half up.
        Vector256<float> half = Vector256.Create(0.49999997f);
        Vector256<float> quotients = Limit(numbers / scale, zeroPoint);
        return Vector256.ConvertToInt32Native(quotients + (half | (quotients & Vector256.Create(-0f))));
    }

    /// <summary>The same with ties to even: <see cref="RealCodes.QuantizeTiesToEven"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> StepsTiesToEven(Vector256<float> numbers, Vector256<float> scale, int zeroPoint) => Round(Limit(numbers / scale, zeroPoint));

    /// <summary>The same by the scale's reciprocal: <see cref="RealCodes.QuantizeByReciprocal"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> StepsByReciprocal(Vector256<float> numbers, Vector256<float> scale, int zeroPoint) =>
        Round(Limit(numbers * (Vector256<float>.One / scale), zeroPoint));

    /// <summary><c>lanes / 2^bits</c>, rounded half away from zero.</summary>
    /// <param name="lanes">At most 2^31 - 2^(bits - 1) in magnitude.</param>
    /// <param name="bits">1..30, a constant.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ShiftHalfAway(Vector256<int> lanes, int bits)
    {
        Vector256<int> sign = lanes >> 31;
        Vector256<int> magnitude = (lanes ^ sign) - sign;
        return (((magnitude + Vector256.Create(1 << (bits - 1))) >> bits) ^ sign) - sign;
    }

    /// <summary>Lanes 1, 3, 5, 7 in the places of lanes 0, 2, 4, 6, where products of 64 bits take them from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> OddLanes(Vector256<int> lanes) => Vector256.ShiftRightLogical(lanes.AsInt64(), 32).AsInt32();

    /// <summary><c>2^(right - 1)</c> of each lane.</summary>
    /// <param name="right">1..30; other lanes come out as anything.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Half(Vector256<int> right)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.ShiftLeftLogicalVariable(Vector256<int>.One, (right - Vector256<int>.One).AsUInt32());
        }

        Vector256<int> half = default;
        for (int lane = 0; lane < Vector256<int>.Count; lane++)
        {
            half = half.WithElement(lane, 1 << (right[lane] - 1));
        }

        return half;
    }

    /// <summary>Scaled accumulators to codes: the zero point is added and the clamp applied, both after saturation, which changes nothing.</summary>
    /// <param name="first">Eight numbers, any.</param>
    /// <param name="second">The eight after them.</param>
    /// <param name="zeroPoint">-128..127.</param>
    /// <param name="lower">Least code.</param>
    /// <param name="upper">Greatest code.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> Codes(
        Vector256<int> first, Vector256<int> second, int zeroPoint, int lower = sbyte.MinValue, int upper = sbyte.MaxValue)
    {
        if (!Avx2.IsSupported)
        {
            return VectorMath.Narrow(ToCode(first, zeroPoint, lower, upper), ToCode(second, zeroPoint, lower, upper));
        }

        // The packs work on halves: 0-3 of the first, 0-3 of the second, 4-7 of the first, 4-7 of the second.
        Vector256<short> halves = Avx2.AddSaturate(Avx2.PackSignedSaturate(first, second), Vector256.Create((short)zeroPoint));
        return Clamp(Sse2.Shuffle(Sse2.PackSignedSaturate(halves.GetLower(), halves.GetUpper()).AsInt32(), 0b11_01_10_00).AsSByte(), lower, upper);
    }

    /// <summary>The same of numbers in the order that pairs of <see cref="VectorMath.InterleaveLower(Vector256{short}, Vector256{short})"/> have.</summary>
    /// <param name="first">Numbers 0 to 3 and 8 to 11.</param>
    /// <param name="second">Numbers 4 to 7 and 12 to 15.</param>
    /// <param name="zeroPoint">-128..127.</param>
    /// <param name="lower">Least code.</param>
    /// <param name="upper">Greatest code.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> CodesOfHalves(
        Vector256<int> first, Vector256<int> second, int zeroPoint, int lower = sbyte.MinValue, int upper = sbyte.MaxValue)
    {
        if (!Avx2.IsSupported)
        {
            return Codes(
                Vector256.Create(first.GetLower(), second.GetLower()), Vector256.Create(first.GetUpper(), second.GetUpper()), zeroPoint, lower, upper);
        }

        Vector256<short> halves = Avx2.AddSaturate(Avx2.PackSignedSaturate(first, second), Vector256.Create((short)zeroPoint));
        return Clamp(Sse2.PackSignedSaturate(halves.GetLower(), halves.GetUpper()), lower, upper);
    }

    /// <summary>Codes of a fused activation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Clamp(Vector128<sbyte> codes, int lower, int upper) => lower == sbyte.MinValue && upper == sbyte.MaxValue
        ? codes
        : Vector128.Min(Vector128.Max(codes, Vector128.Create((sbyte)lower)), Vector128.Create((sbyte)upper));

    /// <summary>Numbers that int32 holds and that become the same codes; of NaN the one that the zero point makes 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Limit(Vector256<float> steps, int zeroPoint)
    {
        Vector256<float> numbers = Vector256.ConditionalSelect(Vector256.Equals(steps, steps), steps, Vector256.Create((float)-zeroPoint));
        return Vector256.MinNative(Vector256.MaxNative(numbers, Vector256.Create(-512f)), Vector256.Create(512f));
    }

    /// <summary><c>acc * 2^leftShift * multiplier &gt;&gt; 32</c> of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> High(Vector256<int> acc, int leftShift, Vector256<int> multiplier, Vector256<int> oddMultiplier)
    {
        Vector256<int> shifted = leftShift == 0 ? acc : acc << leftShift;
        if (Avx2.IsSupported)
        {
            return Avx2.Blend(
                Avx2.ShiftRightLogical(Avx2.Multiply(shifted, multiplier), 32).AsInt32(),
                Avx2.Multiply(OddLanes(shifted), oddMultiplier).AsInt32(),
                0b1010_1010);
        }

        Vector256<int> high = default;
        for (int lane = 0; lane < Vector256<int>.Count; lane++)
        {
            high = high.WithElement(lane, (int)(((long)shifted[lane] * multiplier[lane]) >> 32));
        }

        return high;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> ShiftRight(Vector256<int> lanes, Vector256<int> right)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.ShiftRightArithmeticVariable(lanes, right.AsUInt32());
        }

        Vector256<int> shifted = default;
        for (int lane = 0; lane < Vector256<int>.Count; lane++)
        {
            shifted = shifted.WithElement(lane, lanes[lane] >> right[lane]);
        }

        return shifted;
    }

    /// <summary>Clamps before the zero point is added, which then cannot wrap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> ToCode(Vector256<int> scaled, int zeroPoint, int lower, int upper) =>
        Vector256.Min(Vector256.Max(scaled, Vector256.Create(lower - zeroPoint)), Vector256.Create(upper - zeroPoint)) + Vector256.Create(zeroPoint);

    /// <summary><c>(x + 2^(shift - 1)) &gt;&gt; shift</c> for a shift of 1 to 62, with the sign: AVX2 shifts 64 bits without it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> RoundShift(Vector256<long> x, Vector256<long> shift)
    {
        Vector256<long> half = Avx2.ShiftLeftLogicalVariable(Vector256<long>.One, (shift - Vector256<long>.One).AsUInt64());
        Vector256<long> sign = Vector256.Create(long.MinValue);
        return Avx2.ShiftRightLogicalVariable((x + half) ^ sign, shift.AsUInt64()) - Avx2.ShiftRightLogicalVariable(sign, shift.AsUInt64());
    }

    private static Vector256<int> Lanes(
        Vector256<int> acc, Vector256<int> quantizedMultiplier, Vector256<int> shift, int zeroPoint, int lower, int upper, bool isSingle)
    {
        Vector256<int> codes = default;
        for (int lane = 0; lane < Vector256<int>.Count; lane++)
        {
            codes = codes.WithElement(lane, isSingle
                ? FixedPoint.RequantizeSingle(acc[lane], quantizedMultiplier[lane], shift[lane], zeroPoint, lower, upper)
                : FixedPoint.Requantize(acc[lane], quantizedMultiplier[lane], shift[lane], zeroPoint, lower, upper));
        }

        return codes;
    }
}
