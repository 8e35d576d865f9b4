using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits.Factorization;

/// <summary>A common divisor of one factor of a term may stand in the other: <c>u(a) * v(w) = (u(a) / x) * (x * v(w))</c>.</summary>
internal static class TermScale
{
    private const int GreatestMerit = 3;

    /// <summary>The same term, small if it can be, else a mask of the activation if it can be.</summary>
    public static ProductTerm Best(ProductTerm term)
    {
        ProductTerm best = term;
        int merit = Merit(term);
        int ofActivation = DivisorOf(term.OfActivation);
        int ofWeight = DivisorOf(term.OfWeight);
        int scale = ofActivation * ofWeight;
        for (int x = 1; x <= Math.Min(scale, short.MaxValue) && merit < GreatestMerit; x++)
        {
            // Both signs: of u and -u one may be unsigned, and 32,768 is no int16.
            foreach (int sign in scale % x == 0 ? (int[])[1, -1] : [])
            {
                if (Times(term.OfActivation, sign * x, ofActivation) is EquatableArray<short> u
                    && Times(term.OfWeight, sign * (scale / x), ofWeight) is EquatableArray<short> v
                    && new ProductTerm(u, v) is var scaled
                    && Merit(scaled) > merit)
                {
                    best = scaled;
                    merit = Merit(scaled);
                }
            }
        }

        return best;
    }

    private static int Merit(ProductTerm term) => term switch
    {
        { IsSmall: true, Offset: 0 } => GreatestMerit,
        { IsSmall: true } => 2,
        { Mask: not null } => 1,
        _ => 0,
    };

    private static EquatableArray<short>? Times(EquatableArray<short> values, int factor, int divisor)
    {
        short[] scaled = new short[values.Count];
        for (int index = 0; index < scaled.Length; index++)
        {
            long value = (long)values[index] / divisor * factor;
            scaled[index] = (short)value;
            if (value != scaled[index])
            {
                return null;
            }
        }

        return new EquatableArray<short>(scaled);
    }

    private static int DivisorOf(EquatableArray<short> values)
    {
        int divisor = 0;
        foreach (short value in values.AsSpan())
        {
            for (int rest = Math.Abs((int)value); rest != 0;)
            {
                (divisor, rest) = (rest, divisor % rest);
            }
        }

        return divisor;
    }
}
