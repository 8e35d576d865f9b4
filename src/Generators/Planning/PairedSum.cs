using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Generators.Planning;

/// <summary>A rescaled sum of two codes as one linear form, which multiply-add pairs of int16 compute: checked on all pairs of codes.</summary>
/// <remarks>
/// <para>
/// Three roundings are one nearly always: with integers p, q and k, <c>(p * a + q * b + k) &gt;&gt; s</c>. Numbers of 30 bits are two of
/// 15: with <c>high</c> and <c>low</c> for the sums of either, that is <c>(high + (low &gt;&gt; 15)) &gt;&gt; (s - 15)</c>.
/// </para>
/// <para>
/// Where halves are rounded away from zero and both signs occur, 1 is taken off a negative number before half is added.
/// k is any number that gives the defined code for each of the 65,536 pairs; where there is none, there is no such form.
/// </para>
/// </remarks>
/// <param name="First">p.</param>
/// <param name="Second">q.</param>
/// <param name="Constant">k, with half of 2^s in it unless <paramref name="BySign"/>.</param>
/// <param name="Shift">s, 16 to 45.</param>
/// <param name="BySign">Whether negative numbers are rounded otherwise.</param>
public sealed record PairedSum(int First, int Second, long Constant, int Shift, bool BySign)
{
    /// <summary>Bits of the lower half of a factor.</summary>
    public const int LowBits = 15;

    private const int Codes = 256;
    private const int MostShift = 45;

    /// <summary>s - 15.</summary>
    public int HighShift => Shift - LowBits;

    /// <summary>What is added to the sum of upper halves.</summary>
    public int HighConstant => (int)(Constant >> LowBits);

    /// <summary>What is added to the sum of lower halves.</summary>
    public int LowConstant => (int)(Constant & ((1 << LowBits) - 1));

    /// <summary>Both factors' upper halves as a pair of int16.</summary>
    public int HighPair => Pair(First >> LowBits, Second >> LowBits);

    /// <summary>Both factors' lower halves as a pair of int16.</summary>
    public int LowPair => Pair(First & ((1 << LowBits) - 1), Second & ((1 << LowBits) - 1));

    /// <summary>The form of a sum; null where there is none.</summary>
    /// <param name="sum">The operation.</param>
    /// <param name="firstZeroPoint">Of the first operand.</param>
    /// <param name="secondZeroPoint">Of the second.</param>
    /// <param name="zeroPoint">Of the result.</param>
    public static PairedSum? Of(ScaledSum sum, int firstZeroPoint, int secondZeroPoint, int zeroPoint)
    {
        for (int shift = MostShift; shift > LowBits; shift--)
        {
            long first = Factor(sum.FirstMultiplier, sum.OutputMultiplier, shift);
            long second = sum.Sign * Factor(sum.SecondMultiplier, sum.OutputMultiplier, shift);
            if (first < 1 << 30 && Math.Abs(second) < 1 << 30)
            {
                PairedSum centred = new((int)first, (int)second, -(first * firstZeroPoint) - (second * secondZeroPoint), shift, BySign: false);
                int[] codes = CodesOf(sum, firstZeroPoint, secondZeroPoint, zeroPoint);
                ClampRange clamp = new(sum.Clamp.Lower - zeroPoint, sum.Clamp.Upper - zeroPoint);
                return centred.WithConstant(codes, clamp) ?? (centred with { BySign = true }).WithConstant(codes, clamp);
            }
        }

        return null;
    }

    /// <summary>The form of a sum that is one already: its numbers times a power of two, so that the shift has room for the lower halves.</summary>
    public static PairedSum Of(XnnpackAdd sum, int firstZeroPoint, int secondZeroPoint)
    {
        const int room = 8;
        return new PairedSum(
            sum.FirstFactor << room, sum.SecondFactor << room, (long)sum.Constant(firstZeroPoint, secondZeroPoint) << room, sum.Shift + room, BySign: false);
    }

    /// <summary>The code of a pair less the zero point, not clamped.</summary>
    private long CodeOf(int a, int b)
    {
        long number = (((long)First * a) + ((long)Second * b) + Constant) >> LowBits;
        return (BySign ? number + (number >> 63) + (1L << (HighShift - 1)) : number) >> HighShift;
    }

    /// <summary>The same with a constant in the middle of those that give the codes, if all do.</summary>
    private PairedSum? WithConstant(int[] codes, ClampRange clamp)
    {
        long least = long.MinValue;
        long greatest = long.MaxValue;
        for (int i = 0; i < codes.Length && least <= greatest; i++)
        {
            long number = ((long)First * CodeAt(i / Codes)) + ((long)Second * CodeAt(i % Codes)) + Constant;
            long half = (1L << (Shift - 1)) - (BySign && number < 0 ? 1 << LowBits : 0);
            if (codes[i] > clamp.Lower)
            {
                least = Math.Max(least, ((long)codes[i] << Shift) - half - number);
            }

            if (codes[i] < clamp.Upper)
            {
                greatest = Math.Min(greatest, ((codes[i] + 1L) << Shift) - half - number - 1);
            }
        }

        if (least > greatest || least == long.MinValue || greatest == long.MaxValue)
        {
            return null;
        }

        PairedSum sum = this with { Constant = Constant + ((least + greatest) >> 1) + (BySign ? 0 : 1L << (Shift - 1)) };
        return sum.Constant >> LowBits is >= -(1 << 30) and < 1 << 30 && sum.HighShift <= 30 && sum.Gives(codes, clamp) ? sum : null;
    }

    private bool Gives(int[] codes, ClampRange clamp)
    {
        for (int i = 0; i < codes.Length; i++)
        {
            if (Math.Min(Math.Max(CodeOf(CodeAt(i / Codes), CodeAt(i % Codes)), clamp.Lower), clamp.Upper) != codes[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The defined code of each pair less the zero point, clamped, by the codes of the first operand.</summary>
    private static int[] CodesOf(ScaledSum sum, int firstZeroPoint, int secondZeroPoint, int zeroPoint)
    {
        int[] first = [.. Enumerable.Range(0, Codes).Select(i => Multiply(sum.Kind, (CodeAt(i) - firstZeroPoint) << ScaledSum.LeftShift, sum.FirstMultiplier))];
        int[] second = [.. Enumerable.Range(0, Codes).Select(i => Multiply(sum.Kind, (CodeAt(i) - secondZeroPoint) << ScaledSum.LeftShift, sum.SecondMultiplier))];
        int[] codes = new int[Codes * Codes];
        for (int i = 0; i < codes.Length; i++)
        {
            int scaled = Multiply(sum.Kind, unchecked(first[i / Codes] + (sum.Sign * second[i % Codes])), sum.OutputMultiplier);
            codes[i] = Math.Min(Math.Max(scaled, sum.Clamp.Lower - zeroPoint), sum.Clamp.Upper - zeroPoint);
        }

        return codes;
    }

    /// <summary>A multiplication as SEMANTICS section 3 defines it.</summary>
    private static int Multiply(RequantizationKind kind, int x, QuantizedMultiplier multiplier)
    {
        unchecked
        {
            if (kind == RequantizationKind.TfliteSingle)
            {
                return (int)((((long)x * multiplier.Multiplier) + (1L << (30 - multiplier.Shift))) >> (31 - multiplier.Shift));
            }

            int high = (int)((((long)(x << Math.Max(multiplier.Shift, 0)) * multiplier.Multiplier) + (1L << 30)) >> 31);
            int right = Math.Max(-multiplier.Shift, 0);
            int mask = (int)((1u << right) - 1);
            return (high >> right) + ((high & mask) > (mask >> 1) + (high < 0 ? 1 : 0) ? 1 : 0);
        }
    }

    /// <summary>The product of an operand's factor and the result's, times 2^(20 + shift), rounded.</summary>
    private static long Factor(QuantizedMultiplier operand, QuantizedMultiplier output, int shift)
    {
        // Both are m * 2^(shift - 31); a product has 62 bits.
        int right = 62 - ScaledSum.LeftShift - operand.Shift - output.Shift - shift;
        long product = (long)operand.Multiplier * output.Multiplier;
        return right > 62 ? 0 : right < 1 ? long.MaxValue : (product + (1L << (right - 1))) >> right;
    }

    private static int CodeAt(int index) => index + sbyte.MinValue;

    private static int Pair(int first, int second) => unchecked((int)((uint)(ushort)first | ((uint)(ushort)second << 16)));
}
