using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime.Reference;

namespace QMacVerify.Compiler.Bounds.Deviation.Rules;

/// <summary>Convolution, depthwise and transposed convolution, fully connected layer (BOUNDS sections 6 and 8).</summary>
/// <remarks>
/// The approximate accumulator is the exact one of the approximate activations, and the error of the circuits there; the exact one is linear. So
/// accumulators differ by <c>sum of (w - zw) * d</c> and that error, and never by more than their own intervals do. Where
/// a sum may wrap, these alone count. Codes follow level set by level set.
/// </remarks>
internal sealed class MacDifferences : DifferenceRule<MacNode>
{
    /// <summary>The middle of what a layer's circuits err by in each channel, rounded towards zero: what centring takes from the bias.</summary>
    public static long[] CentresOf(MacNode node, DifferenceContext context)
    {
        Layer layer = new(node, context);
        return [.. Enumerable.Range(0, node.Geometry.OutChannels).Select(channel => layer.ErrorsOf(channel).Centre)];
    }

    protected override NodeDifferences Apply(MacNode node, DifferenceContext context)
    {
        Layer layer = new(node, context);
        bool hasCodes = node.Requantization.Kind != RequantizationKind.Accumulator;
        AccumulatorDifferences accumulators = layer.Accumulators(out Interval acc);
        Differences? codes = hasCodes ? layer.Codes(accumulators) : null;
        Interval output = codes?.Hull ?? acc;
        return new NodeDifferences(codes, new LayerDeviation(context.NodeIndex, layer.LocalError(), acc, output))
        {
            Accumulators = hasCodes ? null : accumulators,
        };
    }

    /// <summary>What a layer's accumulators are on both sides.</summary>
    private sealed class Layer
    {
        private readonly MacNode _node;
        private readonly DifferenceContext _context;
        private readonly WindowBoxes _exactWindows;
        private readonly WindowBoxes _approximateWindows;
        private readonly Interval[][] _exact;
        private readonly Interval[][] _approximate;

        /// <summary>Exact circuits on the approximate activations.</summary>
        private readonly Interval[][] _reference;

        /// <summary>What the circuits add to them, and another bias.</summary>
        private readonly Interval[][] _errors;

        private readonly DifferenceWindows _differences;

        public Layer(MacNode node, DifferenceContext context)
        {
            _node = node;
            _context = context;
            OperatorPair operators = context.Operators.For(node.Name);
            LayerFacts exact = LayerFacts.Of(context.Network, node, OperatorPair.Exact);
            LayerFacts approximate = LayerFacts.Of(context.ApproximateNetwork, node, operators);
            Box exactInput = context.ExactOf(node.Input);
            Box approximateInput = context.ApproximateOf(node.Input);
            _exactWindows = new WindowBoxes(exact, exactInput.Lower, exactInput.Upper);
            _approximateWindows = new WindowBoxes(approximate, approximateInput.Lower, approximateInput.Upper);
            _differences = new DifferenceWindows(exact, context.DifferencesOf(node.Input));
            _exact = SumsOf(exact, _exactWindows);
            _reference = SumsOf(exact, _approximateWindows);
            IsExact = operators == OperatorPair.Exact;
            _approximate = IsExact ? _reference : SumsOf(approximate, _approximateWindows);
            _errors = IsExact
                ? Array.ConvertAll(_reference, windows => new Interval[windows.Length])
                : [.. AccumulatorErrors.Of(approximate, _approximateWindows).Select((windows, channel) =>
                    Array.ConvertAll(windows, error => error - ((long)exact.Bias[channel] - approximate.Bias[channel])))];
        }

        /// <summary>Whether the layer has exact circuits, so that nothing but its input differs.</summary>
        private bool IsExact { get; }

        /// <summary>Accumulators and their differences, position by position.</summary>
        public AccumulatorDifferences Accumulators(out Interval hull)
        {
            Numbering<(int Exact, int Approximate, int Difference)> combinations = new();
            int[] combinationOf = new int[_node.Geometry.Positions];
            for (int position = 0; position < combinationOf.Length; position++)
            {
                combinationOf[position] = combinations.Of((
                    _exactWindows.WindowOfPosition[position], _approximateWindows.WindowOfPosition[position], _differences.WindowOfPosition[position]));
            }

            (int Exact, int Approximate, int Difference)[] windows = [.. combinations.Distinct];
            Interval[][] exact = new Interval[_exact.Length][];
            Interval[][] approximate = new Interval[_exact.Length][];
            Interval[][] difference = new Interval[_exact.Length][];
            Parallel.For(0, exact.Length, channel =>
            {
                Interval[] sums = _differences.SumsOf(channel);
                exact[channel] = Array.ConvertAll(windows, each => AccumulatorDifferences.InRegister(_exact[channel][each.Exact]));
                approximate[channel] = Array.ConvertAll(windows, each => AccumulatorDifferences.InRegister(_approximate[channel][each.Approximate]));
                difference[channel] = Array.ConvertAll(windows, each => AccumulatorDifferences.Between(
                    _exact[channel][each.Exact], _approximate[channel][each.Approximate], sums[each.Difference] + _errors[channel][each.Approximate]));
            });
            hull = HullOf(difference);
            return new AccumulatorDifferences(
                new WindowIntervals(combinationOf, exact), new WindowIntervals(combinationOf, approximate), new WindowIntervals(combinationOf, difference));
        }

        /// <summary>Differences of codes; null where requantization may wrap and orders nothing.</summary>
        public Differences? Codes(AccumulatorDifferences accumulators)
        {
            Interval domain = HullOf(accumulators.Exact.Ranges).Hull(HullOf(accumulators.Approximate.Ranges));
            return Enumerable.Range(0, _exact.Length).All(channel => IsMonotone(channel, domain)) ? accumulators.Map(CodesOf) : null;
        }

        /// <summary>What the circuits of the layer change by themselves, also with the middle of each channel's errors in its bias.</summary>
        public LocalError LocalError()
        {
            if (IsExact)
            {
                return Bounds.LocalError.None;
            }

            LocalError[] channels = new LocalError[_errors.Length];
            Parallel.For(0, channels.Length, channel =>
            {
                (Interval[] errors, Interval acc, long centre) = ErrorsOf(channel);
                channels[channel] = new LocalError(acc, CodeErrors(channel, errors, 0), acc - centre, CodeErrors(channel, errors, centre));
            });
            return channels.Aggregate((left, right) => left.Hull(right));
        }

        /// <summary>What the circuits add to a channel's accumulators: of each window, of all of them, and the middle of that.</summary>
        public (Interval[] Errors, Interval Hull, long Centre) ErrorsOf(int channel)
        {
            Interval[] errors = [.. _errors[channel].Select((error, window) => AccumulatorDifferences.Between(_reference[channel][window], _approximate[channel][window], error))];
            Interval hull = errors.Aggregate((left, right) => left.Hull(right));
            return (errors, hull, (hull.Lower + hull.Upper) / 2);
        }

        private Interval CodeErrors(int channel, Interval[] errors, long centre)
        {
            if (_node.Requantization.Kind == RequantizationKind.Accumulator)
            {
                return errors.Aggregate((left, right) => left.Hull(right)) - centre;
            }

            Interval[] reference = Array.ConvertAll(_reference[channel], AccumulatorDifferences.InRegister);
            Interval[] approximate = Array.ConvertAll(_approximate[channel], sum => AccumulatorDifferences.InRegister(sum) - centre);
            Interval domain = reference.Concat(approximate).Aggregate((left, right) => left.Hull(right));
            if (!IsMonotone(channel, domain))
            {
                ClampRange clamp = _node.Requantization.Clamp;
                return new Interval(clamp.Lower - clamp.Upper, clamp.Upper - clamp.Lower);
            }

            StepFunction codes = CodesOf(channel, domain);
            return errors.Select((error, window) => codes.Difference(reference[window], approximate[window], error - centre))
                .Aggregate((left, right) => left.Hull(right));
        }

        private bool IsMonotone(int channel, Interval domain) => Rescaling.IsMonotone(domain, _node.Requantization.For(channel));

        private StepFunction CodesOf(int channel, Interval domain)
        {
            Rescaler rescaler = _node.Requantization.For(channel).ToReference();
            int zeroPoint = _context.Tensor(_node.Output).ZeroPoint;
            ClampRange clamp = _node.Requantization.Clamp;
            return StepFunction.OfNondecreasing(domain, acc => rescaler.Requantize((int)acc, zeroPoint, clamp.Lower, clamp.Upper));
        }

        private static Interval[][] SumsOf(LayerFacts facts, WindowBoxes windows) =>
            Array.ConvertAll(AccumulatorIntervals.Of(facts, windows), ofWindows => Array.ConvertAll(ofWindows, acc => acc.Sum));

        private static Interval HullOf(Interval[][] intervals) =>
            intervals.SelectMany(windows => windows).Aggregate((left, right) => left.Hull(right));
    }
}
