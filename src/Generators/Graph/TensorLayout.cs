namespace QMacVerify.Generators.Graph;

/// <summary>What the axes of a tensor mean.</summary>
public enum TensorLayout
{
    /// <summary>No meaning is attached: the operators that read it do not need one.</summary>
    Any,

    /// <summary>Activations: batch, height, width, channel.</summary>
    Nhwc,

    /// <summary>The same as an ONNX model has them: batch, channel, height, width.</summary>
    Nchw,

    /// <summary>A sequence as an image of one row: batch, 1, width, channel.</summary>
    N1wc,

    /// <summary>Weights of a convolution: output channel, height, width, input channel of the group.</summary>
    Ohwi,

    /// <summary>Weights of a depthwise convolution: 1, height, width, output channel.</summary>
    OneHwc,

    /// <summary>Weights of a fully connected layer: output channel, input channel.</summary>
    Oi,

    /// <summary>A bias: output channel.</summary>
    O,
}

/// <summary>Names of layouts in package files.</summary>
public static class TensorLayouts
{
    private static readonly string[] Names = ["any", "NHWC", "NCHW", "N1WC", "OHWI", "1HWC", "OI", "O"];

    public static string Name(this TensorLayout layout) => Names[(int)layout];

    public static bool TryParse(string name, out TensorLayout layout)
    {
        int index = Array.IndexOf(Names, name);
        layout = (TensorLayout)Math.Max(index, 0);
        return index >= 0;
    }
}
