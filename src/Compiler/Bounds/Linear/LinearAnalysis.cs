using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Linear;

/// <summary>Linear bounds (CROWN): each accumulator as a linear form of the tensors before it, which knows that two elements come from the same inputs.</summary>
/// <remarks>
/// <para>
/// Node after node: the interval rules give boxes, from boxes that are already narrower; the accumulators of layers and the sums of additions are then
/// substituted back and intersected. All is intersected with interval bound propagation at last, so nothing is ever looser. In double
/// precision, rounded outward; experimental.
/// </para>
/// <para>Source: H. Zhang et al., "Efficient Neural Network Robustness Certification with General Activation Functions", 2018.</para>
/// </remarks>
internal sealed class LinearAnalysis
{
    private readonly Network _network;
    private readonly OperatorAssignment _operators;
    private readonly LinearOptions _options;
    private readonly AnalysisOptions _intervalOptions;
    private readonly NetworkBounds _intervals;
    private readonly Dictionary<int, Box> _boxes;
    private readonly Dictionary<int, CentredBox> _centred = [];
    private readonly Dictionary<int, WindowIntervals> _accumulators = [];
    private readonly Dictionary<int, LinearStep> _steps = [];
    private readonly Dictionary<int, Interval[]> _sums = [];

    private LinearAnalysis(Network network, OperatorAssignment operators, InputRegion region, LinearOptions options)
    {
        (_network, _operators, _options) = (network, operators, options);
        _intervalOptions = new AnalysisOptions { Threads = options.Threads };
        _intervals = IntervalAnalysis.Run(network, operators, region, _intervalOptions);

        // Inputs, and states, which interval analysis has brought to a fixed point.
        _boxes = _intervals.Tensors.Where(pair => network.Graph.Nodes.All(node => node.Output != pair.Key || node is Quantize)).ToDictionary();
    }

    /// <summary>Steps by the tensor that they compute.</summary>
    public IReadOnlyDictionary<int, LinearStep> Steps => _steps;

    /// <summary>Final sums of every element of the layers that are linear steps, by the tensor that they compute.</summary>
    public IReadOnlyDictionary<int, Interval[]> Sums => _sums;

    /// <summary>The bounds.</summary>
    public NetworkBounds Bounds { get; private set; } = null!;

    /// <summary>Bounds every tensor and layer of a network.</summary>
    /// <param name="network">The network and its parameters.</param>
    /// <param name="operators">The arithmetic of each layer.</param>
    /// <param name="region">The inputs.</param>
    /// <param name="options">How deep, and on how many threads.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static LinearAnalysis Run(Network network, OperatorAssignment operators, InputRegion region, LinearOptions options, CancellationToken cancellation)
    {
        LinearAnalysis analysis = new(network, operators, region, options);
        Dictionary<int, LayerBounds> layers = analysis._intervals.Layers.ToDictionary(layer => layer.Index);
        for (int index = 0; index < network.Graph.Nodes.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            LayerBounds? layer = analysis.Pass(index);
            if (layer is not null)
            {
                layers[index] = layer;
            }
        }

        analysis.Bounds = new NetworkBounds(analysis._boxes, [.. layers.OrderBy(pair => pair.Key).Select(pair => pair.Value)]);
        return analysis;
    }

    /// <summary>The inputs at which the linear bounds of a channel's accumulator would be attained, if they were: greatest, then least.</summary>
    /// <param name="layer">A layer that is a linear step.</param>
    /// <param name="position">Output position.</param>
    /// <param name="channel">Output channel.</param>
    /// <returns>Null where the forms do not come to the input alone.</returns>
    public (sbyte[] Greatest, sbyte[] Least)? Corners(MacNode layer, int position, int channel)
    {
        int input = _network.Graph.Inputs[0];
        RoundedStep step = (RoundedStep)_steps[layer.Output];
        LinearForms forms = new();
        step.Distribute(forms, Unit(step.Extent, position, channel, channels: 1));
        return forms.CoefficientsAt(input, _steps) is CoefficientBlock block
            ? (LinearForms.Corner(block, 0, _boxes[input]), LinearForms.Corner(block, 1, _boxes[input]))
            : null;
    }

    private LayerBounds? Pass(int index)
    {
        GraphNode node = _network.Graph.Nodes[index];
        NodeBounds bounds = BoundRules.For(node).Apply(node, new BoundContext(_network, _operators, _boxes, index) { Accumulators = _accumulators, Options = _intervalOptions });
        if (bounds.Accumulators is not null)
        {
            _accumulators[node.Output] = bounds.Accumulators;
        }

        if (bounds.Output is not null)
        {
            // One rule, that of softmax, may be looser on a narrower box.
            Settle(node.Output, bounds.Output.Intersect(_intervals.Tensors[node.Output]));
        }

        switch (node)
        {
            case MacNode layer when LayerStep.Supports(layer) && layer is not TransposeConv:
                return new LayerPass(this, layer, index).Run(bounds.Layer!);
            case ScaledSum sum when SumStep.Supports(sum, Tensor(sum.First), Tensor(sum.Second), Tensor(sum.Output)):
                PassSum(sum, index);
                break;
            case AveragePool2D pool when pool.Window.Batches == 1:
                MeanStep mean = new(pool, Tensor(pool.Input)) { NodeIndex = index, Relaxation = new Relaxation(Tensor(pool.Output).ElementCount) };
                Relax(mean, pool.Output, MeanStep.RoundingOf(pool, Tensor(pool.Output)), element => mean.MeanOf(element, Centred(pool.Input)));
                break;
            case Reshape reshape:
                _steps[node.Output] = Move(reshape.Input, node.Output, index, MoveStep.SourceOf(reshape));
                break;
            case View view:
                _steps[node.Output] = Move(view.Input, node.Output, index, MoveStep.SourceOf(view, Tensor(node.Output)));
                break;
            default:
                // Its result is where forms end.
                break;
        }

        return bounds.Layer;
    }

    private TensorInfo Tensor(int index) => _network.Graph.Tensor(index);

    /// <summary>Says what is known of a tensor from here on.</summary>
    private void Settle(int tensor, Box box)
    {
        _boxes[tensor] = box;
        _centred.Remove(tensor);
    }

    private CentredBox Centred(int tensor)
    {
        if (!_centred.TryGetValue(tensor, out CentredBox? box))
        {
            Box codes = _boxes.TryGetValue(tensor, out Box? known) ? known : Box.Point(_network.Parameters[tensor].Int8);
            box = CentredBox.Of(codes, Tensor(tensor));
            _centred.Add(tensor, box);
        }

        return box;
    }

    private MoveStep Move(int input, int output, int index, Func<int, int> source) =>
        new(input, TensorExtent.Of(Tensor(input)), TensorExtent.Of(Tensor(output)), source) { NodeIndex = index };

    /// <summary>Narrows the codes of a sum by the linear bounds of each element.</summary>
    private void PassSum(ScaledSum node, int index)
    {
        TensorInfo output = Tensor(node.Output);
        SumStep step = new(node, output) { NodeIndex = index, Relaxation = new Relaxation(output.ElementCount) };
        Rounding rounding = SumStep.RoundingOf(node, output);
        (double Lower, double Upper)[] sums = BoundSums(step, element => step.SumsOf(element, Centred(node.First), Centred(node.Second)));
        Box box = _boxes[node.Output];
        sbyte[] lower = box.Lower.ToArray();
        sbyte[] upper = box.Upper.ToArray();
        for (int element = 0; element < lower.Length; element++)
        {
            double least = Math.Max(Math.Ceiling(sums[element].Lower - rounding.Distance), rounding.Clamp.Lower) + output.ZeroPoint;
            double greatest = Math.Min(Math.Floor(sums[element].Upper + rounding.Distance), rounding.Clamp.Upper) + output.ZeroPoint;
            lower[element] = (sbyte)Math.Max(lower[element], Math.Min(least, upper[element]));
            upper[element] = (sbyte)Math.Min(upper[element], Math.Max(greatest, lower[element]));
        }

        Settle(node.Output, new Box(lower, upper));
        Relax(step, node.Output, rounding, element => sums[element]);
    }

    private void Relax(RoundedStep step, int tensor, Rounding rounding, Func<int, (double Lower, double Upper)> sums)
    {
        CentredBox codes = Centred(tensor);
        for (int element = 0; element < codes.Lower.Length; element++)
        {
            step.Relaxation.Bound(element, new Interval((long)codes.Lower[element], (long)codes.Upper[element]), sums(element), rounding);
        }

        _steps[tensor] = step;
    }

    /// <summary>Bounds of all sums of a step, those of the intervals where they are narrower.</summary>
    private (double Lower, double Upper)[] BoundSums(RoundedStep step, Func<int, (double Lower, double Upper)> intervals)
    {
        int channels = step.Extent.Channels;
        (double Lower, double Upper)[] sums = new (double Lower, double Upper)[step.Extent.Count];
        CentredBox[] boxes = [.. Enumerable.Range(0, _network.Graph.Tensors.Max(tensor => tensor.Index) + 1).Select(_ => (CentredBox)null!)];
        foreach (int tensor in _boxes.Keys.Concat(_network.Graph.Nodes[step.NodeIndex].Inputs.Where(_network.Parameters.Contains)).Where(tensor => Tensor(tensor).Type == ElementType.Int8))
        {
            boxes[tensor] = Centred(tensor);
        }

        // Some channels of a position are computed by one thread, so the result does not depend on their number.
        const int most = CoefficientBlock.Lanes / 2;
        int groups = (channels + most - 1) / most;
        _intervalOptions.Do(step.Extent.Height * step.Extent.Width * groups, index =>
        {
            (int position, int group) = Math.DivRem(index, groups);
            int first = group * most;
            int count = Math.Min(most, channels - first);
            LinearForms forms = new();
            CoefficientBlock unit = Unit(step.Extent, position, first, count);
            step.Distribute(forms, unit);
            unit.Release();
            double[] bounds = forms.Bound(_steps, tensor => boxes[tensor], _options.Depth);
            for (int channel = 0; channel < count; channel++)
            {
                int element = (position * channels) + first + channel;
                (double lower, double upper) = intervals(element);
                sums[element] = (Math.Max(lower, -bounds[(2 * channel) + 1]), Math.Min(upper, bounds[2 * channel]));
            }
        });
        return sums;
    }

    /// <summary>The sums of some channels at a position, each as itself and with the other sign, whose greatest value is the least one.</summary>
    private static CoefficientBlock Unit(TensorExtent extent, int position, int firstChannel, int channels)
    {
        CoefficientBlock block = new(extent, new PixelRectangle(position / extent.Width, position % extent.Width, 1, 1));
        for (int channel = 0; channel < channels; channel++)
        {
            block.Of(firstChannel + channel)[2 * channel] = 1;
            block.Of(firstChannel + channel)[(2 * channel) + 1] = -1;
        }

        return block;
    }

    /// <summary>A layer of products: narrows its accumulators, and what they become.</summary>
    private sealed class LayerPass(LinearAnalysis analysis, MacNode layer, int index)
    {
        private readonly ChannelRequantization _requantization = layer.Requantization;
        private readonly LayerFacts _facts = LayerFacts.Of(analysis._network, layer, analysis._operators.For(layer.Name));

        private bool HasCodes => _requantization.Kind != RequantizationKind.Accumulator;

        public LayerBounds Run(LayerBounds intervals)
        {
            Box input = analysis._boxes.TryGetValue(layer.Input, out Box? known) ? known : Box.Point(analysis._network.Parameters[layer.Input].Int8);
            TensorInfo output = analysis.Tensor(layer.Output);
            WindowBoxes windows = new(_facts, input.Lower, input.Upper);
            AccumulatorIntervals[][] accumulators = AccumulatorIntervals.Of(_facts, windows, threads: analysis._options.Threads);
            int[] windowOfPosition = windows.WindowOfPosition.ToArray();
            LayerStep step = new(_facts, analysis.Tensor(layer.Input), CircuitErrors.Of(_facts, windows)) { NodeIndex = index, Relaxation = new Relaxation(output.ElementCount) };
            int channels = layer.Geometry.OutChannels;
            Interval SumOf(int element) => accumulators[element % channels][windowOfPosition[element / channels]].Sum;
            (double Lower, double Upper)[] linear = analysis.BoundSums(step, element => (SumOf(element).Lower, SumOf(element).Upper));
            Requantized[] results = new Requantized[linear.Length];
            Interval[] sums = new Interval[linear.Length];
            for (int element = 0; element < results.Length; element++)
            {
                sums[element] = new Interval((long)Math.Ceiling(linear[element].Lower), (long)Math.Floor(linear[element].Upper));
                results[element] = HasCodes
                    ? Requantized.Of(sums[element], _requantization.For(element % channels), output.ZeroPoint, _requantization.Clamp)
                    : Requantized.Nothing(sums[element]);
            }

            analysis._sums[layer.Output] = sums;
            if (HasCodes)
            {
                Box codes = new([.. results.Select(result => (sbyte)result.Codes.Lower)], [.. results.Select(result => (sbyte)result.Codes.Upper)]);
                analysis.Settle(layer.Output, codes.Intersect(analysis._boxes[layer.Output]));
                Relax(step, output, sums, results);
            }
            else
            {
                analysis._accumulators[layer.Output] = PerElement(sums, channels);
            }

            return intervals with { Channels = [.. intervals.Channels.Select((channel, c) => Narrowed(channel, c, channels, sums, results))] };
        }

        private void Relax(LayerStep step, TensorInfo output, Interval[] sums, Requantized[] results)
        {
            CentredBox box = analysis.Centred(layer.Output);
            ClampRange clamp = _requantization.Clamp;
            for (int element = 0; element < results.Length; element++)
            {
                Interval codes = new((long)box.Lower[element], (long)box.Upper[element]);
                if (!Interval.Int32.Contains(sums[element]) || results[element].ShiftMayOverflow)
                {
                    // What wraps is no line.
                    step.Relaxation.Bound(element, codes);
                    continue;
                }

                Rescale rescale = _requantization.For(element % layer.Geometry.OutChannels);
                step.Relaxation.Bound(
                    element,
                    codes,
                    (sums[element].Lower, sums[element].Upper),
                    new Rounding(RealFactors.Of(rescale), DistanceOf(rescale), new Interval(clamp.Lower - output.ZeroPoint, clamp.Upper - output.ZeroPoint)));
            }

            analysis._steps[layer.Output] = step;
        }

        /// <summary>Rounding twice leads further away than once; float32 by the error of its product, too.</summary>
        private static double DistanceOf(Rescale rescale) => rescale.Kind switch
        {
            RequantizationKind.OnnxFloat => 0.5 + Math.ScaleB(1, -13),
            RequantizationKind.TfliteDouble when rescale.Multiplier.Shift < 0 => 0.5 + Math.ScaleB(1, rescale.Multiplier.Shift - 1),
            _ => 0.5,
        };

        private static WindowIntervals PerElement(Interval[] sums, int channels) => new(
            WindowOfPosition: null,
            [.. Enumerable.Range(0, channels).Select(channel => Enumerable.Range(0, sums.Length / channels).Select(position => Held(sums[(position * channels) + channel])).ToArray())]);

        /// <summary>What 32 bits hold of a sum that may wrap: anything.</summary>
        private static Interval Held(Interval sum) => Interval.Int32.Contains(sum) ? sum : Interval.Int32;

        private ChannelBounds Narrowed(ChannelBounds intervals, int channel, int channels, Interval[] sums, Requantized[] results)
        {
            ChannelBounds? hull = null;
            for (int element = channel; element < sums.Length; element += channels)
            {
                Requantized result = results[element];
                Interval codes = HasCodes ? new Interval(analysis._boxes[layer.Output].Lower[element], analysis._boxes[layer.Output].Upper[element]) : result.Codes;
                ChannelBounds bounds = intervals with
                {
                    Sum = sums[element],
                    Acc = Held(sums[element]),
                    Output = codes,
                    ClampsLow = result.ClampsLow,
                    ClampsHigh = result.ClampsHigh,
                    ShiftMayOverflow = result.ShiftMayOverflow,
                    MayOverflow = !Interval.Int32.Contains(sums[element]),
                };
                hull = hull is null ? bounds : hull.Hull(bounds);
            }

            return hull ?? intervals;
        }
    }
}
