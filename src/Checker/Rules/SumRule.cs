using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Checker.Rules;

/// <summary>What becomes of the products of an output element: the chain of SEMANTICS section 2, and its requantization.</summary>
/// <param name="layer">The layer.</param>
/// <param name="outputZeroPoint">Of its codes.</param>
/// <param name="adder">Its adder.</param>
/// <param name="register">What its sums are kept in.</param>
internal sealed class SumRule(ProductNode layer, int outputZeroPoint, AdderRule adder, Register register)
{
    /// <summary><c>ceil(log2(magnitude + 1) + 1)</c>.</summary>
    public static int BitsOfMagnitude(long magnitude) => new Ends(-magnitude, magnitude).Bits;

    /// <summary>One output element: what the register holds in the end. It goes into what is known of the channel, too.</summary>
    /// <param name="known">The channel.</param>
    /// <param name="start">What the accumulator begins with.</param>
    /// <param name="products">Of each tap, in the declared order.</param>
    /// <param name="share">What the weights' zero point adds, exactly, after the last product; anywhere among them for any order.</param>
    /// <param name="bound">What else is known of the final sum; null for nothing.</param>
    /// <param name="exactSum">The final sum of the exact adder, where more is known of it than start, products and share by themselves say.</param>
    public Ends Accumulate(DerivedChannel known, Ends start, IReadOnlyList<Ends> products, Ends share, Ends? bound, Ends? exactSum)
    {
        (Ends sum, Ends prefix) = (start, start);
        foreach (Ends product in products)
        {
            known.Product = known.Product.Join(product);
            sum = adder.Add(sum, product);
            prefix = prefix.Join(sum);
        }

        sum = adder.IsExact && exactSum is Ends together ? together : sum + share;
        prefix = prefix.Join(sum);
        sum = bound is Ends narrower ? sum.Meet(narrower) : sum;
        Ends anyOrder = AnyOrder(start, products);
        known.Sum = known.Sum.Join(sum);
        known.Prefix = known.Prefix.Join(prefix);
        known.AnyOrder = known.AnyOrder.Join(anyOrder).Join(anyOrder + share);
        bool isSum = register.Range.Holds(register.Saturates ? prefix : sum);
        Ends acc = isSum ? sum : register.Saturates ? register.Nearest(Saturated(start, products) + share) : register.Range;
        known.Acc = known.Acc.Join(acc);
        known.MayOverflow |= !isSum || !Ends.Int32.Holds(sum);
        return acc;
    }

    /// <summary>What becomes of an accumulator: a code, or an accumulator of 32 bits as the result.</summary>
    public Ends Requantize(DerivedChannel known, int channel, Ends acc)
    {
        // What has more than 32 bits wraps.
        bool fits = Ends.Int32.Holds(acc);
        acc = fits ? acc : Ends.Int32;
        if (layer.Requantization.Kind == RequantizationKind.Accumulator)
        {
            known.ClampsLow |= Occurs.Never;
            known.ClampsHigh |= Occurs.Never;
            return acc;
        }

        ClampRange clamp = layer.Requantization.Clamp;
        Rescale rescale = layer.Requantization.For(channel);
        (long? low, long? high) = (Rounding.Rescale(acc.Low, rescale), Rounding.Rescale(acc.High, rescale));
        known.MayShiftOut |= low is null || high is null;
        if (!fits || low is null || high is null)
        {
            known.ClampsLow |= Occurs.Possible;
            known.ClampsHigh |= Occurs.Possible;
            return new Ends(clamp.Lower, clamp.Upper);
        }

        Ends code = new(low.Value + outputZeroPoint, high.Value + outputZeroPoint);
        known.ClampsLow |= code.High < clamp.Lower ? Occurs.Always : code.Low < clamp.Lower ? Occurs.Possible : Occurs.Never;
        known.ClampsHigh |= code.Low > clamp.Upper ? Occurs.Always : code.High > clamp.Upper ? Occurs.Possible : Occurs.Never;
        return new Ends(Math.Clamp(code.Low, clamp.Lower, clamp.Upper), Math.Clamp(code.High, clamp.Lower, clamp.Upper));
    }

    /// <summary>What the products end in where each sum becomes the nearest one that the register holds, which is nondecreasing.</summary>
    private Ends Saturated(Ends start, IReadOnlyList<Ends> products) =>
        products.Aggregate(register.Nearest(start), (sum, product) => register.Nearest(adder.Add(sum, product)));

    /// <summary>The start and some of the products, whichever they are: what is left out adds nothing, and the start itself may come late.</summary>
    private Ends AnyOrder(Ends start, IReadOnlyList<Ends> products)
    {
        Ends sum = start.Join(0);
        foreach (Ends product in products)
        {
            sum = sum.Join(adder.Add(sum, product.Join(0)));
        }

        return sum;
    }
}
