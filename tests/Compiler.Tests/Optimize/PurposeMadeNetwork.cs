using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Optimize;

/// <summary>A network that can lose most of its channels: rectified layers, of whose outputs every other one and some more never exceed zero.</summary>
internal static class PurposeMadeNetwork
{
    public const int Channels = 32;
    private const int Dead = -100_000_000;

    public static Network Create()
    {
        TinyGraphBuilder builder = new("half_dead", new SplitMix64(5));
        int current = builder.Input([1, 8, 8, 3], zeroPoint: -5);
        current = builder.Conv2D(current, Channels, new TinyWindow(3, 3), Rectified(-9));
        int shortcut = builder.DepthwiseConv2D(current, 1, new TinyWindow(3, 3), Rectified(-7));
        current = builder.Conv2D(shortcut, Channels, new TinyWindow(1, 1), Rectified(-9));
        current = builder.Add(current, shortcut, ClampRange.Full);
        current = builder.MaxPool2D(current, new TinyWindow(2, 2) { StrideY = 2, StrideX = 2 }, ClampRange.Full);
        current = builder.Conv2D(current, Channels, new TinyWindow(3, 3), Rectified(-10));
        current = builder.AveragePool2D(current, new TinyWindow(2, 2) { StrideY = 2, StrideX = 2, Padding = Padding.Valid });
        builder.FullyConnected(builder.Reshape(current, 1, builder.ElementCount(current)), 10, new TinyParameters { Multipliers = [new QuantizedMultiplier(1 << 30, -7)], Clamp = ClampRange.Full });
        return builder.Build();
    }

    /// <summary>The lower end of the clamp is the zero point: what padding carries, too.</summary>
    private static TinyParameters Rectified(int shift) => new()
    {
        Bias = [.. Enumerable.Range(0, Channels).Select(channel => channel % 2 == 0 || channel % 5 == 0 ? Dead : 100 * channel)],
        Multipliers = [new QuantizedMultiplier(1 << 30, shift)],
        ZeroPoint = -128,
        Clamp = ClampRange.Full,
    };
}
