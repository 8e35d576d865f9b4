using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Checker.Rules;

/// <summary>A layer of products, output by output and tap by tap, as SEMANTICS section 2 defines it.</summary>
/// <param name="network">The network.</param>
/// <param name="layer">Its layer.</param>
/// <param name="products">Of the layer's multiplier, for its form of operands.</param>
/// <param name="adder">The layer's adder.</param>
/// <param name="register">What its sums are kept in.</param>
internal sealed class LayerRule(Network network, MacNode layer, Products products, AdderRule adder, Register register)
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
                channels[channel].Output = channels[channel].Output.Join(output);
                (codes.Length > 0 ? codes : accumulators)[element] = output;
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

    /// <summary>One output element: what the register holds in the end. It goes into what is known of the channel, too.</summary>
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

        (Ends sum, Ends prefix) = Chain(Ends.Point(start));
        Ends anyOrder = AnyOrder(Ends.Point(start));
        if (weightZeroPoint != 0)
        {
            // -zw * sum of the activations is added exactly; with the exact adder a tap's product and its share are of one activation.
            sum = adder.IsExact ? Ends.Point(start) + together : sum + share;
            prefix = prefix.Join(sum);
            anyOrder = anyOrder.Join(anyOrder + share);
        }

        known.Sum = known.Sum.Join(sum);
        known.Prefix = known.Prefix.Join(prefix);
        known.AnyOrder = known.AnyOrder.Join(anyOrder);
        bool isSum = register.Range.Holds(register.Saturates ? prefix : sum);
        Ends acc = isSum ? sum : register.Saturates ? register.Nearest(Saturated(Ends.Point(start)) + share) : register.Range;
        known.Acc = known.Acc.Join(acc);
        known.MayOverflow |= !isSum || !Ends.Int32.Holds(sum);
        return acc;
    }

    /// <summary>The final sum of the products in the declared order, and every sum on the way.</summary>
    private (Ends Sum, Ends Prefix) Chain(Ends start)
    {
        (Ends sum, Ends prefix) = (start, start);
        foreach (Ends product in _taps)
        {
            sum = adder.Add(sum, product);
            prefix = prefix.Join(sum);
        }

        return (sum, prefix);
    }

    /// <summary>The same where each sum becomes the nearest one that the register holds, which is nondecreasing.</summary>
    private Ends Saturated(Ends start) =>
        _taps.Aggregate(register.Nearest(start), (sum, product) => register.Nearest(adder.Add(sum, product)));

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

    /// <summary>What becomes of an accumulator: a code, or an accumulator of 32 bits as the result.</summary>
    private Ends Requantize(DerivedChannel known, int channel, Ends acc)
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

        Ends code = new(low.Value + _outputZeroPoint, high.Value + _outputZeroPoint);
        known.ClampsLow |= code.High < clamp.Lower ? Occurs.Always : code.Low < clamp.Lower ? Occurs.Possible : Occurs.Never;
        known.ClampsHigh |= code.Low > clamp.Upper ? Occurs.Always : code.High > clamp.Upper ? Occurs.Possible : Occurs.Never;
        return new Ends(Math.Clamp(code.Low, clamp.Lower, clamp.Upper), Math.Clamp(code.High, clamp.Lower, clamp.Upper));
    }
}
