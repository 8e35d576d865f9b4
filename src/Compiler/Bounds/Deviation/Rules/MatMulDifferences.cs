using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>Products of two tensors that may both differ (BOUNDS sections 6 and 8).</summary>
/// <remarks>
/// As with constant weights (<see cref="MacDifferences"/>), the approximate accumulator is the exact one of the approximate operands, and the
/// error of the circuits there. What the operands change is bounded tap by tap (<see cref="OperandMoves"/>). Outputs of which the same is known
/// share it.
/// </remarks>
internal sealed class MatMulDifferences : DifferenceRule<MatMul>
{
    protected override NodeDifferences Apply(MatMul node, DifferenceContext context)
    {
        Layer layer = new(node, context);
        Interval acc = layer.Hull;
        if (node.Requantization.Kind == RequantizationKind.Accumulator)
        {
            return new NodeDifferences(Output: null, new LayerDeviation(context.NodeIndex, layer.LocalError(), acc, acc))
            {
                Accumulators = layer.Accumulators(),
            };
        }

        Differences? codes = layer.Codes();
        return new NodeDifferences(codes, new LayerDeviation(context.NodeIndex, layer.LocalError(), acc, codes?.Hull ?? acc));
    }

    /// <summary>What is known of an output's accumulator.</summary>
    /// <param name="Exact">In the exact network.</param>
    /// <param name="Reference">Exact circuits on the approximate operands.</param>
    /// <param name="Approximate">In the approximate network.</param>
    /// <param name="Errors">Of the circuits: the approximate one less the reference.</param>
    /// <param name="Difference">The approximate one less the exact one.</param>
    private sealed record Known(Interval Exact, Interval Reference, Interval Approximate, Interval Errors, Interval Difference);

    /// <summary>What a layer's accumulators are on both sides.</summary>
    private sealed class Layer
    {
        private readonly MatMul _node;
        private readonly TensorInfo _output;
        private readonly bool _isExact;
        private readonly Known[] _known;
        private readonly int[] _ofOutput;

        public Layer(MatMul node, DifferenceContext context)
        {
            _node = node;
            _output = context.Tensor(node.Output);
            OperatorPair operators = context.Operators.For(node.Name);
            _isExact = operators == OperatorPair.Exact;
            MatMulFacts facts = MatMulFacts.Of(context.Network, node, OperatorPair.Exact);
            MatMulFacts approximateFacts = MatMulFacts.Of(_isExact ? context.Network : context.ApproximateNetwork, node, operators);
            MatMulIntervals exact = Of(facts, context.ExactOf);
            MatMulIntervals reference = Of(facts, context.ApproximateOf);
            MatMulIntervals approximate = _isExact ? reference : Of(approximateFacts, context.ApproximateOf);
            Interval[] errors = _isExact ? new Interval[reference.Distinct.Count] : approximate.Errors();
            OperandMoves moves = new(node, context);
            Numbering<(int Exact, int Reference, int Approximate, int Moves, long Bias)> outputs = new();
            _ofOutput = new int[_output.ElementCount];
            for (int output = 0; output < _ofOutput.Length; output++)
            {
                int channel = output % node.OutChannels;
                long bias = (long)facts.BiasOf(channel) - approximateFacts.BiasOf(channel);
                _ofOutput[output] = outputs.Of((exact.OfOutput[output], reference.OfOutput[output], approximate.OfOutput[output], moves.OfOutput[output], bias));
            }

            _known =
            [
                .. outputs.Distinct.Select(of =>
                {
                    Interval added = errors[of.Approximate] - of.Bias;
                    (Interval left, Interval same, Interval right) =
                        (exact.Distinct[of.Exact].Sum, reference.Distinct[of.Reference].Sum, approximate.Distinct[of.Approximate].Sum);
                    return new Known(
                        AccumulatorDifferences.InRegister(left), AccumulatorDifferences.InRegister(same), AccumulatorDifferences.InRegister(right),
                        AccumulatorDifferences.Between(same, right, added),
                        AccumulatorDifferences.Between(left, right, moves.Distinct[of.Moves] + added));
                }),
            ];

            MatMulIntervals Of(MatMulFacts side, Func<int, Box> boxOf)
            {
                (Box input, Box weights) = (boxOf(node.Input), boxOf(node.Weights));
                return new MatMulIntervals(side, input.Lower, input.Upper, weights.Lower, weights.Upper);
            }
        }

        /// <summary>Every difference of accumulators.</summary>
        public Interval Hull => HullOf(_known.Select(known => known.Difference));

        /// <summary>Accumulators and their differences, for who reads them.</summary>
        public AccumulatorDifferences Accumulators()
        {
            return new AccumulatorDifferences(Each(known => known.Exact), Each(known => known.Approximate), Each(known => known.Difference));

            WindowIntervals Each(Func<Known, Interval> interval) => new(
                WindowOfPosition: null,
                [.. Enumerable.Range(0, _node.OutChannels).Select(channel => OfChannel(channel).Select(number => interval(_known[number])).ToArray())]);
        }

        /// <summary>Differences of codes; null where requantization may wrap and orders nothing.</summary>
        public Differences? Codes()
        {
            Interval domain = HullOf(_known.SelectMany<Known, Interval>(known => [known.Exact, known.Approximate]));
            if (!IsMonotone(domain))
            {
                return null;
            }

            StepFunction codes = CodesOf(domain);
            Interval[] differences = [.. _known.Select(known => codes.Difference(known.Exact, known.Approximate, known.Difference))];
            return Differences.Of(_ofOutput.Length, output => differences[_ofOutput[output]]);
        }

        /// <summary>What the circuits of the layer change by themselves, also with the middle of each channel's errors in its bias.</summary>
        public LocalError LocalError() => _isExact
            ? Bounds.LocalError.None
            : Enumerable.Range(0, _node.OutChannels).Select(channel => OfChannel(channel).Distinct().ToEquatableArray()).Distinct()
                .Select(numbers => LocalErrorOf([.. numbers.Select(number => _known[number])])).Aggregate((left, right) => left.Hull(right));

        private LocalError LocalErrorOf(Known[] channel)
        {
            Interval acc = HullOf(channel.Select(known => known.Errors));
            long centre = (acc.Lower + acc.Upper) / 2;
            return new LocalError(acc, CodeErrors(channel, 0), acc - centre, CodeErrors(channel, centre));
        }

        private Interval CodeErrors(Known[] channel, long centre)
        {
            if (_node.Requantization.Kind == RequantizationKind.Accumulator)
            {
                return HullOf(channel.Select(known => known.Errors)) - centre;
            }

            Interval domain = HullOf(channel.SelectMany<Known, Interval>(known => [known.Reference, known.Approximate - centre]));
            if (!IsMonotone(domain))
            {
                ClampRange clamp = _node.Requantization.Clamp;
                return new Interval(clamp.Lower - clamp.Upper, clamp.Upper - clamp.Lower);
            }

            StepFunction codes = CodesOf(domain);
            return HullOf(channel.Select(known => codes.Difference(known.Reference, known.Approximate - centre, known.Errors - centre)));
        }

        /// <summary>What is known of a channel's accumulators, position by position.</summary>
        private IEnumerable<int> OfChannel(int channel) =>
            Enumerable.Range(0, _ofOutput.Length / _node.OutChannels).Select(position => _ofOutput[(position * _node.OutChannels) + channel]);

        /// <summary>Both operands have one scale, so that all channels are requantized alike.</summary>
        private bool IsMonotone(Interval domain) => Rescaling.IsMonotone(domain, _node.Requantization.For(0));

        private StepFunction CodesOf(Interval domain)
        {
            Rescaler rescaler = _node.Requantization.For(0).ToReference();
            ClampRange clamp = _node.Requantization.Clamp;
            return StepFunction.OfNondecreasing(domain, acc => rescaler.Requantize((int)acc, _output.ZeroPoint, clamp.Lower, clamp.Upper));
        }

        private static Interval HullOf(IEnumerable<Interval> intervals) => intervals.Aggregate((left, right) => left.Hull(right));
    }
}
