using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker.Rules;

/// <summary>Products of two tensors, output by output and tap by tap, as SEMANTICS section 2 defines a layer.</summary>
/// <remarks>
/// Activations <c>[…, rows, taps]</c>, weights <c>[…, channels, taps]</c>, what stands before broadcasts. Each product ranges over every pair of
/// codes of its two intervals. Start values are the bias less the input zero point's share <c>za (w - zw)</c> of each weight, and
/// <c>-zw a</c> of each activation comes last.
/// </remarks>
/// <param name="network">The network.</param>
/// <param name="layer">Its layer.</param>
/// <param name="products">Of the layer's multiplier, for its form of operands.</param>
/// <param name="adder">The layer's adder.</param>
/// <param name="register">What its sums are kept in.</param>
internal sealed class MatMulRule(Network network, MatMul layer, Products products, AdderRule adder, Register register)
{
    private readonly SumRule _sums = new(layer, network.Graph.Tensor(layer.Output).ZeroPoint, adder, register);
    private readonly TensorInfo _input = network.Graph.Tensor(layer.Input);
    private readonly TensorInfo _weights = network.Graph.Tensor(layer.Weights);
    private readonly int[] _shape = [.. network.Graph.Tensor(layer.Output).Shape];
    private readonly int _inputZeroPoint = network.Graph.Tensor(layer.Input).ZeroPoint;
    private readonly int _weightZeroPoint = network.Graph.Tensor(layer.Weights).ZeroPoint;
    private readonly Dictionary<(Ends, Ends), (Ends Product, Ends Contribution)> _known = [];
    private readonly List<Ends> _taps = [];
    private bool _areStartsPoints = true;

    /// <summary>What activations lose before they reach the multiplier.</summary>
    private int Centre => network.Graph.Semantics.Operands == OperandForm.Centred ? _inputZeroPoint : 0;

    /// <summary>The zero point that start values correct for.</summary>
    private int Corrected => _inputZeroPoint - Centre;

    private int Taps => _input.Shape[^1];

    /// <summary>The first element of a row of an operand.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="result">Shape of the product.</param>
    /// <param name="stack">Which matrix of the product.</param>
    /// <param name="row">Of the operand's matrix.</param>
    public static int RowOf(TensorInfo operand, int[] result, int stack, int row)
    {
        int[] shape = [.. operand.Shape];
        return ((PairRule.Operand(shape.AsSpan(..^2), result.AsSpan(..^2), stack) * shape[^2]) + row) * shape[^1];
    }

    public DerivedLayer Derive(CodeBox input, CodeBox weights)
    {
        (int rows, int outChannels) = (_shape[^2], _shape[^1]);
        DerivedChannel[] channels = [.. Enumerable.Range(0, outChannels).Select(_ => new DerivedChannel())];
        Ends[] accumulators = new Ends[network.Graph.Tensor(layer.Output).ElementCount];
        Ends[] codes = layer.Requantization.Kind == RequantizationKind.Accumulator ? [] : new Ends[accumulators.Length];
        for (int element = 0; element < accumulators.Length; element++)
        {
            (int position, int channel) = Math.DivRem(element, outChannels);
            (int stack, int row) = Math.DivRem(position, rows);
            accumulators[element] = Accumulate(
                channels[channel], channel, input, RowOf(_input, _shape, stack, row), weights, RowOf(_weights, _shape, stack, channel));
            Ends output = _sums.Requantize(channels[channel], channel, accumulators[element]);
            channels[channel].Output = channels[channel].Output.Join(output);
            (codes.Length > 0 ? codes : accumulators)[element] = output;
        }

        return new DerivedLayer
        {
            Input = input.Hull,
            Operand = input.Hull + Ends.Point(-Centre),
            Channels = channels,
            Accumulators = accumulators,
            Codes = codes,
            Weights = [.. Enumerable.Range(0, weights.Count).Select(i => weights[i]).Distinct().SelectMany(CodesOf)],
            DataTypeBits = SumRule.BitsOfMagnitude((long)Taps * 255 * Distance(Ends.Codes)),
            NormBits = SumRule.BitsOfMagnitude(255 * Enumerable.Range(0, weights.Count / Taps)
                .Max(row => Enumerable.Range(row * Taps, Taps).Sum(i => Distance(weights[i])))),
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
        Ends bias = Ends.Point(layer.Bias < 0 ? 0 : network.Parameters[layer.Bias].Int32[channel]);
        (Ends start, Ends share, Ends exactSum) = (bias, Ends.Point(0), bias);
        _taps.Clear();
        for (int tap = 0; tap < Taps; tap++)
        {
            (Ends activation, Ends weight) = (input[inputRow + tap], weights[weightRow + tap]);
            (Ends product, Ends contribution) = Over(activation, weight);
            _taps.Add(product);
            start += Times(-Corrected, weight + Ends.Point(-_weightZeroPoint));
            share += Times(-_weightZeroPoint, activation + Ends.Point(-Centre));
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
                Ends contribution = products.Over(weight, activations, _weightZeroPoint) + Ends.Point(-Corrected * (weight - _weightZeroPoint));
                ranges = (ranges.Product.Join(products.Over(weight, activations)), ranges.Contribution.Join(contribution));
            }

            _known.Add((activations, weights), ranges);
        }

        return ranges;
    }

    private static Ends Times(long factor, Ends codes) => Ends.Point(factor * codes.Low).Join(factor * codes.High);
}
