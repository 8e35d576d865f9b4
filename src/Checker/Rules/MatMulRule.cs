using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker.Rules;

/// <summary>Products of two tensors, output by output and tap by tap, as SEMANTICS section 2 defines a layer.</summary>
/// <remarks>
/// Each product ranges over every pair of codes of its two intervals. Start values are the bias less the input zero point's share
/// <c>za (w - zw)</c> of each weight, and <c>-zw a</c> of each activation comes last.
/// </remarks>
/// <param name="network">The network.</param>
/// <param name="layer">Its layer.</param>
/// <param name="products">Of the layer's multiplier, for its form of operands.</param>
/// <param name="adder">The layer's adder.</param>
/// <param name="register">What its sums are kept in.</param>
internal sealed class MatMulRule(Network network, MatMul layer, Products products, AdderRule adder, Register register)
{
    private readonly SumRule _sums = new(layer, network.Graph.Tensor(layer.Output).ZeroPoint, adder, register);
    private readonly MatMulTaps _rows = new(network, layer);
    private readonly int _centre = LayerArithmetic.CentreOf(network.Graph, layer);
    private readonly int _corrected = LayerArithmetic.CorrectedOf(network.Graph, layer);
    private readonly int _weightZeroPoint = network.Graph.Tensor(layer.Weights).ZeroPoint;
    private readonly Dictionary<(Ends, Ends), (Ends Product, Ends Contribution)> _known = [];
    private readonly List<Ends> _taps = [];
    private bool _areStartsPoints = true;

    public DerivedLayer Derive(CodeBox input, CodeBox weights)
    {
        DerivedChannel[] channels = [.. Enumerable.Range(0, _rows.Channels).Select(_ => new DerivedChannel())];
        Ends[] accumulators = new Ends[_rows.Count];
        Ends[] codes = layer.Requantization.Kind == RequantizationKind.Accumulator ? [] : new Ends[accumulators.Length];
        for (int element = 0; element < accumulators.Length; element++)
        {
            (int channel, int inputRow, int weightRow) = _rows.RowsOf(element);
            accumulators[element] = Accumulate(channels[channel], channel, input, inputRow, weights, weightRow);
            Ends output = _sums.Requantize(channels[channel], channel, accumulators[element]);
            channels[channel].Output = channels[channel].Output.Join(output);
            (codes.Length > 0 ? codes : accumulators)[element] = output;
        }

        return new DerivedLayer
        {
            Input = input.Hull,
            Operand = input.Hull + Ends.Point(-_centre),
            Channels = channels,
            Accumulators = accumulators,
            Codes = codes,
            Weights = [.. Enumerable.Range(0, weights.Count).Select(i => weights[i]).Distinct().SelectMany(CodesOf)],
            DataTypeBits = SumRule.BitsOfMagnitude((long)_rows.Taps * 255 * Distance(Ends.Codes)),
            NormBits = SumRule.BitsOfMagnitude(255 * Enumerable.Range(0, weights.Count / _rows.Taps)
                .Max(row => Enumerable.Range(row * _rows.Taps, _rows.Taps).Sum(i => Distance(weights[i])))),
            IsOptimal = adder.IsAttained && (adder.IsExact || (_areStartsPoints && _weightZeroPoint == 0))
                && channels.All(channel => !channel.MayOverflow && !channel.MayShiftOut),
            ArePrefixesOptimal = _areStartsPoints,
        };
    }

    private static IEnumerable<int> CodesOf(Ends codes) => Enumerable.Range((int)codes.Low, (int)(codes.High - codes.Low + 1));

    /// <summary>Greatest distance of a weight from the zero point.</summary>
    private long Distance(Ends codes) => Math.Max(Math.Abs(codes.Low - _weightZeroPoint), Math.Abs(codes.High - _weightZeroPoint));

    private Ends Accumulate(DerivedChannel known, int channel, CodeBox input, int inputRow, CodeBox weights, int weightRow)
    {
        Ends bias = Ends.Point(_rows.Bias(channel));
        (Ends start, Ends share, Ends exactSum) = (bias, Ends.Point(0), bias);
        _taps.Clear();
        for (int tap = 0; tap < _rows.Taps; tap++)
        {
            (Ends activation, Ends weight) = (input[inputRow + tap], weights[weightRow + tap]);
            (Ends product, Ends contribution) = Over(activation, weight);
            _taps.Add(product);
            start += (weight + Ends.Point(-_weightZeroPoint)).Times(-_corrected);
            share += (activation + Ends.Point(-_centre)).Times(-_weightZeroPoint);
            exactSum += contribution;
        }

        _areStartsPoints &= start.IsPoint;

        // With the exact adder a tap's product and its shares are of one pair of codes.
        return _sums.Accumulate(known, start, _taps, share, bound: null, exactSum);
    }

    /// <summary>The products of all pairs of codes of two intervals, and the same with the shares of both zero points.</summary>
    private (Ends Product, Ends Contribution) Over(Ends activations, Ends weights)
    {
        if (!_known.TryGetValue((activations, weights), out (Ends Product, Ends Contribution) ranges))
        {
            ranges = (Ends.None, Ends.None);
            foreach (int weight in CodesOf(weights))
            {
                Ends contribution = products.Over(weight, activations, _weightZeroPoint) + Ends.Point(-_corrected * (weight - _weightZeroPoint));
                ranges = (ranges.Product.Join(products.Over(weight, activations)), ranges.Contribution.Join(contribution));
            }

            _known.Add((activations, weights), ranges);
        }

        return ranges;
    }
}
