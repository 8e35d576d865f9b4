using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Checker.Rules;

/// <summary>A layer of products, output by output and tap by tap, as SEMANTICS section 2 defines it.</summary>
/// <param name="network">The network.</param>
/// <param name="layer">Its layer.</param>
/// <param name="products">Of the layer's multiplier, for its form of operands.</param>
/// <param name="adder">The layer's adder.</param>
internal sealed class LayerRule(Network network, MacNode layer, Products products, AdderRule adder)
{
    private readonly MacGeometry _geometry = layer.Geometry;
    private readonly sbyte[] _weights = network.Parameters[layer.Weights].Int8.ToArray();
    private readonly int _inputZeroPoint = network.Graph.Tensor(layer.Input).ZeroPoint;
    private readonly int _outputZeroPoint = network.Graph.Tensor(layer.Output).ZeroPoint;
    private readonly List<Ends> _taps = [];

    /// <summary>Whether multipliers get activations less their zero point, so that there is nothing to correct.</summary>
    private bool IsCentred => network.Graph.Semantics.Operands == OperandForm.Centred;

    /// <summary>What an element outside the image is: a code, or null where it has no product.</summary>
    private Ends? Padding => network.Graph.Semantics.Padding == PaddingRule.Skip || _geometry.Window.Transposed is not null
        ? null
        : Ends.Point(_inputZeroPoint);

    public DerivedLayer Derive(CodeBox input)
    {
        Window window = new(_geometry.Window);
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
                accumulators[element] = Accumulate(channels[channel], channel, pixels);
                Ends output = Requantize(channels[channel], channel, accumulators[element]);
                if (codes.Length > 0)
                {
                    codes[element] = output;
                }
            }
        }

        int[] zeroPoints = [.. Enumerable.Range(0, channels.Length).Select(WeightZeroPoint)];
        return new DerivedLayer
        {
            Input = read,
            Operand = IsCentred && !read.IsNone ? read + Ends.Point(-_inputZeroPoint) : read,
            Channels = channels,
            Accumulators = accumulators,
            Codes = codes,
            Weights = [.. _weights.Select(weight => (int)weight)],
            DataTypeBits = BitsOfMagnitude((long)Taps * 255 * zeroPoints.Max(zw => Math.Max(127 - zw, zw + 128))),
            NormBits = BitsOfMagnitude(255 * Enumerable.Range(0, channels.Length)
                .Max(channel => Enumerable.Range(0, Taps).Sum(tap => (long)Math.Abs(Weight(channel, tap) - zeroPoints[channel])))),
            IsOptimal = adder.IsAttained && (adder.IsExact || zeroPoints.All(zw => zw == 0)) && channels.All(channel => !channel.MayOverflow && !channel.MayShiftOut),
        };
    }

    private int Taps => _geometry.Window.FilterHeight * _geometry.Window.FilterWidth * TapsOfPixel;

    /// <summary>Input channels that an output channel reads.</summary>
    private int TapsOfPixel => _geometry.Window.InChannels / _geometry.Groups;

    /// <summary><c>ceil(log2(magnitude + 1) + 1)</c>.</summary>
    private static int BitsOfMagnitude(long magnitude) => new Ends(-magnitude, magnitude).Bits;

    private int Weight(int channel, int tap) =>
        _weights[_geometry.Layout == TensorLayout.OneHwc ? (tap * _geometry.OutChannels) + channel : (channel * Taps) + tap];

    private int WeightZeroPoint(int channel) => network.Graph.Tensor(layer.Weights).Quantization?.ZeroPointOf(channel) ?? 0;

    /// <summary>The codes under an element of a window, one interval for each input channel; null where it has no product.</summary>
    private Ends?[] Codes(CodeBox input, int pixel)
    {
        Ends?[] codes = new Ends?[_geometry.Window.InChannels];
        for (int channel = 0; channel < codes.Length; channel++)
        {
            codes[channel] = pixel < 0 ? Padding : input[(pixel * codes.Length) + channel];
        }

        return codes;
    }

    /// <summary>One output element: its final sum, which is also hulled into what is known of its channel.</summary>
    private Ends Accumulate(DerivedChannel known, int channel, Ends?[][] pixels)
    {
        int weightZeroPoint = WeightZeroPoint(channel);
        int corrected = IsCentred ? 0 : _inputZeroPoint;
        int first = channel / (_geometry.OutChannels / _geometry.Groups) * TapsOfPixel;
        long start = layer.Bias < 0 ? 0 : network.Parameters[layer.Bias].Int32[channel];
        Ends share = Ends.Point(0);
        Ends together = Ends.Point(0);
        _taps.Clear();
        for (int tap = 0; tap < Taps; tap++)
        {
            if (pixels[tap / TapsOfPixel][first + (tap % TapsOfPixel)] is not Ends codes)
            {
                continue;
            }

            int weight = Weight(channel, tap);
            start -= (long)corrected * (weight - weightZeroPoint);
            Ends product = products.Over(weight, codes);
            known.Product = known.Product.Join(product);
            _taps.Add(product);
            if (weightZeroPoint != 0)
            {
                int centre = _inputZeroPoint - corrected;
                long low = -weightZeroPoint * (codes.Low - centre);
                long high = -weightZeroPoint * (codes.High - centre);
                share += Ends.Point(low).Join(high);
                together += products.Over(weight, codes, weightZeroPoint);
            }
        }

        Ends sum = Chain(known, Ends.Point(start));
        if (weightZeroPoint != 0)
        {
            // -zw * sum of the activations is added exactly; with the exact adder a tap's product and its share are of one activation.
            sum = adder.IsExact ? Ends.Point(start) + together : sum + share;
            known.Prefix = known.Prefix.Join(sum);
            known.AnyOrder = known.AnyOrder.Join(AnyOrder(Ends.Point(start)) + share);
        }

        known.Sum = known.Sum.Join(sum);
        return sum;
    }

    /// <summary>The products in the declared order, and in any.</summary>
    private Ends Chain(DerivedChannel known, Ends start)
    {
        Ends sum = start;
        Ends prefix = start;
        foreach (Ends product in _taps)
        {
            sum = adder.Add(sum, product);
            prefix = prefix.Join(sum);
        }

        known.Prefix = known.Prefix.Join(prefix);
        known.AnyOrder = known.AnyOrder.Join(AnyOrder(start));
        return sum;
    }

    /// <summary>The start and some of the products, whichever they are: what is left out adds nothing, and the start itself may come late.</summary>
    private Ends AnyOrder(Ends start)
    {
        Ends sum = start.Join(0);
        foreach (Ends product in _taps)
        {
            sum = sum.Join(adder.Add(sum, product.Join(0)));
        }

        return sum;
    }

    /// <summary>What becomes of a final sum: a code, or the accumulator itself.</summary>
    private Ends Requantize(DerivedChannel known, int channel, Ends sum)
    {
        Ends acc = Ends.Int32.Holds(sum) ? sum : Ends.Int32;
        known.Acc = known.Acc.Join(acc);
        if (layer.Requantization.Kind == RequantizationKind.Accumulator)
        {
            known.Output = known.Output.Join(acc);
            known.ClampsLow |= Occurs.Never;
            known.ClampsHigh |= Occurs.Never;
            return acc;
        }

        ClampRange clamp = layer.Requantization.Clamp;
        Rescale rescale = layer.Requantization.For(channel);
        (long? low, long? high) = (Rounding.Rescale(acc.Low, rescale), Rounding.Rescale(acc.High, rescale));
        known.MayShiftOut |= low is null || high is null;
        if (!Ends.Int32.Holds(sum) || low is null || high is null)
        {
            Ends any = new(clamp.Lower, clamp.Upper);
            known.Output = known.Output.Join(any);
            known.ClampsLow |= Occurs.Possible;
            known.ClampsHigh |= Occurs.Possible;
            return any;
        }

        Ends code = new(low.Value + _outputZeroPoint, high.Value + _outputZeroPoint);
        known.ClampsLow |= code.High < clamp.Lower ? Occurs.Always : code.Low < clamp.Lower ? Occurs.Possible : Occurs.Never;
        known.ClampsHigh |= code.Low > clamp.Upper ? Occurs.Always : code.High > clamp.Upper ? Occurs.Possible : Occurs.Never;
        Ends output = new(Math.Clamp(code.Low, clamp.Lower, clamp.Upper), Math.Clamp(code.High, clamp.Lower, clamp.Upper));
        known.Output = known.Output.Join(output);
        return output;
    }
}
