namespace QMacVerify.CnnSmallTrainer;

/// <summary>A layer with parameters. In float, weights are [tap, inChannel, outChannel]; a depthwise layer has [tap, channel].</summary>
/// <param name="Name">Of the layer and of its output.</param>
/// <param name="Window">What each output pixel sees.</param>
/// <param name="InChannels">Of the input.</param>
/// <param name="OutChannels">Of the output.</param>
/// <param name="IsDepthwise">Each channel sees itself only.</param>
/// <param name="Offset">Where the layer's weights begin among all parameters; its bias follows them.</param>
internal sealed record Layer(string Name, Window Window, int InChannels, int OutChannels, bool IsDepthwise, int Offset)
{
    public static readonly Layer Conv1 = new(
        "conv1", new Window(Architecture.ImageSize, 3, 1), 1, Architecture.StemChannels, false, 0);

    public static readonly Layer Conv2 = new(
        "conv2", new Window(Architecture.ImageSize, 3, 2), Architecture.StemChannels, Architecture.Channels, false, Conv1.End);

    public static readonly Layer Depthwise = new(
        "depthwise", new Window(Architecture.FeatureSize, 3, 1), Architecture.Channels, Architecture.Channels, true, Conv2.End);

    public static readonly Layer Pointwise = new(
        "pointwise", new Window(Architecture.FeatureSize, 1, 1), Architecture.Channels, Architecture.Channels, false, Depthwise.End);

    /// <summary>Fully connected: a 1x1 convolution of the 1x1 image that pooling leaves.</summary>
    public static readonly Layer Logits = new(
        "logits", new Window(1, 1, 1), Architecture.Channels, Architecture.Classes, false, Pointwise.End);

    /// <summary>The layers in execution order.</summary>
    public static IReadOnlyList<Layer> All { get; } = [Conv1, Conv2, Depthwise, Pointwise, Logits];

    /// <summary>How many parameters the network has.</summary>
    public static int ParameterCount => Logits.End;

    /// <summary>Products per output element.</summary>
    public int FanIn => Window.FilterSize * (IsDepthwise ? 1 : InChannels);

    public int WeightCount => FanIn * OutChannels;

    /// <summary>Where the next layer's parameters begin.</summary>
    public int End => Offset + WeightCount + OutChannels;

    /// <summary>This layer's weights among all parameters.</summary>
    public Span<float> WeightsOf(float[] parameters) => parameters.AsSpan(Offset, WeightCount);

    /// <summary>This layer's bias among all parameters.</summary>
    public Span<float> BiasOf(float[] parameters) => parameters.AsSpan(Offset + WeightCount, OutChannels);
}
