using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Circuits.Factorization;

/// <summary>Terms with elements of any size to terms of int16.</summary>
internal static class ProductTerms
{
    /// <summary>The factorization, or null when an element does not fit in either sign of its term.</summary>
    public static ProductFactors? ToInt16(IEnumerable<(long[] OfActivation, long[] OfWeight)> terms)
    {
        List<ProductTerm> result = [];
        foreach ((long[] ofActivation, long[] ofWeight) in terms)
        {
            // 32,768 is no int16, -32,768 is.
            int sign = ofActivation.Concat(ofWeight).Any(value => value > short.MaxValue) ? -1 : 1;
            if (ofActivation.Concat(ofWeight).Any(value => sign * value != (short)(sign * value)))
            {
                return null;
            }

            result.Add(new ProductTerm(
                ofActivation.Select(value => (short)(sign * value)).ToEquatableArray(),
                ofWeight.Select(value => (short)(sign * value)).ToEquatableArray()));
        }

        return new ProductFactors(result.ToEquatableArray());
    }
}
