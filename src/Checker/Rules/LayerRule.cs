using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Checker.Rules;

/// <summary>A layer of products with constant weights, output by output and tap by tap, as SEMANTICS section 2 defines it.</summary>
/// <param name="network">The network.</param>
/// <param name="layer">Its layer.</param>
/// <param name="products">Of the layer's multiplier, for its form of operands.</param>
/// <param name="adder">The layer's adder.</param>
/// <param name="register">What its sums are kept in.</param>
internal sealed class LayerRule(Network network, MacNode layer, Products products, AdderRule adder, Register register)
{
    private readonly SumRule _sums = new(layer, network.Graph.Tensor(layer.Output).ZeroPoint, adder, register);
    private readonly MacGeometry _geometry = layer.Geometry;
    private readonly LayerTaps _layerTaps = new(network, layer);
    private readonly int _centre = LayerArithmetic.CentreOf(network.Graph, layer);
    private readonly int _corrected = LayerArithmetic.CorrectedOf(network.Graph, layer);
    private readonly List<Ends> _taps = [];

    /// <summary>What follows of the layer.</summary>
    /// <param name="input">Its activations.</param>
    /// <param name="bounds">What else is known of the final sum of each element; null for nothing.</param>
    public DerivedLayer Derive(CodeBox input, Ends[]? bounds = null)
    {
        Window window = _layerTaps.Window;
        DerivedChannel[] channels = [.. Enumerable.Range(0, _geometry.OutChannels).Select(_ => new DerivedChannel())];
        Ends[] accumulators = new Ends[window.Positions * channels.Length];
        Ends[] codes = layer.Requantization.Kind == RequantizationKind.Accumulator ? [] : new Ends[accumulators.Length];
        Ends read = Ends.None;
        for (int position = 0; position < window.Positions; position++)
        {
            Ends?[][] pixels = [.. window.Pixels(position).Select(pixel => Codes(input, pixel))];
            read = pixels.SelectMany(pixel => pixel).Aggregate(read, (hull, each) => each is Ends present ? hull.Join(present) : hull);
            for (int channel = 0; channel < channels.Length; channel++)
            {
                int element = (position * channels.Length) + channel;
                accumulators[element] = Accumulate(channels[channel], channel, pixels, bounds?[element]);
                Ends output = _sums.Requantize(channels[channel], channel, accumulators[element]);
                channels[channel].Output = channels[channel].Output.Join(output);
                (codes.Length > 0 ? codes : accumulators)[element] = output;
            }
        }

        int[] zeroPoints = [.. Enumerable.Range(0, channels.Length).Select(_layerTaps.WeightZeroPoint)];
        return new DerivedLayer
        {
            Input = read,
            Operand = read.IsNone ? read : read + Ends.Point(-_centre),
            Channels = channels,
            Accumulators = accumulators,
            Codes = codes,
            Weights = [.. _layerTaps.Weights],
            DataTypeBits = SumRule.BitsOfMagnitude((long)layer.Taps * 255 * zeroPoints.Max(zw => Math.Max(127 - zw, zw + 128))),
            NormBits = SumRule.BitsOfMagnitude(255 * Enumerable.Range(0, channels.Length)
                .Max(channel => Enumerable.Range(0, layer.Taps).Sum(tap => (long)Math.Abs(_layerTaps.Weight(channel, tap) - zeroPoints[channel])))),
            IsOptimal = adder.IsAttained && (adder.IsExact || zeroPoints.All(zw => zw == 0)) && channels.All(channel => !channel.MayOverflow && !channel.MayShiftOut),
            ArePrefixesOptimal = true,
        };
    }

    /// <summary>The codes under an element of a window, one interval for each input channel; null where it has no product.</summary>
    private Ends?[] Codes(CodeBox input, int pixel)
    {
        Ends?[] codes = new Ends?[_geometry.Window.InChannels];
        for (int channel = 0; channel < codes.Length; channel++)
        {
            codes[channel] = pixel < 0 ? _layerTaps.Padding : input[(pixel * codes.Length) + channel];
        }

        return codes;
    }

    /// <summary>One output element: what the register holds in the end. It goes into what is known of the channel, too.</summary>
    private Ends Accumulate(DerivedChannel known, int channel, Ends?[][] pixels, Ends? bound)
    {
        int weightZeroPoint = _layerTaps.WeightZeroPoint(channel);
        long start = _layerTaps.Bias(channel);
        Ends share = Ends.Point(0);
        Ends together = Ends.Point(0);
        _taps.Clear();
        for (int tap = 0; tap < layer.Taps; tap++)
        {
            (int pixel, int inChannel) = _layerTaps.ElementOf(channel, tap);
            if (pixels[pixel][inChannel] is not Ends codes)
            {
                continue;
            }

            int weight = _layerTaps.Weight(channel, tap);
            start -= (long)_corrected * (weight - weightZeroPoint);
            _taps.Add(products.Over(weight, codes));
            if (weightZeroPoint != 0)
            {
                share += (codes + Ends.Point(-_centre)).Times(-weightZeroPoint);
                together += products.Over(weight, codes, weightZeroPoint);
            }
        }

        // With the exact adder a tap's product and its share are of one activation.
        return _sums.Accumulate(known, Ends.Point(start), _taps, share, bound, weightZeroPoint == 0 ? null : Ends.Point(start) + together);
    }
}
