namespace QMacVerify.Generators.Graph;

/// <summary>The loop nest that convolution, depthwise convolution and fully connected layer share.</summary>
/// <remarks>
/// The taps of an output channel are numbered in the order filterY, filterX, inChannel: tap k belongs to the window's element
/// <c>k / GroupInChannels</c>. Output channel o reads group <c>o / (OutChannels / Groups)</c>.
/// </remarks>
/// <param name="Window">The window over the input image.</param>
/// <param name="OutChannels">Channels of the output.</param>
/// <param name="Groups">Groups that input and output channels are divided into; the input's channels for a depthwise convolution.</param>
/// <param name="Layout">Order of the weights: OHWI, 1HWC or OI.</param>
public sealed record MacGeometry(WindowGeometry Window, int OutChannels, int Groups, TensorLayout Layout)
{
    /// <summary>Input channels that an output channel reads.</summary>
    public int GroupInChannels => Window.InChannels / Groups;

    /// <summary>Output channels that read the same input channels.</summary>
    public int GroupOutChannels => OutChannels / Groups;

    /// <summary>Products of one output element, padding included.</summary>
    public int Taps => Window.Elements * GroupInChannels;

    /// <summary>Output elements of one channel.</summary>
    public int Positions => Window.Batches * Window.OutHeight * Window.OutWidth;

    /// <summary>Multiply-accumulate operations, padding included, and what a transposed convolution cuts off.</summary>
    public long Macs => (long)OutChannels * Taps
        * (Window.Transposed is null ? Positions : (long)Window.Batches * Window.InHeight * Window.InWidth);

    /// <summary>The first input channel that an output channel reads.</summary>
    public int FirstInChannel(int outChannel) => outChannel / GroupOutChannels * GroupInChannels;

    /// <summary>Position of a tap's weight in the array of all weights.</summary>
    public int WeightIndex(int outChannel, int tap) => Layout == TensorLayout.OneHwc ? (tap * OutChannels) + outChannel : (outChannel * Taps) + tap;
}
