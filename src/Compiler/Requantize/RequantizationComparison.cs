using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Requantize;

/// <summary>How often a layer's requantization differs from that of other runtimes, on the accumulators that can reach it.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Accumulators">Values in the sound intervals of all channels, each channel counted by itself.</param>
/// <param name="Different">Of these, how many get another code, for each other kind; null where a kind wraps or cannot express the factor.</param>
internal sealed record RequantizationComparison(
    ProductNode Layer, long Accumulators, IReadOnlyList<(RequantizationKind Kind, long? Count)> Different)
{
    /// <summary>Compares every layer that requantizes, exactly: every accumulator of every interval counts, none is sampled.</summary>
    public static IReadOnlyList<RequantizationComparison> Of(Network network, NetworkBounds bounds) =>
    [
        .. bounds.Layers.Where(layer => layer.Node.Requantization.Kind != RequantizationKind.Accumulator).Select(layer => new RequantizationComparison(
            layer.Node,
            layer.Channels.Sum(channel => channel.Acc.Upper - channel.Acc.Lower + 1),
            [.. RequantizationKinds.All.Where(kind => kind != layer.Node.Requantization.Kind).Select(kind => (kind, Count(network.Graph, layer, kind)))])),
    ];

    private static long? Count(QuantizedGraph graph, LayerBounds layer, RequantizationKind kind)
    {
        ChannelRequantization own = layer.Node.Requantization;
        if (layer.Node.As(graph, kind) is not ChannelRequantization other)
        {
            return null;
        }

        long different = 0;
        for (int channel = 0; channel < layer.Channels.Count; channel++)
        {
            Interval accumulators = layer.Channels[channel].Acc;
            if (!Rescaling.IsMonotone(accumulators, own.For(channel)) || !Rescaling.IsMonotone(accumulators, other.For(channel)))
            {
                return null;
            }

            different += Steps(own, channel, accumulators).CountDifferent(Steps(other, channel, accumulators), accumulators.Lower);
        }

        return different;

        CodeSteps Steps(ChannelRequantization requantization, int channel, Interval accumulators) => new(
            requantization.For(channel).ToReference(), graph.Tensor(layer.Node.Output).ZeroPoint, own.Clamp.Lower, own.Clamp.Upper, accumulators);
    }
}
