using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Validation;
using QMacVerify.Generators.Reading;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Optimize;

/// <summary>Takes from a network what does not matter for some operators and inputs; for those its outputs stay as they are, bit for bit.</summary>
/// <remarks>
/// In rounds, each of which begins with the bounds of what the one before left: constants in the place of tensors, then channels. When nothing
/// more can go, weights and clamps, which change no bounds.
/// </remarks>
internal sealed class NetworkReduction
{
    private readonly OperatorAssignment _operators;
    private readonly InputRegion _region;
    private readonly List<Removal> _removals = [];

    /// <summary>Numbers that the channels of a layer had at first, by the layer's name; absent while it has all.</summary>
    private readonly Dictionary<string, int[]> _numbers = new(StringComparer.Ordinal);

    private NetworkReduction(OperatorAssignment operators, InputRegion region)
    {
        _operators = operators;
        _region = region;
    }

    /// <summary>Reduces the network of a package. The package stays as it is.</summary>
    /// <param name="package">The package.</param>
    /// <param name="operators">The circuits of each layer.</param>
    /// <param name="region">The inputs.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static ReducedNetwork Of(Package package, OperatorAssignment operators, InputRegion region, CancellationToken cancellation) =>
        new NetworkReduction(operators, region).Run(package, cancellation);

    private ReducedNetwork Run(Package package, CancellationToken cancellation)
    {
        Network network = package.Network;
        NetworkBounds bounds;
        ChannelRemoval channels;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            bounds = IntervalAnalysis.Run(network, _operators, _region);
            Network withConstants = ConstantTensors.Replace(network, bounds);
            if (!ReferenceEquals(withConstants, network))
            {
                RecordNodes(network, withConstants);
                network = withConstants;
                continue;
            }

            channels = new ChannelRemoval(network, _operators, bounds);
            if (!channels.RemovesAny)
            {
                break;
            }

            Record(network, bounds, channels);
            network = channels.Apply();
        }

        IReadOnlyList<KeptConstants> kept = KeptConstants.Of(network, bounds, channels.Classes, NumberOf);
        (network, IReadOnlyList<(MacNode Layer, int[] Removed)> weights) = WeightRemoval.Apply(network, _operators, bounds);
        foreach ((MacNode layer, int[] removed) in weights)
        {
            int[] some = [.. Enumerable.Range(0, removed.Length).Where(channel => removed[channel] > 0)];
            Add(layer, Removal.Weights, some, [.. some.Select(channel => removed[channel])], "one product for every input, folded into the bias");
        }

        (network, IReadOnlyList<GraphNode> clamps) = ClampRemoval.Apply(network, bounds);
        _removals.AddRange(clamps.Select(node => new Removal(
            node.Name, Removal.Clamp, EquatableArray<int>.Empty, EquatableArray<int>.Empty, "no code reaches its ends")));
        return Finish(package, network, kept);
    }

    /// <summary>With nothing removed, the network holds for all that it held for.</summary>
    private ReducedNetwork Finish(Package package, Network network, IReadOnlyList<KeptConstants> kept)
    {
        if (_removals.Count == 0)
        {
            return new ReducedNetwork(package, package.Network, [], kept);
        }

        QuantizedGraph before = package.Network.Graph;
        Reduction reduction = new(
            package.Identity.Sha256,
            OperatorRecord.Of(Existing(_operators, network.Graph)),
            _region.Kind,
            _region.BoxesOf(before).Where(input => !input.Box.Contains(Box.Uniform(input.Box.Count, ClampRange.Full))).Select(input => input.Box.ToRecord(input.Codes.Index)).OrderBy(box => box.Tensor).ToEquatableArray(),
            _removals.ToEquatableArray());

        // A package names built-in circuits only; files of the user are named where it is used.
        bool canRecord = !_operators.Multipliers.Any(multiplier => multiplier is TableMultiplier);
        Network reduced = network with
        {
            Graph = network.Graph with
            {
                Reduction = reduction,
                Operators = Existing(canRecord ? _operators : before.Operators, network.Graph),
            },
        };
        NetworkValidator.Check(reduced);
        return new ReducedNetwork(package, reduced, _removals, kept);
    }

    private static OperatorAssignment Existing(OperatorAssignment operators, QuantizedGraph graph) => operators with
    {
        Layers = operators.Layers.Where(layer => graph.ProductNodes.Any(node => node.Name == layer.LayerName)).ToEquatableArray(),
    };

    private void RecordNodes(Network before, Network after)
    {
        HashSet<string> left = new(after.Graph.Nodes.Select(node => node.Name), StringComparer.Ordinal);
        _removals.AddRange(before.Graph.Nodes.Where(node => !left.Contains(node.Name)).Select(node => new Removal(
            node.Name, Removal.WholeNode, EquatableArray<int>.Empty, EquatableArray<int>.Empty,
            after.Graph.Tensors.Any(tensor => tensor.Index == node.Output) ? "its result is a constant" : "only what is constant depended on it")));
    }

    private void Record(Network network, NetworkBounds bounds, ChannelRemoval removal)
    {
        foreach (MacNode layer in network.Graph.MacNodes)
        {
            int channels = layer.Geometry.OutChannels;
            if (ChannelClasses.ChannelsOf(network.Graph.Tensor(layer.Output)) != channels)
            {
                continue;
            }

            int[] removed = removal.Classes.Removable(layer.Output);
            ILookup<bool, int> isConstant = removed.ToLookup(channel => KeptConstants.ConstantOf(bounds, layer.Output, channel, channels) is not null);
            Add(
                layer, Removal.Constant, [.. isConstant[true]],
                [.. isConstant[true].Select(channel => KeptConstants.ConstantOf(bounds, layer.Output, channel, channels)!.Value)], "folded into the biases that follow");
            Add(layer, Removal.Unread, [.. isConstant[false]], [], "without influence on any output");
            _numbers[layer.Name] = [.. removal.Classes.Kept(layer.Output).Select(channel => NumberOf(layer.Name, channel))];
        }
    }

    private void Add(MacNode layer, string what, int[] channels, int[] values, string why)
    {
        if (channels.Length > 0)
        {
            _removals.Add(new Removal(
                layer.Name, what, channels.Select(channel => NumberOf(layer.Name, channel)).ToEquatableArray(), values.ToEquatableArray(), why));
        }
    }

    private int NumberOf(string layer, int channel) => _numbers.TryGetValue(layer, out int[]? numbers) ? numbers[channel] : channel;
}

/// <summary>A network before and after its reduction.</summary>
/// <param name="Source">The package that it was made from.</param>
/// <param name="Network">What is left; the source's own network where nothing could be removed.</param>
/// <param name="Removals">What was removed and why.</param>
/// <param name="Kept">Channels that are constant and stayed.</param>
internal sealed record ReducedNetwork(Package Source, Network Network, IReadOnlyList<Removal> Removals, IReadOnlyList<KeptConstants> Kept);

/// <summary>Output channels of a layer that have one code for every input, and stayed for one reason.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Channels">Their numbers in the network before, ascending.</param>
/// <param name="Why">A clause about each of them.</param>
internal sealed record KeptConstants(string Layer, IReadOnlyList<int> Channels, string Why)
{
    /// <summary>All of a network, in execution order.</summary>
    /// <param name="network">The network.</param>
    /// <param name="bounds">What its tensors can hold.</param>
    /// <param name="classes">Why channels stay.</param>
    /// <param name="numberOf">The number that a channel of a layer had before.</param>
    public static IReadOnlyList<KeptConstants> Of(Network network, NetworkBounds bounds, ChannelClasses classes, Func<string, int, int> numberOf) =>
    [
        .. network.Graph.MacNodes
            .Where(layer => ChannelClasses.ChannelsOf(network.Graph.Tensor(layer.Output)) == layer.Geometry.OutChannels)
            .SelectMany(layer => Enumerable.Range(0, layer.Geometry.OutChannels)
                .Where(channel => ConstantOf(bounds, layer.Output, channel, layer.Geometry.OutChannels) is not null)
                .GroupBy(channel => classes.ReasonOf(layer.Output, channel)!)
                .Select(group => new KeptConstants(layer.Name, [.. group.Select(channel => numberOf(layer.Name, channel))], group.Key))),
    ];

    /// <summary>The code of a channel, or null where it has several.</summary>
    /// <param name="bounds">What tensors can hold.</param>
    /// <param name="tensor">The tensor; accumulators have no codes.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="channels">How many there are.</param>
    public static int? ConstantOf(NetworkBounds bounds, int tensor, int channel, int channels)
    {
        if (!bounds.Tensors.TryGetValue(tensor, out Box? box))
        {
            return null;
        }

        sbyte code = box.Lower[channel];
        for (int element = channel; element < box.Count; element += channels)
        {
            if (box.Lower[element] != code || box.Upper[element] != code)
            {
                return null;
            }
        }

        return code;
    }
}
