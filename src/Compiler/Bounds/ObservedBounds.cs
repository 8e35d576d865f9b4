using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds;

/// <summary>What was seen in runs of the reference engine: the content of <c>D_tight.json</c>, which proves nothing.</summary>
/// <remarks>
/// Prefixes, accumulators and codes are those of the engine. Products and what other orders would have reached are not
/// seen there; the layer's own bound rule gives them for the one input it saw. For one thread.
/// </remarks>
/// <param name="network">The network.</param>
/// <param name="operators">The arithmetic of each layer.</param>
/// <param name="onRun">Told what one run showed of a layer.</param>
internal sealed class ObservedBounds(Network network, OperatorAssignment operators, Action<LayerBounds>? onRun = null) : IAccumulatorObserver
{
    private readonly SortedDictionary<int, LayerBounds> _layers = [];
    private MacNode? _layer;
    private Interval[] _prefixes = [];

    public bool WantsPrefixes => true;

    public void ObservePrefix(MacNode layer, int outputIndex, int value)
    {
        if (!ReferenceEquals(layer, _layer))
        {
            _layer = layer;
            _prefixes = new Interval[layer.Geometry.OutChannels];
            Array.Fill(_prefixes, Interval.Empty);
        }

        ref Interval prefix = ref _prefixes[outputIndex % _prefixes.Length];
        prefix = prefix.Hull(Interval.Point(value));
    }

    public void ObserveLayer(MacNode layer, ReadOnlySpan<sbyte> input, ReadOnlySpan<int> accumulators, ReadOnlySpan<sbyte> output)
    {
        int index = network.Graph.Nodes.TakeWhile(node => !ReferenceEquals(node, layer)).Count();
        Dictionary<int, Box> boxes = new() { [layer.Input] = Box.Point(input) };
        LayerBounds run = BoundRules.For(layer).Apply(layer, new BoundContext(network, operators, boxes, index)).Layer!;
        ChannelBounds[] channels = [.. run.Channels];
        for (int channel = 0; channel < channels.Length; channel++)
        {
            Interval acc = Interval.Empty;
            Interval codes = Interval.Empty;
            for (int i = channel; i < accumulators.Length; i += channels.Length)
            {
                acc = acc.Hull(Interval.Point(accumulators[i]));
                codes = codes.Hull(Interval.Point(output.IsEmpty ? accumulators[i] : output[i]));
            }

            channels[channel] = channels[channel] with { Acc = acc, Output = codes, Prefix = _prefixes[channel] };
        }

        run = run with { Channels = channels };
        onRun?.Invoke(run);
        _layers[index] = _layers.TryGetValue(index, out LayerBounds? earlier) ? earlier.Hull(run) : run;
        _layer = null;
    }

    /// <summary>What was seen so far.</summary>
    /// <param name="region">The region that the inputs came from.</param>
    /// <param name="samples">Inputs that were run.</param>
    /// <param name="seed">Of the generator of random inputs, 0 where there was none.</param>
    /// <param name="search">How inputs were searched for.</param>
    public ConstraintsResult ToResult(InputRegion region, int samples, ulong seed, string search = Observation.NoSearch) =>
        Constraints.Describe(network, operators, region, [.. _layers.Values], new Observation(samples, seed, search));
}
