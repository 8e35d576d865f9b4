using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Checker.Rules;

/// <summary>What circuits and differing activations add to the exact sums of a layer with constant weights, output by output and tap by tap.</summary>
/// <param name="network">The network.</param>
/// <param name="approximate">The approximate one: it has other biases at most.</param>
/// <param name="layer">Its layer.</param>
/// <param name="arithmetic">The layer's circuits.</param>
internal sealed class LayerErrors(Network network, Network approximate, MacNode layer, LayerArithmetic arithmetic)
{
    private readonly LayerTaps _exact = new(network, layer);
    private readonly LayerTaps _taps = new(approximate, layer);

    /// <summary>What circuits and another bias add, given codes that lie in a box: errors of all products and additions, as each product is of another element.</summary>
    public Ends[] OfCircuits(CodeBox input)
    {
        (Products products, AdderRule adder) = arithmetic;
        int corrected = LayerArithmetic.CorrectedOf(network.Graph, layer);
        return Each((channel, pixels) =>
        {
            (long start, Ends errors, bool adds) = (_taps.Bias(channel), Ends.Point(_taps.Bias(channel) - _exact.Bias(channel)), false);
            foreach ((int element, int weight) in Taps(channel, pixels))
            {
                if (Codes(input, element) is Ends codes)
                {
                    start -= (long)corrected * (weight - _taps.WeightZeroPoint(channel));
                    errors += products.Errors(weight, codes, adder);
                    adds = true;
                }
            }

            return adds ? errors + adder.StartError(Ends.Point(start)) : errors;
        });
    }

    /// <summary>What circuits add, product by product, where an addition errs by the most that it can, whatever it adds.</summary>
    public Ends[] OfAnySums(CodeBox input) => Each((channel, pixels) =>
    {
        Ends errors = Ends.Point(0);
        foreach ((int element, int weight) in Taps(channel, pixels))
        {
            if (Codes(input, element) is Ends codes)
            {
                errors += arithmetic.Products.Over(weight, codes, weight) + arithmetic.Adder.AnyError;
            }
        }

        return errors;
    });

    /// <summary>What differences of activations add: <c>sum of (w - zw) d</c>. Padding does not differ.</summary>
    public Ends[] OfActivations(Ends[] differences) => Each((channel, pixels) =>
    {
        Ends sum = Ends.Point(0);
        foreach ((int element, int weight) in Taps(channel, pixels))
        {
            if (element >= 0)
            {
                sum += differences[element].Times(weight - _taps.WeightZeroPoint(channel));
            }
        }

        return sum;
    });

    private Ends? Codes(CodeBox input, int element) => element < 0 ? _taps.Padding : input[element];

    private Ends[] Each(Func<int, int[], Ends> function)
    {
        int channels = layer.Geometry.OutChannels;
        Ends[] elements = new Ends[_taps.Window.Positions * channels];
        for (int position = 0; position < _taps.Window.Positions; position++)
        {
            int[] pixels = _taps.Window.Pixels(position);
            for (int channel = 0; channel < channels; channel++)
            {
                elements[(position * channels) + channel] = function(channel, pixels);
            }
        }

        return elements;
    }

    /// <summary>The input element of each tap, -1 in the padding, and its weight.</summary>
    private IEnumerable<(int Element, int Weight)> Taps(int channel, int[] pixels)
    {
        for (int tap = 0; tap < layer.Taps; tap++)
        {
            (int pixel, int inChannel) = _taps.ElementOf(channel, tap);
            yield return (pixels[pixel] < 0 ? -1 : (pixels[pixel] * layer.Geometry.Window.InChannels) + inChannel, _taps.Weight(channel, tap));
        }
    }
}
