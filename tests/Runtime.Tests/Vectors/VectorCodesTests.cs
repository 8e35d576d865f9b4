using System.Runtime.Intrinsics;
using QMacVerify.Runtime.Vectors;

namespace QMacVerify.Runtime.Tests.Vectors;

/// <summary>Lanes of codes and real numbers against what they are for one number; CI runs them with less instruction sets too.</summary>
public class VectorCodesTests
{
    [Fact]
    public void Lookup_EveryCode_IsItsEntry()
    {
        SplitMix64 random = new(1);
        sbyte[] table = new sbyte[256];
        random.FillInt8(table);
        for (int first = 0; first < 256; first += 32)
        {
            sbyte[] codes = [.. Enumerable.Range(first, 32).Select(i => (sbyte)((i * 37) - 128))];

            Vector256<sbyte> entries = VectorMath.Lookup(Vector256.Create(codes), ref table[0]);

            Assert.Equal(codes.Select(code => table[code + 128]), Enumerable.Range(0, 32).Select(lane => entries[lane]));
        }
    }

    [Fact]
    public void GreatestAndLeast_AnyLane_AreFound()
    {
        SplitMix64 random = new(2);
        for (int round = 0; round < 200; round++)
        {
            sbyte[] codes = new sbyte[16];
            random.FillInt8(codes);

            Assert.Equal(codes.Max(), VectorMath.Greatest(Vector128.Create(codes)));
            Assert.Equal(codes.Min(), VectorMath.Least(Vector128.Create(codes)));
        }
    }

    [Fact]
    public void ShiftHalfAway_AroundEveryHalf_RoundsAwayFromZero()
    {
        for (int quotient = -128; quotient <= 127; quotient++)
        {
            Vector256<int> numbers = Vector256.Create((quotient << 20) + (1 << 19) - 4) + Vector256<int>.Indices;

            Vector256<int> quotients = VectorRequantize.ShiftHalfAway(numbers, 20);

            for (int lane = 0; lane < 8; lane++)
            {
                int number = numbers[lane];
                Assert.Equal((number > 0 ? number + (1 << 19) : number - (1 << 19)) / (1 << 20), quotients[lane]);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(49)]
    [InlineData(256)]
    [InlineData(65535)]
    public void RoundingDivide_AroundEveryHalf_RoundsAwayFromZero(int divisor)
    {
        for (int quotient = -128; quotient <= 127; quotient++)
        {
            int middle = (quotient * divisor) + (divisor / 2);
            Vector256<int> dividends = Vector256.Create(middle - 3) + Vector256<int>.Indices;

            Vector256<int> quotients = VectorMath.RoundingDivide(dividends, divisor);

            for (int lane = 0; lane < 8; lane++)
            {
                int acc = dividends[lane];
                Assert.Equal(acc > 0 ? (acc + (divisor / 2)) / divisor : (acc - (divisor / 2)) / divisor, quotients[lane]);
            }
        }
    }

    [Theory]
    [InlineData(0.5f, 0)]
    [InlineData(0.007f, -128)]
    [InlineData(3f, 127)]
    [InlineData(1e-30f, 5)]
    public void Steps_AroundEveryTie_GiveTheCodesOfQuantize(float scale, int zeroPoint)
    {
        List<float> numbers = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, 0f, -0f, float.Epsilon];
        for (int half = -600; half <= 600; half++)
        {
            float tie = half / 2f * scale;
            numbers.AddRange([tie, MathF.BitIncrement(tie), MathF.BitDecrement(tie), MathF.BitIncrement(MathF.BitIncrement(tie))]);
        }

        for (int first = 0; first < numbers.Count; first += 8)
        {
            Vector256<float> eight = Vector256.Create([.. Enumerable.Range(first, 8).Select(i => numbers[i % numbers.Count])]);

            Vector128<sbyte> codes = VectorRequantize.Codes(
                VectorRequantize.Steps(eight, Vector256.Create(scale), zeroPoint), VectorRequantize.StepsTiesToEven(eight, Vector256.Create(scale), zeroPoint), zeroPoint);

            Vector128<sbyte> byReciprocal = VectorRequantize.Codes(VectorRequantize.StepsByReciprocal(eight, Vector256.Create(scale), zeroPoint), default, zeroPoint);

            for (int lane = 0; lane < 8; lane++)
            {
                Assert.Equal(RealCodes.Quantize(eight[lane], scale, zeroPoint), codes[lane]);
                Assert.Equal(RealCodes.QuantizeTiesToEven(eight[lane], scale, zeroPoint), codes[lane + 8]);
                Assert.Equal(RealCodes.QuantizeByReciprocal(eight[lane], scale, zeroPoint), byReciprocal[lane]);
            }
        }
    }
}
