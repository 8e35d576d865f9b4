using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Circuits.Forms;
using QMacVerify.Generators.Planning.Strategies;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>A term of every product of a layer, <c>u(activation) * v(channel, tap)</c>.</summary>
/// <param name="Plane">u, and what it is for padding.</param>
/// <param name="Offset">What makes u a number of 0 to 255 where the term fits bytes.</param>
/// <param name="OfWeight">v of an output channel and a tap, an int16.</param>
internal sealed record LayerTerm(ImagePlane Plane, int Offset, Func<int, int, int> OfWeight)
{
    /// <summary>u with its offset.</summary>
    public ImagePlane BytePlane => new(Plane.OfActivation.Select(value => (short)(value + Offset)).ToEquatableArray(), (short)(Plane.Border + Offset));
}

/// <summary>The products of a layer, and what zero points add to its accumulators, as sums of exact products.</summary>
/// <remarks>On adders that add all products exactly.</remarks>
internal sealed class LayerTerms
{
    /// <summary>Products below which a plain loop is as quick, and the search for terms would take longer than most runs.</summary>
    private const int LeastMacs = 500;

    private readonly int _clearedBits;

    private LayerTerms(MacLayer layer, int clearedBits, string description, IReadOnlyList<LayerTerm> wide, IReadOnlyList<LayerTerm> small)
    {
        Layer = layer;
        _clearedBits = clearedBits;
        Description = description;
        Wide = wide;
        Small = small;
    }

    /// <summary>The terms of a layer, or why it has none, as a clause.</summary>
    public static LayerTerms? Of(MacLayer layer, out string obstacle)
    {
        obstacle = "";
        ProductForms forms = ProductForms.Of(layer.Operators.Multiplier);
        if (AdderForm.Of(layer.Operators.Adder, forms) is not ExactSum sum)
        {
            obstacle = "the adder has no carries between its low bits";
            return null;
        }

        ProductForms products = forms.WithoutLowBits(sum.ClearedBits);
        if (products.Exact is ExactProduct exact)
        {
            // Less their zero point, weights fit int16, so that it costs nothing.
            LayerTerm product = new(layer.Plane(activation => activation - exact.ZeroPoint), Offset: 0, layer.CentredWeight);
            return new LayerTerms(layer, sum.ClearedBits, exact.Description, [product], []);
        }

        obstacle = products.High is not null && layer.WeightZeroPoints.Count == 0 ? "a high half takes one product"
            : layer.Geometry.Macs < LeastMacs ? "so little work that terms are not looked for"
            : products.Rank is null ? "the products are no sum of products of int16 that was found"
            : "";
        return obstacle.Length > 0 ? null : Of(layer, products.Rank!, sum.ClearedBits);
    }

    private static LayerTerms Of(MacLayer layer, RankTerms rank, int clearedBits)
    {
        List<LayerTerm> wide = [], small = [];
        foreach (ProductTerm term in rank.Terms)
        {
            LayerTerm own = new(
                layer.Plane(activation => term.OfActivation[activation - sbyte.MinValue]), term.Offset,
                (channel, tap) => term.OfWeight[layer.Weight(channel, tap) - sbyte.MinValue]);

            // What skipped padding stands as is no more than an activation does.
            (term.IsSmall && own.Plane.Border <= term.OfActivation.Max() ? small : wide).Add(own);
        }

        if (layer.WeightZeroPoints.Count > 0)
        {
            // Exactly, after the last addition: what the circuit gets of activations, times the zero point.
            wide.Add(new LayerTerm(layer.Plane(activation => activation - layer.Centre), Offset: 0, (channel, _) => -layer.WeightZeroPoints[channel]));
        }

        return new LayerTerms(layer, clearedBits, rank.Description, wide, small);
    }

    public MacLayer Layer { get; }

    /// <summary>How products are sums of exact ones, as a clause.</summary>
    public string Description { get; }

    /// <summary>Terms of int16.</summary>
    public IReadOnlyList<LayerTerm> Wide { get; }

    /// <summary>Terms of bytes.</summary>
    public IReadOnlyList<LayerTerm> Small { get; }

    public IReadOnlyList<LayerTerm> All => [.. Wide, .. Small];

    /// <summary>Start values without what the offsets of terms of bytes add.</summary>
    public StartValues Starts(IReadOnlyList<LayerTerm> bytes)
    {
        int[] offsets = [.. Enumerable.Range(0, Layer.Geometry.OutChannels).Select(channel => bytes.Where(term => term.Offset != 0).Sum(
            term => term.Offset * Enumerable.Range(0, Layer.Geometry.Taps).Sum(tap => term.OfWeight(channel, tap))))];
        return Layer.Starts.WithoutLowBits(_clearedBits).Select((value, channel) => unchecked(value - offsets[channel]));
    }

    /// <summary>Steps of four taps after which int16 sums of the terms of bytes have to be emptied; 0 where they are not worth it.</summary>
    public int ByteDepth(WideImage image, int least)
    {
        if (Small.Count == 0)
        {
            return 0;
        }

        int? depth = NarrowSums.Depth(Small.Count * image.FilterRows * image.Runs, image.RunSteps(ByteTerms.Group), Lanes());
        return depth >= Math.Min(least, image.RunSteps(ByteTerms.Group)) ? depth.Value : 0;

        IEnumerable<IReadOnlyList<Interval>> Lanes()
        {
            int[] taps = [.. image.TapOrder(ByteTerms.Group)];
            int[] greatest = [.. Small.Select(term => term.BytePlane.OfActivation.Max(value => (int)value))];
            for (int channel = 0; channel < Layer.Geometry.OutChannels; channel++)
            {
                for (int half = 0; half < ByteTerms.Group; half += 2)
                {
                    List<Interval> lane = [];
                    for (int term = 0; term < Small.Count; term++)
                    {
                        for (int first = half; first < taps.Length; first += ByteTerms.Group)
                        {
                            lane.Add(Range(term, channel, taps[first]) + Range(term, channel, taps[first + 1]));
                        }
                    }

                    yield return lane;
                }
            }

            Interval Range(int term, int channel, int tap)
            {
                int end = tap < 0 ? 0 : greatest[term] * Small[term].OfWeight(channel, tap);
                return new Interval(Math.Min(0, end), Math.Max(0, end));
            }
        }
    }
}
