using System.Runtime.InteropServices;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Tuning;

/// <summary>One layer while it is fitted to its circuit.</summary>
internal sealed class LayerTuning
{
    private readonly Network _network;
    private readonly MacNode _layer;
    private readonly OperatorPair _operators;
    private readonly LayerTable _table;
    private readonly SampleTensors _tensors;
    private readonly SampleTensors _aims;
    private readonly int[][] _exact;
    private sbyte[] _weights;
    private int[] _bias;
    private int[][] _sums;

    /// <param name="network">The network as it was.</param>
    /// <param name="layer">The layer as it was.</param>
    /// <param name="operators">Its circuits.</param>
    /// <param name="tensors">The samples, computed up to the layer.</param>
    /// <param name="aims">The samples whose exact accumulators are aimed at: the same, or those of the exact network.</param>
    public LayerTuning(Network network, MacNode layer, OperatorPair operators, SampleTensors tensors, SampleTensors aims)
    {
        _network = network;
        _layer = layer;
        _operators = operators;
        _tensors = tensors;
        _aims = aims;
        _table = new LayerTable(network, layer, operators);
        _weights = network.Parameters[layer.Weights].Int8.ToArray();
        _bias = layer.Bias < 0 ? [] : network.Parameters[layer.Bias].Int32.ToArray();
        _sums = tensors.Accumulate(_table, _weights, _bias);
        _exact = operators == OperatorPair.Exact && aims == tensors ? _sums : aims.Accumulate(new LayerTable(network, layer, OperatorPair.Exact), _weights, _bias);
    }

    /// <summary>Computes the codes of the layer as it is now.</summary>
    public void Finish(MacNode layer)
    {
        _tensors.Finish(layer, _sums);
        if (_aims != _tensors)
        {
            _aims.Finish(_layer, _exact);
        }
    }

    /// <summary>Fits the layer.</summary>
    /// <param name="tuned">The network so far.</param>
    /// <param name="methods">What may be changed.</param>
    /// <returns>The network with the layer fitted, and what changed.</returns>
    public (Network Network, TunedLayer Changes) Tune(Network tuned, TuningMethods methods)
    {
        int channels = _layer.OutChannels;
        List<string> notes = [];
        bool centres = methods.HasFlag(TuningMethods.Centre) && Allows(LayerBias.IsOwn(_network.Graph, _layer), "no bias of its own", notes);
        ChannelSums[] before = ChannelSums.Of(_exact, _sums, channels);
        sbyte[] oldWeights = _weights;
        if ((methods & (TuningMethods.Weights | TuningMethods.Joint)) != 0 && Allows(LayerBias.IsOwn(_network.Graph, _layer.Weights), "other layers have the same weights", notes))
        {
            FitWeights(methods, centres);
            tuned = tuned with { Parameters = tuned.Parameters.With(_layer.Weights, MemoryMarshal.AsBytes<sbyte>(_weights).ToArray()) };
        }

        ChannelSums[] sums = ChannelSums.Of(_exact, _sums, channels);
        MacNode layer = _layer;
        double[] slopes = [.. Enumerable.Repeat(1.0, channels)];
        if (methods.HasFlag(TuningMethods.Refit) && Allows(_layer.Requantization.Kind != RequantizationKind.Accumulator, "accumulators are its result", notes))
        {
            ChannelRequantization refitted = FactorFit.Times(_layer.Requantization, Array.ConvertAll(sums, sum => centres ? sum.CentredSlope : sum.Slope));
            layer = _layer with { Requantization = refitted };
            slopes = [.. slopes.Select((_, channel) => FactorOf(layer, channel) / FactorOf(_layer, channel)).Select(slope => double.IsFinite(slope) ? slope : 1)];
            tuned = tuned with
            {
                Graph = tuned.Graph with { Nodes = tuned.Graph.Nodes.Select(node => node.Name == layer.Name ? layer : node).ToEquatableArray() },
            };
        }

        long[] centre = new long[channels];
        if (centres)
        {
            // So that slope * (a - centre) is e in the mean.
            centre = [.. sums.Select((sum, channel) => (long)Math.Round((sum.Approximate - (sum.Exact / slopes[channel])) / sum.Count, MidpointRounding.AwayFromZero))];
            tuned = LayerBias.Less(tuned, _layer, centre);
            _bias = tuned.Parameters[_layer.Bias].Int32.ToArray();
            _sums = _tensors.Accumulate(_table, _weights, _bias);
            sums = ChannelSums.Of(_exact, _sums, channels);
        }

        return (tuned, new TunedLayer(
            _layer.Name,
            _operators,
            _weights.Length,
            _weights.Zip(oldWeights).Count(pair => pair.First != pair.Second),
            _weights.Zip(oldWeights).Max(pair => Math.Abs(pair.First - pair.Second)),
            centre.Count(amount => amount != 0),
            centre.Select((amount, channel) => Math.Abs(amount * FactorOf(layer, channel))).Max(),
            slopes.Min(),
            slopes.Max(),
            ErrorOf(before, [.. Enumerable.Repeat(1.0, channels)]),
            ErrorOf(sums, slopes),
            notes.ToEquatableArray()));
    }

    private void FitWeights(TuningMethods methods, bool centres)
    {
        sbyte[][] inputs = _tensors.Codes(_layer.Input);
        if (methods.HasFlag(TuningMethods.Weights))
        {
            _weights = new WeightFit(_table, inputs, centres).Best(_weights);
            _sums = _tensors.Accumulate(_table, _weights, _bias);
        }

        if (methods.HasFlag(TuningMethods.Joint))
        {
            _weights = new JointFit(_table, inputs, centres).Best(_weights, _exact, _sums, _tensors.Threads);
            _sums = _tensors.Accumulate(_table, _weights, _bias);
        }
    }

    /// <summary>Root mean square over all channels, in output codes.</summary>
    private double ErrorOf(ChannelSums[] sums, double[] slopes) =>
        Math.Sqrt(sums.Select((sum, channel) => Math.Pow(FactorOf(_layer, channel) * sum.ErrorOf(slopes[channel]), 2)).Average());

    private static double FactorOf(MacNode layer, int channel) => RealFactors.Of(layer.Requantization, channel);

    private static bool Allows(bool can, string why, List<string> notes)
    {
        if (!can)
        {
            notes.Add(why);
        }

        return can;
    }
}
