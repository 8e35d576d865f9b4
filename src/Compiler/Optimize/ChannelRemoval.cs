using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Optimize;

/// <summary>Which channels a network can do without, and the biases that then stand for them.</summary>
/// <remarks>
/// At first every channel goes that no boundary and no mixing operation keeps. Then layers are asked, the last first, which of the
/// channels that they read they cannot fold into the biases of the outputs that stay; what they cannot fold stays, and so on until nothing
/// more has to. Groups of a layer that stay must be of one size, so what more than one of them could lose stays, too. What is left can go: it is constant wherever it counts, or counts nowhere.
/// </remarks>
internal sealed class ChannelRemoval
{
    private readonly Network _network;
    private readonly OperatorAssignment _operators;
    private readonly NetworkBounds _bounds;
    private readonly Dictionary<string, LayerProducts> _products = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChannelFold[]> _folds = new(StringComparer.Ordinal);

    /// <summary>Decides.</summary>
    /// <param name="network">The network.</param>
    /// <param name="operators">The circuits of each layer.</param>
    /// <param name="bounds">What its tensors can hold.</param>
    public ChannelRemoval(Network network, OperatorAssignment operators, NetworkBounds bounds)
    {
        _network = network;
        _operators = operators;
        _bounds = bounds;
        Classes = ChannelFlow.Of(network.Graph);
        while (KeepWhatLayersNeed() || KeepGroupsEqual() || KeepOneChannel())
        {
        }
    }

    /// <summary>The channels that stay, and why.</summary>
    public ChannelClasses Classes { get; }

    /// <summary>Whether there is a channel that can go.</summary>
    public bool RemovesAny => Classes.Tensors.Any(tensor => Classes.Removable(tensor).Length > 0);

    /// <summary>The network without those channels.</summary>
    public Network Apply()
    {
        NodeChannels nodes = new(_network, Classes.Kept, BiasOf);
        return nodes.Apply();
    }

    /// <summary>The biases of the output channels of a layer that stay.</summary>
    private int[] BiasOf(MacNode layer)
    {
        int[] kept = KeptOutputs(layer);
        return _folds.TryGetValue(layer.Name, out ChannelFold[]? folds) ? Array.ConvertAll(folds, fold => fold.Bias)
            : layer.Bias < 0 ? new int[kept.Length]
            : Array.ConvertAll(kept, channel => _network.Parameters[layer.Bias].Int32[channel]);
    }

    private bool KeepWhatLayersNeed()
    {
        _folds.Clear();
        bool hasGrown = false;
        foreach (MacNode layer in _network.Graph.MacNodes.Reverse().Where(layer => ChannelFlow.Mixes(layer, _network.Graph)))
        {
            int[] removable = Classes.Removable(layer.Input);
            if (removable.Length == 0)
            {
                continue;
            }

            LayerProducts products = ProductsOf(layer);
            ChannelFold[] folds = Array.ConvertAll(KeptOutputs(layer), channel => new ChannelFold(products, channel));
            foreach (int channel in removable)
            {
                (int group, int[] taps) = ReadersOf(layer, channel);
                if (ObstacleOf([.. folds.Where(fold => fold.Channel / layer.Geometry.GroupOutChannels == group)], taps) is string obstacle)
                {
                    Classes.Keep(layer.Input, channel, $"{Quote(layer.Name)} reads what becomes of it, and {obstacle}");
                    hasGrown = true;
                }
            }

            _folds.Add(layer.Name, folds);
        }

        return hasGrown;
    }

    /// <summary>Folds taps into all outputs, or says why that cannot be.</summary>
    private static string? ObstacleOf(ChannelFold[] folds, int[] taps)
    {
        foreach (ChannelFold fold in folds)
        {
            if (fold.Obstacle(taps) is string obstacle)
            {
                return obstacle;
            }
        }

        foreach (ChannelFold fold in folds)
        {
            fold.Accept();
        }

        return null;
    }

    /// <summary>All groups of a layer have as many channels; one of which nothing stays goes as a whole.</summary>
    private bool KeepGroupsEqual()
    {
        bool hasGrown = false;
        foreach (MacNode layer in _network.Graph.MacNodes.Where(layer => layer is not DepthwiseConv2D && layer.Geometry.Groups > 1))
        {
            (int[] Inputs, int[] Outputs)[] staying = [.. RemovableOfGroups(layer, layer.Input, layer.Geometry.GroupInChannels)
                .Zip(RemovableOfGroups(layer, layer.Output, layer.Geometry.GroupOutChannels))
                .Where(group => group.First.Length < layer.Geometry.GroupInChannels || group.Second.Length < layer.Geometry.GroupOutChannels)];
            KeepRest(layer.Input, layer.Geometry.GroupInChannels, [.. staying.Select(group => group.Inputs)]);
            KeepRest(layer.Output, layer.Geometry.GroupOutChannels, [.. staying.Select(group => group.Outputs)]);

            void KeepRest(int tensor, int size, int[][] removable)
            {
                int each = removable.Select(channels => channels.Length).Append(size - 1).Min();
                foreach (int channel in removable.SelectMany(channels => channels.Skip(each)))
                {
                    Classes.Keep(tensor, channel, $"the groups of {Quote(layer.Name)} stay of one size, and another has fewer that can go");
                    hasGrown = true;
                }
            }
        }

        return hasGrown;
    }

    /// <summary>Of each group the channels of a tensor that can go.</summary>
    private IEnumerable<int[]> RemovableOfGroups(MacNode layer, int tensor, int size)
    {
        int[] removable = Classes.Removable(tensor);
        return Enumerable.Range(0, layer.Geometry.Groups).Select(group => removable.Where(channel => channel / size == group).ToArray());
    }

    /// <summary>A tensor has at least one channel.</summary>
    private bool KeepOneChannel()
    {
        foreach (int tensor in Classes.Tensors)
        {
            if (Classes.Kept(tensor).Length == 0)
            {
                Classes.Keep(tensor, 0, "a tensor keeps one channel");
                return true;
            }
        }

        return false;
    }

    /// <summary>The group whose output channels read a channel of the input, and the taps that do.</summary>
    private (int Group, int[] Taps) ReadersOf(MacNode layer, int channel)
    {
        int channels = ChannelClasses.ChannelsOf(_network.Graph.Tensor(layer.Input)) / layer.Geometry.Groups;
        (int group, int tap) = Math.DivRem(channel, channels);
        return (group, [.. Enumerable.Range(0, layer.Geometry.Taps / channels).Select(i => (i * channels) + tap)]);
    }

    /// <summary>Output channels of a layer that stay.</summary>
    private int[] KeptOutputs(MacNode layer) =>
        ChannelClasses.ChannelsOf(_network.Graph.Tensor(layer.Output)) == layer.Geometry.OutChannels
            ? Classes.Kept(layer.Output)
            : [.. Enumerable.Range(0, layer.Geometry.OutChannels)];

    private LayerProducts ProductsOf(MacNode layer)
    {
        if (!_products.TryGetValue(layer.Name, out LayerProducts? products))
        {
            products = new LayerProducts(_network, layer, _operators.For(layer.Name), _bounds.Tensors[layer.Input]);
            _products.Add(layer.Name, products);
        }

        return products;
    }
}
