using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Optimize;

/// <summary>Which channels a network can do without, and the biases that then stand for them.</summary>
/// <remarks>
/// At first every channel goes that no boundary and no mixing operation keeps. Then layers are asked, the last first, which of the
/// channels that they read they cannot fold into the biases of the outputs that stay; what they cannot fold stays, and so on until nothing
/// more has to. What is left can go: it is constant wherever it counts, or counts nowhere.
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
        while (KeepWhatLayersNeed() || KeepOneChannel())
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
                if (ObstacleOf(folds, TapsOf(layer, channel)) is string obstacle)
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

    /// <summary>The taps of every output channel that read a channel of the input.</summary>
    private int[] TapsOf(MacNode layer, int channel)
    {
        int channels = ChannelClasses.ChannelsOf(_network.Graph.Tensor(layer.Input));
        return [.. Enumerable.Range(0, layer.Geometry.Taps / channels).Select(i => (i * channels) + channel)];
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
