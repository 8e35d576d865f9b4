using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Checker.Rules;

/// <summary>What a layer with constant weights multiplies with what: SEMANTICS section 2.</summary>
/// <param name="network">The network.</param>
/// <param name="layer">Its layer.</param>
internal sealed class LayerTaps(Network network, MacNode layer)
{
    private readonly MacGeometry _geometry = layer.Geometry;
    private readonly sbyte[] _weights = network.Parameters[layer.Weights].Int8.ToArray();
    private readonly int[] _bias = layer.Bias < 0 ? [] : network.Parameters[layer.Bias].Int32.ToArray();

    public Window Window { get; } = new(layer.Geometry.Window);

    public IEnumerable<int> Weights => _weights.Select(weight => (int)weight);

    /// <summary>What an element outside the image is: a code, or null where it has no product.</summary>
    public Ends? Padding { get; } = network.Graph.Semantics.Padding == PaddingRule.Skip || layer.Geometry.Window.Transposed is not null
        ? null
        : Ends.Point(network.Graph.Tensor(layer.Input).ZeroPoint);

    /// <summary>Input channels that an output channel reads.</summary>
    private int TapsOfPixel => _geometry.Window.InChannels / _geometry.Groups;

    public int Weight(int channel, int tap) =>
        _weights[_geometry.Layout == TensorLayout.OneHwc ? (tap * _geometry.OutChannels) + channel : (channel * layer.Taps) + tap];

    public int WeightZeroPoint(int channel) => network.Graph.Tensor(layer.Weights).Quantization?.ZeroPointOf(channel) ?? 0;

    /// <summary>The weights of a channel less their zero point, in the order of taps.</summary>
    public long[] CentredWeights(int channel) => [.. Enumerable.Range(0, layer.Taps).Select(tap => (long)Weight(channel, tap) - WeightZeroPoint(channel))];

    public long Bias(int channel) => _bias.Length == 0 ? 0 : _bias[channel];

    /// <summary>The element of the window that a tap of an output channel reads, and its input channel.</summary>
    public (int Pixel, int InChannel) ElementOf(int channel, int tap)
    {
        (int pixel, int inChannel) = Math.DivRem(tap, TapsOfPixel);
        return (pixel, (channel / (_geometry.OutChannels / _geometry.Groups) * TapsOfPixel) + inChannel);
    }
}
