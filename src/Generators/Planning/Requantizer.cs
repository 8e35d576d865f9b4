using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>How a vector kernel turns accumulators into codes: as the requantization is defined, or with fewer instructions to the same codes.</summary>
/// <remarks>
/// <para>
/// With M = m * 2^(shift - 31), acc * M is <c>acc * 2^k * m / 2^(32 + r)</c> for r = k - 1 - shift, of which the 32 high bits
/// of the product are all that is needed where what is added before the shift is a multiple of 2^32:
/// </para>
/// <list type="bullet">
/// <item><description>One rounding adds half of 2^(32 + r): a multiple for r &gt;= 1, so 2^(r - 1) to the high bits.</description></item>
/// <item><description>
/// Two roundings are: half up to a multiple of 2^31 in acc * m, then half away from zero. Together they round at
/// (n - 1/2) * 2^(31 - shift) less 2^30 for n &gt; 0, and at as much more for n &lt;= 0: with k = 2 one more or one less in the
/// high bits, by the sign. They hold for shift &lt;= -1, where the second one exists.
/// </description></item>
/// </list>
/// <para>
/// Codes below the zero point are the same after a clamp to it or above, so the sign is not needed there. Nothing may
/// overflow: <c>acc * 2^k</c> fits int32 by the bound of the accumulators, and r is at most 30.
/// </para>
/// </remarks>
/// <param name="Form">What it computes.</param>
/// <param name="LeftShift">k.</param>
/// <param name="Extra">What is added to the high bits beside half of 2^r.</param>
/// <param name="FractionBits">Of the result beyond those of acc * M; they are part of <paramref name="LeftShift"/>.</param>
public sealed record Requantizer(RequantizerForm Form, int LeftShift = 0, int Extra = 0, int FractionBits = 0)
{
    /// <summary>r for a shift of 0.</summary>
    public int Right => LeftShift - FractionBits - 1;

    private const int MostRight = 30;

    private static readonly Requantizer Defined = new(RequantizerForm.Defined);

    /// <summary>The requantizer of a layer.</summary>
    public static Requantizer Of(MacLayer layer) => Of(layer.Requantization, layer.Output.ZeroPoint, layer.Bound);

    /// <summary>What rescales an operand of a sum, codes less their zero point, with fraction bits of the result: exactly, since it becomes no code yet.</summary>
    /// <param name="kind">A rounding of TensorFlow Lite.</param>
    /// <param name="multiplier">The factor beside 2^<see cref="ScaledSum.LeftShift"/>.</param>
    /// <param name="centred">Codes less their zero point.</param>
    /// <returns>One whose left shift has the fraction bits in it, or <see cref="RequantizerForm.Defined"/> where there is none.</returns>
    public static Requantizer OfSumOperand(RequantizationKind kind, QuantizedMultiplier multiplier, Interval centred)
    {
        int powerOfTwo = ScaledSum.LeftShift - 1 + multiplier.Shift;
        if (multiplier.Multiplier == 1 << 30 && powerOfTwo is >= 0 and < ScaledSum.LeftShift)
        {
            return new Requantizer(RequantizerForm.LeftShift, powerOfTwo);
        }

        Requantizer requantizer = Of(
            new ChannelRequantization(kind, EquatableArray.Of(multiplier), ClampRange.Full), zeroPoint: 0,
            new Interval(centred.Lower << ScaledSum.LeftShift, centred.Upper << ScaledSum.LeftShift));
        return requantizer.Form == RequantizerForm.Defined ? requantizer : requantizer with
        {
            LeftShift = requantizer.LeftShift + ScaledSum.LeftShift,
            FractionBits = ScaledSum.LeftShift,
        };
    }

    /// <summary>The requantizer of numbers with one factor.</summary>
    public static Requantizer Of(Rescale rescale, ClampRange clamp, int zeroPoint, Interval numbers) => Of(
        rescale.Kind == RequantizationKind.OnnxFloat
            ? ChannelRequantization.OnnxFloat(EquatableArray.Of(rescale.FactorBits), clamp)
            : new ChannelRequantization(rescale.Kind, EquatableArray.Of(rescale.Multiplier), clamp),
        zeroPoint, numbers);

    /// <summary>The one with the least instructions that gives the same codes for all accumulators.</summary>
    /// <param name="requantization">Of a layer whose output is codes.</param>
    /// <param name="zeroPoint">Of the output.</param>
    /// <param name="accumulators">What they can be; if that exceeds int32 they wrap and are anything.</param>
    public static Requantizer Of(ChannelRequantization requantization, int zeroPoint, Interval accumulators)
    {
        Interval range = Interval.Int32.Contains(accumulators) ? accumulators : Interval.Int32;
        return requantization.Kind switch
        {
            RequantizationKind.TfliteSingle => OneRounding(requantization.Multipliers, range),
            RequantizationKind.TfliteDouble => TwoRoundings(requantization.Multipliers, range, isOneSided: requantization.Clamp.Lower >= zeroPoint || range.Lower >= 0),
            RequantizationKind.OnnxFloat when requantization.FactorBits.All(factor => IsBelow2To30(range, factor)) => new Requantizer(RequantizerForm.Real),
            _ => Defined,
        };
    }

    private static Requantizer OneRounding(EquatableArray<QuantizedMultiplier> multipliers, Interval range)
    {
        int leftShift = Math.Max(0, 2 + multipliers.Max(multiplier => multiplier.Shift));
        return Fits(multipliers, range, leftShift) ? new Requantizer(RequantizerForm.HighHalfUp, leftShift) : Defined;
    }

    private static Requantizer TwoRoundings(EquatableArray<QuantizedMultiplier> multipliers, Interval range, bool isOneSided)
    {
        // Without a right shift there is one rounding only.
        if (multipliers.All(multiplier => multiplier.Shift >= 0))
        {
            return OneRounding(multipliers, range);
        }

        const int leftShift = 2;
        return !Fits(multipliers, range, leftShift) || multipliers.Any(multiplier => multiplier.Shift > -1) ? Defined
            : isOneSided ? new Requantizer(RequantizerForm.HighHalfUp, leftShift, Extra: 1)
            : new Requantizer(RequantizerForm.HighBySign, leftShift);
    }

    private static bool Fits(EquatableArray<QuantizedMultiplier> multipliers, Interval range, int leftShift) =>
        Interval.Int32.Contains(new Interval(range.Lower << leftShift, range.Upper << leftShift))
        && multipliers.All(multiplier => leftShift - 1 - multiplier.Shift is >= 1 and <= MostRight);

    /// <summary>Whether products with a factor are below 2^30 in magnitude: they are numbers of int32 when rounded.</summary>
    internal static bool IsBelow2To30(Interval range, uint factorBits)
    {
        int power = RealRange.PowerAbove(factorBits);
        return power <= 30 && range.MaxMagnitude < 1L << (30 - Math.Max(power, -2));
    }
}

/// <summary>Forms of <see cref="Requantizer"/>.</summary>
public enum RequantizerForm
{
    /// <summary>Step by step as defined; any numbers.</summary>
    Defined,

    /// <summary>High bits of the product, rounded half up.</summary>
    HighHalfUp,

    /// <summary>High bits of the product, one more or less by its sign, rounded half up.</summary>
    HighBySign,

    /// <summary>float32 product, rounded half to even, clamped as an integer.</summary>
    Real,

    /// <summary>A shift to the left, of an operand whose factor is a power of two.</summary>
    LeftShift,
}
