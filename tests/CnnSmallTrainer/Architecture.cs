namespace QMacVerify.CnnSmallTrainer;

/// <summary>The shape of cnn_small.</summary>
/// <remarks>
/// image 28x28x1 - conv1 3x3, 16, ReLU - conv2 3x3, stride 2, 32, ReLU - depthwise 3x3, ReLU - pointwise 1x1, 32, linear -
/// add (conv2 + pointwise), ReLU - pool, the mean over 14x14 - logits, fully connected, 10.
/// </remarks>
internal static class Architecture
{
    public const int ImageSize = 28;
    public const int StemChannels = 16;
    public const int Channels = 32;
    public const int Classes = 10;
    public const int FeatureSize = ImageSize / 2;

    // Elements of the activations.
    public const int ImageLength = ImageSize * ImageSize;
    public const int StemLength = ImageLength * StemChannels;
    public const int FeatureLength = FeatureSize * FeatureSize * Channels;
}
