using QMacVerify.Generators.Circuits.Forms;

namespace QMacVerify.Generators.Planning;

/// <summary>Products of which lanes of int16 sum the parts above their low bits: truncated ones, or those on adders whose low bits have no carries.</summary>
internal sealed class NarrowArithmetic
{
    /// <summary>A high half times 2^drop has to fit two int16 factors.</summary>
    private const int MaxDrop = 14;

    private readonly Func<int, int> _part;

    private NarrowArithmetic(MovedOperands operands, int drop, StartValues starts, LowBits? low, Func<int, int> part)
    {
        Operands = operands;
        Drop = drop;
        Starts = starts;
        Low = low;
        _part = part;
    }

    /// <summary>Activations and weights for the instructions that give the parts.</summary>
    public MovedOperands Operands { get; }

    /// <summary>Bits that sums are moved by when they are added to accumulators; 0 on adders whose low bits have no carries.</summary>
    public int Drop { get; }

    /// <summary>Start values of accumulators.</summary>
    public StartValues Starts { get; }

    /// <summary>What lanes keep of low bits; null where low bits are 0.</summary>
    public LowBits? Low { get; }

    /// <summary>Pairs of taps after which int16 sums have to be emptied; see <see cref="MovedOperands.Depth"/>.</summary>
    public int Depth(int[] taps, int runs) => Operands.Depth(taps, runs, _part);

    /// <summary>Of products, or products after a truncated adder, that are exact ones without their low bits; else null and why, as a clause.</summary>
    public static NarrowArithmetic? OfHigh(MacLayer layer, out string obstacle)
    {
        ProductForms forms = ProductForms.Of(layer.Operators.Multiplier);
        if (AdderForm.Of(layer.Operators.Adder, forms) is not ExactSum sum)
        {
            obstacle = "the adder has no carries between its low bits";
            return null;
        }

        HighProduct? product = forms.WithoutLowBits(sum.ClearedBits).High;
        obstacle = product is null ? "the products are not exact ones without their low bits"
            : product.Drop > MaxDrop ? Invariant($"products without their {product.Drop} low bits are no longer int16 in steps of 2^{product.Drop}")
            : layer.WeightZeroPoints.Count > 0 ? "weights have a zero point"
            : "";
        return obstacle.Length > 0 ? null : new NarrowArithmetic(
            new MovedOperands(layer, product!.ZeroPoint, 16 - product.Drop), product.Drop, layer.Starts.WithoutLowBits(sum.ClearedBits),
            low: null, exact => exact >> product.Drop);
    }

    /// <summary>Of exact or truncated products on lower-part-OR and error-tolerant adders; else null and why.</summary>
    public static NarrowArithmetic? OfLanes(MacLayer layer, out string obstacle)
    {
        ProductForms forms = ProductForms.Of(layer.Operators.Multiplier);
        if (AdderForm.Of(layer.Operators.Adder, forms) is not LaneSum adder)
        {
            obstacle = "the adder has all its carries";
            return null;
        }

        obstacle = forms.Exact is null && forms.High is null ? "the products are not exact but for low bits"
            : adder.Lower > 15 ? "the adder's low bits are more than those of an int16"
            : layer.WeightZeroPoints.Count > 0 ? "weights have a zero point"
            : "";
        if (obstacle.Length > 0)
        {
            return null;
        }

        (int drop, int zeroPoint) = forms.High is HighProduct high ? (high.Drop, high.ZeroPoint) : (0, forms.Exact!.ZeroPoint);
        LowBits low = new(adder, layer.Starts.Select((start, _) => start & adder.LowMask), adder.LowMask & ~((1 << drop) - 1));
        return new NarrowArithmetic(new MovedOperands(layer, zeroPoint, low.Shift), drop: 0, layer.Starts.Select((start, _) => HighPart(start)), low, HighPart);

        // What a product or a start value adds: what stands above its low bits, and its own carry.
        int HighPart(int value) => (value >> adder.Lower) + (low.IsRounded ? (value >> (adder.Lower - 1)) & 1 : 0);
    }
}

/// <summary>What lanes keep of the low bits of an adder without carries between them.</summary>
/// <param name="Adder">Its low bits.</param>
/// <param name="Starts">Low bits of start values.</param>
/// <param name="Mask">Low bits that products have.</param>
public sealed record LowBits(LaneSum Adder, StartValues Starts, int Mask)
{
    /// <summary>Whether high parts are rounded half up, so that they hold the carries of their products, and not down.</summary>
    public bool IsRounded => Adder is LowerPartOrSum;

    /// <summary>How far products are moved to the left: a rounded product is one of 2^15, a high half one of 2^16.</summary>
    public int Shift => (IsRounded ? 15 : 16) - Adder.Lower;

    /// <summary>Low bits of start values as a constant.</summary>
    /// <param name="channels">Length of a class of them.</param>
    internal KernelConstant Constant(int channels) => new Int32Constant(
        "StartLow", Invariant($"The {Adder.Lower} low bits of what the accumulators of {{0}} begin with"), Starts.Padded(channels));
}
