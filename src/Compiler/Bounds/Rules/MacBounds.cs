using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Bounds.Rules;

/// <summary>Convolution, depthwise convolution and fully connected layer.</summary>
/// <remarks>
/// <para>
/// The accumulator is a sum of products, each of another input element, so the sums of the least and of the greatest
/// products are attained wherever the adder's own range is: optimal for the exact and the truncated adder. Nothing is
/// assumed of the multiplier; <see cref="ProductRanges"/> looks at every activation.
/// </para>
/// <para>
/// Sums are those of <see cref="Adder.SumRange"/>, which never wrap. The register holds them modulo 2^32, so it is right
/// exactly when the final sum fits, whatever the sums before it did: for the exact adder because Z/2^32 is a ring, for the
/// truncated one because its upper bits are an exact adder of Z/2^(32 - drop) and its low bits are zero.
/// </para>
/// </remarks>
internal sealed class MacBounds : BoundRule<MacNode>
{
    protected override NodeBounds Apply(MacNode node, BoundContext context)
    {
        Layer layer = new(node, context);
        int channels = node.Geometry.OutChannels;
        ChannelBounds[][] bounds = new ChannelBounds[channels][];

        // A channel is computed by one thread, so the result does not depend on their number.
        Parallel.For(0, channels, channel => bounds[channel] = layer.BoundChannel(channel));

        return new NodeBounds(
            node.Requantization.Kind == RequantizationKind.Accumulator ? null : Codes(layer.Windows.WindowOfPosition, bounds),
            new LayerBounds(
                context.NodeIndex,
                node,
                layer.Operators,
                layer.InputHull(),
                layer.OperandHull(),
                WeightSet.Of(context.Model.Parameters[node.Weights].Int8),
                layer.WeightNorm(),
                [.. bounds.Select(windows => windows.Aggregate((left, right) => left.Hull(right)))]));
    }

    private static Box Codes(ReadOnlySpan<int> windowOfPosition, ChannelBounds[][] bounds)
    {
        int channels = bounds.Length;
        sbyte[] lower = new sbyte[windowOfPosition.Length * channels];
        sbyte[] upper = new sbyte[lower.Length];
        for (int i = 0; i < lower.Length; i++)
        {
            Interval output = bounds[i % channels][windowOfPosition[i / channels]].Output;
            lower[i] = (sbyte)output.Lower;
            upper[i] = (sbyte)output.Upper;
        }

        return new Box(lower, upper);
    }

    /// <summary>One layer: its weights by channel, and the boxes that its windows hold.</summary>
    private sealed class Layer
    {
        private readonly MacNode _node;
        private readonly MacGeometry _geometry;
        private readonly int _correctedZeroPoint;
        private readonly int _centre;
        private readonly int _outputZeroPoint;
        private readonly TensorQuantization? _weightQuantization;
        private readonly sbyte[][] _weights;
        private readonly int[] _bias;
        private readonly TapRanges _taps;

        public Layer(MacNode node, BoundContext context)
        {
            _node = node;
            _geometry = node.Geometry;
            OperandForm form = context.Model.Graph.Semantics.Operands;
            int inputZeroPoint = context.Tensor(node.Input).ZeroPoint;
            _centre = form == OperandForm.Centred ? inputZeroPoint : 0;
            _correctedZeroPoint = inputZeroPoint - _centre;
            _outputZeroPoint = context.Tensor(node.Output).ZeroPoint;
            _weightQuantization = context.Tensor(node.Weights).Quantization;
            Operators = context.Operators.For(node.Name);
            Windows = new WindowBoxes(
                _geometry.Window, context.BoxOf(node.Input), context.Model.Graph.Semantics.Padding, inputZeroPoint);

            ReadOnlySpan<sbyte> weights = context.Model.Parameters[node.Weights].Int8;
            _weights = new sbyte[_geometry.OutChannels][];
            for (int channel = 0; channel < _weights.Length; channel++)
            {
                _weights[channel] = WeightsOf(channel, weights);
            }

            _bias = node.Bias < 0 ? new int[_geometry.OutChannels] : context.Model.Parameters[node.Bias].Int32.ToArray();
            _taps = new TapRanges(
                CentredMultiplier.Of(Operators.Multiplier, form, inputZeroPoint, node.Name), Windows.Boxes, weights);
        }

        public OperatorPair Operators { get; }

        public WindowBoxes Windows { get; }

        /// <summary>Bounds of a channel at each distinct window.</summary>
        public ChannelBounds[] BoundChannel(int channel)
        {
            ChannelBounds[] bounds = new ChannelBounds[Windows.Windows.Count];
            for (int i = 0; i < bounds.Length; i++)
            {
                bounds[i] = BoundWindow(channel, Windows.Windows[i]);
            }

            return bounds;
        }

        /// <summary>The codes that some window holds, padding included.</summary>
        public Interval InputHull()
        {
            Interval hull = Interval.Empty;
            foreach (int box in Windows.Windows.SelectMany(window => window).Distinct().Where(box => box != WindowBoxes.Absent))
            {
                (int lower, int upper) = Windows.Boxes[box];
                hull = hull.Hull(new Interval(lower, upper));
            }

            return hull;
        }

        /// <summary>The same as the circuit gets it.</summary>
        public Interval OperandHull()
        {
            Interval input = InputHull();
            return input == Interval.Empty ? input : new Interval(input.Lower - _centre, input.Upper - _centre);
        }

        public long WeightNorm() => _weights.Max(weights => weights.Sum(weight => (long)Math.Abs((int)weight)));

        /// <summary>The chain of SEMANTICS section 2 on intervals, and what it can reach on the way.</summary>
        private ChannelBounds BoundWindow(int channel, int[] window)
        {
            Adder adder = Operators.Adder;
            ReadOnlySpan<sbyte> weights = _weights[channel];
            ReadOnlySpan<int> boxes = BoxesOf(channel, window);

            // Only elements that are present have a share in the zero point correction.
            int weightZeroPoint = _weightQuantization?.ZeroPointOf(channel) ?? 0;
            long weightSum = 0;
            for (int i = 0; i < weights.Length; i++)
            {
                weightSum += boxes[i] == WindowBoxes.Absent ? 0 : weights[i] - weightZeroPoint;
            }

            (long Lower, long Upper) start = (_bias[channel] - (_correctedZeroPoint * weightSum), _bias[channel] - (_correctedZeroPoint * weightSum));
            (long Lower, long Upper) sum = start;
            (long Lower, long Upper) prefix = start;
            (long Lower, long Upper) product = (Interval.Empty.Lower, Interval.Empty.Upper);

            // What the start and some of the products can add up to, downwards and upwards, whatever the order.
            (long Lower, long Upper) anyOrder = (Math.Min(start.Lower, 0), Math.Max(start.Upper, 0));
            for (int i = 0; i < weights.Length; i++)
            {
                if (boxes[i] == WindowBoxes.Absent)
                {
                    continue;
                }

                (long Lower, long Upper) tap = _taps.Of(boxes[i], weights[i]);
                product = Hull(product, tap);
                sum = adder.SumRange(sum, tap);
                prefix = Hull(prefix, sum);
                anyOrder = Hull(anyOrder, adder.SumRange(anyOrder, (Math.Min(tap.Lower, 0), Math.Max(tap.Upper, 0))));
            }

            if (weightZeroPoint != 0)
            {
                // Added exactly, in any order with the rest; that it depends on the same activations is forgotten.
                sum = AddWeightZeroPoint(sum, boxes, weightZeroPoint);
                prefix = Hull(prefix, sum);
                anyOrder = Hull(anyOrder, AddWeightZeroPoint(anyOrder, boxes, weightZeroPoint));
            }

            Interval final = new(sum.Lower, sum.Upper);
            Requantized requantized = _node.Requantization.Kind == RequantizationKind.Accumulator
                ? Requantized.Nothing(final)
                : Requantized.Of(final, _node.Requantization.For(channel), _outputZeroPoint, _node.Requantization.Clamp);
            return new ChannelBounds(
                new Interval(product.Lower, product.Upper),
                final,
                requantized.Acc,
                new Interval(prefix.Lower, prefix.Upper),
                new Interval(anyOrder.Lower, anyOrder.Upper),
                requantized.Codes,
                requantized.ClampsLow,
                requantized.ClampsHigh,
                requantized.ShiftMayOverflow);
        }

        /// <summary>A range with <c>-zw * sum of the activations</c> added.</summary>
        private (long Lower, long Upper) AddWeightZeroPoint((long Lower, long Upper) range, ReadOnlySpan<int> boxes, int weightZeroPoint)
        {
            long lower = 0;
            long upper = 0;
            foreach (int box in boxes)
            {
                if (box != WindowBoxes.Absent)
                {
                    lower += Windows.Boxes[box].Lower - _centre;
                    upper += Windows.Boxes[box].Upper - _centre;
                }
            }

            return (
                range.Lower + Math.Min(-weightZeroPoint * lower, -weightZeroPoint * upper),
                range.Upper + Math.Max(-weightZeroPoint * lower, -weightZeroPoint * upper));
        }

        private static (long Lower, long Upper) Hull((long Lower, long Upper) left, (long Lower, long Upper) right) =>
            (Math.Min(left.Lower, right.Lower), Math.Max(left.Upper, right.Upper));

        /// <summary>The boxes of a channel's taps, out of a window that holds the elements of all groups.</summary>
        private ReadOnlySpan<int> BoxesOf(int channel, int[] window)
        {
            if (_geometry.Groups == 1)
            {
                return window;
            }

            int[] boxes = new int[_geometry.Taps];
            int first = _geometry.FirstInChannel(channel);
            for (int tap = 0; tap < boxes.Length; tap += _geometry.GroupInChannels, first += _geometry.Window.InChannels)
            {
                window.AsSpan(first, _geometry.GroupInChannels).CopyTo(boxes.AsSpan(tap));
            }

            return boxes;
        }

        private sbyte[] WeightsOf(int channel, ReadOnlySpan<sbyte> weights)
        {
            sbyte[] ofChannel = new sbyte[_geometry.Taps];
            int tap = 0;
            for (int filterY = 0; filterY < _geometry.Window.FilterHeight; filterY++)
            {
                for (int filterX = 0; filterX < _geometry.Window.FilterWidth; filterX++)
                {
                    for (int inChannel = 0; inChannel < _geometry.GroupInChannels; inChannel++)
                    {
                        ofChannel[tap++] = weights[_geometry.WeightIndex(channel, filterY, filterX, inChannel)];
                    }
                }
            }

            return ofChannel;
        }
    }
}
