using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Tests.Bounds;

/// <summary>The bounds of a model of one layer, written down once more: slowly, output by output, from the definition.</summary>
internal sealed class LayerOracle
{
    private readonly Network _model;
    private readonly OperatorPair _operators;
    private readonly Box _input;
    private readonly int _zeroPoint;
    private readonly Dictionary<(int Weight, int WeightZeroPoint, int Lower, int Upper), (int Lower, int Upper)> _scans = [];

    public LayerOracle(Network network, OperatorPair operators, Box input)
    {
        _model = network;
        _operators = operators;
        _input = input;
        Layer = network.Graph.MacNodes.Single();
        _zeroPoint = network.Graph.Tensor(Layer.Input).ZeroPoint;
    }

    public MacNode Layer { get; }

    /// <summary>Elements of the output.</summary>
    public int OutputCount => Layer.Geometry.Positions * Layer.Geometry.OutChannels;

    /// <summary>Least and greatest accumulator: the circuit's own chain on the least and on the greatest products.</summary>
    /// <param name="output">NHWC offset.</param>
    /// <param name="range">Range of the products of a weight with an interval of activations, less the weight zero point's share.</param>
    public Interval Acc(int output, Func<int, int, int, (int Lower, int Upper)> range)
    {
        int start = Layer.Bias < 0 ? 0 : _model.Parameters[Layer.Bias].Int32[output % Layer.Geometry.OutChannels];
        (int Element, int Weight)[] taps = [.. Taps(output)];
        start -= _zeroPoint * taps.Sum(tap => tap.Weight - WeightZeroPointOf(output));
        (int lower, int upper) = (start, start);
        foreach ((int element, int weight) in taps)
        {
            (int activationLower, int activationUpper) = Range(element);
            (int tapLower, int tapUpper) = range(weight, activationLower, activationUpper);
            (lower, upper) = (_operators.Adder.Apply(lower, tapLower), _operators.Adder.Apply(upper, tapUpper));
        }

        return new Interval(lower, upper);
    }

    /// <summary>Zero point of the weights that an output is computed with.</summary>
    public int WeightZeroPointOf(int output) =>
        _model.Graph.Tensor(Layer.Weights).Quantization!.ZeroPointOf(output % Layer.Geometry.OutChannels);

    /// <summary>Range of products by trying every activation.</summary>
    public (int Lower, int Upper) Scan(int weight, int lower, int upper) => Scan(weight, 0, lower, upper);

    /// <summary>Range of <c>T(q, w) - zw * q</c>, likewise.</summary>
    public (int Lower, int Upper) Scan(int weight, int weightZeroPoint, int lower, int upper)
    {
        if (!_scans.TryGetValue((weight, weightZeroPoint, lower, upper), out (int Lower, int Upper) range))
        {
            int[] products = [.. Enumerable.Range(lower, upper - lower + 1).Select(q => _operators.Multiplier.Apply(q, weight) - (weightZeroPoint * q))];
            range = (products.Min(), products.Max());
            _scans.Add((weight, weightZeroPoint, lower, upper), range);
        }

        return range;
    }

    /// <summary>Range of all products of the layer.</summary>
    public Interval Product()
    {
        Interval hull = Interval.Empty;
        foreach ((int element, int weight) in Enumerable.Range(0, OutputCount).SelectMany(Taps))
        {
            (int lower, int upper) = Range(element);
            (int productLower, int productUpper) = Scan(weight, lower, upper);
            hull = hull.Hull(new Interval(productLower, productUpper));
        }

        return hull;
    }

    /// <summary>An input that drives every product of one output to its end; elements it does not read are at their lower ends.</summary>
    public sbyte[] CornerFor(int output, bool upper)
    {
        sbyte[] input = _input.Lower.ToArray();
        foreach ((int element, int weight) in Taps(output).Where(tap => tap.Element >= 0))
        {
            IEnumerable<int> codes = Enumerable.Range(_input.Lower[element], _input.Upper[element] - _input.Lower[element] + 1);
            input[element] = (sbyte)(upper
                ? codes.MaxBy(q => _operators.Multiplier.Apply(q, weight) - (WeightZeroPointOf(output) * q))
                : codes.MinBy(q => _operators.Multiplier.Apply(q, weight) - (WeightZeroPointOf(output) * q)));
        }

        return input;
    }

    /// <summary>Of weights OHWI, 1HWC or OI.</summary>
    private static int WeightIndex(MacGeometry geometry, int channel, int element, int inChannel) => geometry.Layout == TensorLayout.OneHwc
        ? (element * geometry.OutChannels) + channel
        : (((channel * geometry.Window.FilterHeight * geometry.Window.FilterWidth) + element) * geometry.GroupInChannels) + inChannel;

    private (int Lower, int Upper) Range(int element) =>
        element < 0 ? (_zeroPoint, _zeroPoint) : (_input.Lower[element], _input.Upper[element]);

    /// <summary>Input element (-1: padding) and weight of each product of an output, in order.</summary>
    private IEnumerable<(int Element, int Weight)> Taps(int output)
    {
        MacGeometry geometry = Layer.Geometry;
        WindowGeometry window = geometry.Window;
        int channel = output % geometry.OutChannels;
        int position = output / geometry.OutChannels;
        int outX = position % window.OutWidth;
        int outY = position / window.OutWidth % window.OutHeight;
        int batch = position / window.OutWidth / window.OutHeight;
        for (int filterY = 0; filterY < window.FilterHeight; filterY++)
        {
            for (int filterX = 0; filterX < window.FilterWidth; filterX++)
            {
                int inY = window.InputRow(outY, filterY);
                int inX = window.InputColumn(outX, filterX);
                bool isInside = inY >= 0 && inX >= 0;
                for (int inChannel = 0; inChannel < geometry.GroupInChannels; inChannel++)
                {
                    int weight = _model.Parameters[Layer.Weights].Int8[WeightIndex(geometry, channel, (filterY * window.FilterWidth) + filterX, inChannel)];
                    if (isInside)
                    {
                        int pixel = (((batch * window.InHeight) + inY) * window.InWidth) + inX;
                        yield return ((pixel * window.InChannels) + geometry.FirstInChannel(channel) + inChannel, weight);
                    }
                    else if (!window.OmitsPadding(_model.Graph.Semantics.Padding))
                    {
                        yield return (-1, weight);
                    }
                }
            }
        }
    }
}
