using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits.Factorization;

/// <summary>A common divisor of one factor of a term may stand in the other: <c>u(a) * v(w) = (u(a) / x) * (x * v(w))</c>.</summary>
internal static class TermScale
{
    /// <summary>The same term, small if it can be, else a mask of the activation if it can be.</summary>
    public static ProductTerm Best(ProductTerm term)
    {
        int ofActivation = term.OfActivation.Aggregate(0, (divisor, value) => GreatestCommonDivisor(divisor, value));
        int ofWeight = term.OfWeight.Aggregate(0, (divisor, value) => GreatestCommonDivisor(divisor, value));
        int scale = ofActivation * ofWeight;
        ProductTerm best = term;
        for (int x = 1; x <= Math.Min(scale, short.MaxValue); x++)
        {
            // Both signs: of u and -u one may be unsigned, and 32,768 is no int16.
            foreach (int sign in scale % x == 0 ? (int[])[1, -1] : [])
            {
                if (Times(term.OfActivation, sign * x, ofActivation) is EquatableArray<short> u
                    && Times(term.OfWeight, sign * (scale / x), ofWeight) is EquatableArray<short> v
                    && new ProductTerm(u, v) is var scaled
                    && Merit(scaled) > Merit(best))
                {
                    best = scaled;
                }
            }
        }

        return best;
    }

    private static int Merit(ProductTerm term) => term switch
    {
        { IsSmall: true, Offset: 0 } => 3,
        { IsSmall: true } => 2,
        { Mask: not null } => 1,
        _ => 0,
    };

    private static EquatableArray<short>? Times(EquatableArray<short> values, int factor, int divisor)
    {
        long[] scaled = [.. values.Select(value => (long)value / divisor * factor)];
        return scaled.All(value => value == (short)value) ? scaled.Select(value => (short)value).ToEquatableArray() : null;
    }

    private static int GreatestCommonDivisor(int first, int second) =>
        second == 0 ? Math.Abs(first) : GreatestCommonDivisor(second, first % second);
}
