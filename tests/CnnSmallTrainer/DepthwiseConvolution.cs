namespace QMacVerify.CnnSmallTrainer;

/// <summary>A float depthwise convolution and its gradients. Activations HWC, weights [tap, channel].</summary>
internal sealed class DepthwiseConvolution(Window window, int channels)
{
    public void Forward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Span<float> output)
    {
        for (int pixel = 0; pixel < output.Length; pixel += channels)
        {
            bias.CopyTo(output[pixel..]);
        }

        foreach (Window.Tap tap in window.TapsInside)
        {
            VectorMath.AddProduct(Of(input, tap.Input), Of(weights, tap.Filter), Of(output, tap.Output));
        }
    }

    /// <summary>Adds to the gradients of weights and bias.</summary>
    public void AddParameterGradients(
        ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> weightGradient, Span<float> biasGradient)
    {
        for (int pixel = 0; pixel < outputGradient.Length; pixel += channels)
        {
            VectorMath.Add(outputGradient.Slice(pixel, channels), biasGradient);
        }

        foreach (Window.Tap tap in window.TapsInside)
        {
            VectorMath.AddProduct(Of(input, tap.Input), Of(outputGradient, tap.Output), Of(weightGradient, tap.Filter));
        }
    }

    /// <summary>Adds to the gradient of the input.</summary>
    public void AddInputGradient(ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> weights, Span<float> inputGradient)
    {
        foreach (Window.Tap tap in window.TapsInside)
        {
            VectorMath.AddProduct(Of(outputGradient, tap.Output), Of(weights, tap.Filter), Of(inputGradient, tap.Input));
        }
    }

    private ReadOnlySpan<float> Of(ReadOnlySpan<float> values, int index) => values.Slice(index * channels, channels);

    private Span<float> Of(Span<float> values, int index) => values.Slice(index * channels, channels);
}
