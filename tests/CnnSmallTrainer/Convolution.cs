namespace QMacVerify.CnnSmallTrainer;

/// <summary>A float convolution and its gradients. Activations HWC, weights [tap, inChannel, outChannel].</summary>
internal sealed class Convolution(Window window, int inChannels, int outChannels)
{
    private readonly int filterLength = inChannels * outChannels;

    public void Forward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Span<float> output)
    {
        for (int pixel = 0; pixel < output.Length; pixel += outChannels)
        {
            bias.CopyTo(output[pixel..]);
        }

        foreach (Window.Tap tap in window.TapsInside)
        {
            VectorMath.AddVectorTimesMatrix(
                input.Slice(tap.Input * inChannels, inChannels),
                weights.Slice(tap.Filter * filterLength, filterLength),
                output.Slice(tap.Output * outChannels, outChannels));
        }
    }

    /// <summary>Adds to the gradients of weights and bias.</summary>
    public void AddParameterGradients(
        ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> weightGradient, Span<float> biasGradient)
    {
        for (int pixel = 0; pixel < outputGradient.Length; pixel += outChannels)
        {
            VectorMath.Add(outputGradient.Slice(pixel, outChannels), biasGradient);
        }

        foreach (Window.Tap tap in window.TapsInside)
        {
            VectorMath.AddOuterProduct(
                input.Slice(tap.Input * inChannels, inChannels),
                outputGradient.Slice(tap.Output * outChannels, outChannels),
                weightGradient.Slice(tap.Filter * filterLength, filterLength));
        }
    }

    /// <summary>Adds to the gradient of the input.</summary>
    /// <param name="outputGradient">Of the output, HWC.</param>
    /// <param name="transposedWeights">From <see cref="Transpose"/>, so that the inner loop runs over inChannel.</param>
    /// <param name="inputGradient">Of the input, HWC.</param>
    public void AddInputGradient(
        ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> transposedWeights, Span<float> inputGradient)
    {
        foreach (Window.Tap tap in window.TapsInside)
        {
            VectorMath.AddVectorTimesMatrix(
                outputGradient.Slice(tap.Output * outChannels, outChannels),
                transposedWeights.Slice(tap.Filter * filterLength, filterLength),
                inputGradient.Slice(tap.Input * inChannels, inChannels));
        }
    }

    /// <summary>Weights as [tap, outChannel, inChannel].</summary>
    public float[] Transpose(ReadOnlySpan<float> weights)
    {
        float[] transposed = new float[weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            int filter = i / filterLength;
            int inChannel = i % filterLength / outChannels;
            int outChannel = i % outChannels;
            transposed[(((filter * outChannels) + outChannel) * inChannels) + inChannel] = weights[i];
        }

        return transposed;
    }
}
