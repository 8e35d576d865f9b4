namespace QMacVerify.Generators.Circuits.Forms;

/// <summary>A way to compute a chain of additions that a vector kernel can use: several lanes add apart, and are combined at the end.</summary>
/// <remarks>
/// Of the chain <c>acc = aadd(acc, p_i)</c> that begins with a start value. All circuits are associative and commutative, and but for
/// the truncated one 0 is their identity (SEMANTICS section 2), so the start value counts as one more product of any lane.
/// </remarks>
public abstract record AdderForm
{
    /// <summary>The form of an adder for the products of a multiplier.</summary>
    public static AdderForm Of(Adder adder, ProductForms products) => adder switch
    {
        TruncatedAdder truncated => new ExactSum(truncated.Drop),

        // Without low bits there is nothing to OR, to carry or to set.
        LowerPartOrAdder lowerPart when lowerPart.Lower > products.ZeroBits => new LowerPartOrSum(lowerPart.Lower),
        ErrorTolerantAdder tolerant when tolerant.Lower > products.ZeroBits => new ErrorTolerantSum(tolerant.Lower),
        ExactAdder or LowerPartOrAdder or ErrorTolerantAdder => new ExactSum(0),
        _ => throw new ArgumentOutOfRangeException(nameof(adder), adder.Spec, "This adder has no form."),
    };
}

/// <summary>The exact sum modulo 2^32 of the start value and the products, all with their low bits read as zero.</summary>
/// <remarks>
/// Each addition of the truncated adder is <c>(acc &amp; ~m) + (p &amp; ~m)</c>, whose low bits are 0 again; so from the first one on,
/// and only if there is one, low bits play no part. The products are those of <see cref="ProductForms.WithoutLowBits"/>.
/// </remarks>
/// <param name="ClearedBits">0 but for the truncated adder.</param>
public sealed record ExactSum(int ClearedBits) : AdderForm;

/// <summary>An adder whose low bits have no carries: a lane keeps three numbers.</summary>
/// <param name="Lower">Number of low bits, 1 to 31.</param>
public abstract record LaneSum(int Lower) : AdderForm
{
    public int LowMask => (int)((1u << Lower) - 1);

    /// <summary>A lane and one product more, or the start value: <c>high += p &amp; ~m</c>, <c>or |= p &amp; m</c>, and its mark.</summary>
    public Lane Add(Lane lane, int product) => Combine(lane, new Lane(product & ~LowMask, product & LowMask, Mark(product)));

    /// <summary>Two lanes as one.</summary>
    public Lane Combine(Lane first, Lane second) =>
        new(unchecked(first.High + second.High), first.Or | second.Or, CombinedMark(first, second));

    /// <summary>The sum of the circuit.</summary>
    public abstract int Result(Lane lane);

    private protected abstract int Mark(int product);

    private protected abstract int CombinedMark(Lane first, Lane second);
}

/// <summary>What a lane keeps of its products; <c>default</c> before the first.</summary>
/// <param name="High">Sum of the products with their low bits read as zero.</param>
/// <param name="Or">OR of the low bits.</param>
/// <param name="Mark">Depends on the adder.</param>
public readonly record struct Lane(int High, int Or, int Mark);

/// <summary>LOA: the mark counts the products whose highest low bit is set; each but the first of them carries.</summary>
public sealed record LowerPartOrSum(int Lower) : LaneSum(Lower)
{
    public override int Result(Lane lane) => unchecked(lane.High + (Math.Max(0, lane.Mark - 1) << Lower)) | lane.Or;

    private protected override int Mark(int product) => (product >> (Lower - 1)) & 1;

    private protected override int CombinedMark(Lane first, Lane second) => first.Mark + second.Mark;
}

/// <summary>ETA-I: the mark has the low bits that two products or more have set; from the highest of them down all bits are set.</summary>
public sealed record ErrorTolerantSum(int Lower) : LaneSum(Lower)
{
    public override int Result(Lane lane)
    {
        int set = lane.Mark;
        for (int distance = 1; distance < Lower; distance *= 2)
        {
            set |= set >> distance;
        }

        return lane.High | lane.Or | set;
    }

    private protected override int Mark(int product) => 0;

    private protected override int CombinedMark(Lane first, Lane second) => first.Mark | second.Mark | (first.Or & second.Or);
}
