using System.Runtime.Intrinsics;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Every product of a channel, where factors give it.</summary>
/// <remarks>A tap's ends grow with those of its codes, so the hull of the codes at all positions has them.</remarks>
/// <param name="facts">The layer.</param>
/// <param name="codes">The least and the greatest code of each element of the window and input channel; the least above the greatest where it has none.</param>
/// <param name="factors">Of the products.</param>
/// <param name="truncation">Bits of the products that stay.</param>
internal sealed class ChannelProducts(LayerFacts facts, (sbyte[] Least, sbyte[] Greatest) codes, MonotoneFactors factors, int truncation)
{
    private readonly short[] _least = Array.ConvertAll(codes.Least, code => factors.OfActivation[code - sbyte.MinValue]);
    private readonly short[] _greatest = Array.ConvertAll(codes.Greatest, code => factors.OfActivation[code - sbyte.MinValue]);

    /// <summary>The products of an output channel; none where its windows hold nothing but padding that is skipped.</summary>
    public Interval Of(int channel)
    {
        MacGeometry geometry = facts.Geometry;
        int taps = geometry.GroupInChannels;
        short[] ofWeights = new short[geometry.Taps];
        ReadOnlySpan<sbyte> weights = facts.WeightsOf(channel);
        for (int tap = 0; tap < ofWeights.Length; tap++)
        {
            ofWeights[tap] = factors.OfWeight[weights[tap] - sbyte.MinValue];
        }

        Interval products = Interval.Empty;
        for (int element = 0; element < geometry.Window.Elements; element++)
        {
            int source = (element * geometry.Window.InChannels) + geometry.FirstInChannel(channel);
            if (codes.Least[source] <= codes.Greatest[source])
            {
                products = products.Hull(ProductsOf(
                    ofWeights.AsSpan(element * taps, taps), _least.AsSpan(source, taps), _greatest.AsSpan(source, taps)));
            }
        }

        return products == Interval.Empty ? products : new Interval(products.Lower & truncation, products.Upper & truncation);
    }

    /// <summary>The products of some taps before truncation, which clears bits of the ends as of all others.</summary>
    private static Interval ProductsOf(ReadOnlySpan<short> weights, ReadOnlySpan<short> lower, ReadOnlySpan<short> upper)
    {
        // Products fit int16: distances of codes are below 256, and circuits of other factors were refused.
        Vector256<short> leasts = Vector256.Create(short.MaxValue);
        Vector256<short> greatests = Vector256.Create(short.MinValue);
        int tap = 0;
        for (; tap <= weights.Length - Vector256<short>.Count; tap += Vector256<short>.Count)
        {
            Vector256<short> ofWeights = Vector256.Create(weights[tap..]);
            Vector256<short> atLower = ofWeights * Vector256.Create(lower[tap..]);
            Vector256<short> atUpper = ofWeights * Vector256.Create(upper[tap..]);
            leasts = Vector256.Min(leasts, Vector256.Min(atLower, atUpper));
            greatests = Vector256.Max(greatests, Vector256.Max(atLower, atUpper));
        }

        int least = int.MaxValue;
        int greatest = int.MinValue;
        for (int lane = 0; tap > 0 && lane < Vector256<short>.Count; lane++)
        {
            least = Math.Min(least, leasts[lane]);
            greatest = Math.Max(greatest, greatests[lane]);
        }

        for (; tap < weights.Length; tap++)
        {
            (int atLower, int atUpper) = (weights[tap] * lower[tap], weights[tap] * upper[tap]);
            least = Math.Min(least, Math.Min(atLower, atUpper));
            greatest = Math.Max(greatest, Math.Max(atLower, atUpper));
        }

        return new Interval(least, greatest);
    }
}
