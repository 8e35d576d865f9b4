using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Benchmarks;

/// <summary>A layer of a common shape with random parameters, as a model of its own.</summary>
/// <param name="Name">What it is in a network.</param>
/// <param name="Model">The model.</param>
internal sealed record LayerShape(string Name, Network Model)
{
    public static IEnumerable<LayerShape> All() =>
    [
        Conv2D("first conv 3x3, 28x28x1 to 16", 28, 28, 1, 16, 3),
        Conv2D("first conv 3x3, 32x32x3 to 16", 32, 32, 3, 16, 3),
        Conv2D("conv 3x3, 14x14x8 to 16", 14, 14, 8, 16, 3),
        Conv2D("conv 3x3, 32x32x16 to 16", 32, 32, 16, 16, 3),
        Depthwise("depthwise 3x3, 4x4x32", 4, 4, 32),
        Depthwise("depthwise 3x3, 14x14x32", 14, 14, 32),
        Depthwise("depthwise 3x3, 25x5x64", 25, 5, 64),
        Conv2D("pointwise, 14x14x32 to 32", 14, 14, 32, 32, 1),
        Conv2D("pointwise, 25x5x64 to 64", 25, 5, 64, 64, 1),
        FullyConnected("fully connected, 64 to 10", 64, 10),
        FullyConnected("fully connected, 32 to 10", 32, 10),
    ];

    /// <summary>The only layer.</summary>
    public MacNode Layer => Model.Graph.MacNodes.Single();

    /// <summary>Products that unrolling writes out.</summary>
    public int Products => Layer.Geometry.Taps * Layer.Geometry.OutChannels;

    private static LayerShape Conv2D(string name, int height, int width, int inChannels, int outChannels, int filter) => Of(
        name, [1, height, width, inChannels], outChannels * filter * filter * inChannels,
        (builder, input, parameters) => builder.Conv2D(input, outChannels, new TinyWindow(filter, filter), parameters));

    private static LayerShape Depthwise(string name, int height, int width, int channels) => Of(
        name, [1, height, width, channels], 3 * 3 * channels,
        (builder, input, parameters) => builder.DepthwiseConv2D(input, 1, new TinyWindow(3, 3), parameters));

    private static LayerShape FullyConnected(string name, int inChannels, int outChannels) => Of(
        name, [1, inChannels], outChannels * inChannels,
        (builder, input, parameters) => builder.FullyConnected(input, outChannels, parameters));

    private static LayerShape Of(string name, int[] input, int weights, Action<TinyGraphBuilder, int, TinyParameters> add)
    {
        SplitMix64 random = new(1);
        TinyGraphBuilder builder = new("layer", random);
        sbyte[] values = new sbyte[weights];
        random.FillInt8(values);
        add(builder, builder.Input(input), new TinyParameters { Weights = values });
        return new LayerShape(name, builder.Build());
    }
}
