namespace QMacVerify.CnnSmallTrainer;

/// <summary>cnn_small in float: one sample forward and backward. Weights may be quantized ones, ranges may have a grid.</summary>
internal sealed class FloatNetwork
{
    private const int Pixels = Architecture.FeatureSize * Architecture.FeatureSize;

    private static readonly Convolution Conv1 = ConvolutionOf(Layer.Conv1);
    private static readonly Convolution Conv2 = ConvolutionOf(Layer.Conv2);
    private static readonly DepthwiseConvolution Depthwise = new(Layer.Depthwise.Window, Architecture.Channels);
    private static readonly Convolution Pointwise = ConvolutionOf(Layer.Pointwise);
    private static readonly Convolution Logits = ConvolutionOf(Layer.Logits);

    private readonly float[] parameters;
    private readonly NetworkRanges ranges;
    private readonly float[] conv2Transposed;
    private readonly float[] pointwiseTransposed;
    private readonly float[] logitsTransposed;

    /// <summary>A network with these parameters, which must not change while it is used.</summary>
    public FloatNetwork(float[] parameters, NetworkRanges ranges)
    {
        this.parameters = parameters;
        this.ranges = ranges;
        conv2Transposed = Conv2.Transpose(Layer.Conv2.WeightsOf(parameters));
        pointwiseTransposed = Pointwise.Transpose(Layer.Pointwise.WeightsOf(parameters));
        logitsTransposed = Logits.Transpose(Layer.Logits.WeightsOf(parameters));
    }

    /// <summary>Fills <paramref name="values"/> from an image of grey levels.</summary>
    public void Forward(ReadOnlySpan<byte> pixels, Activations values)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            values.Image[i] = pixels[i] / 255f;
        }

        Conv1.Forward(values.Image, Layer.Conv1.WeightsOf(parameters), Layer.Conv1.BiasOf(parameters), values.Conv1);
        ranges.Conv1.Apply(values.Conv1);
        Conv2.Forward(values.Conv1, Layer.Conv2.WeightsOf(parameters), Layer.Conv2.BiasOf(parameters), values.Conv2);
        ranges.Conv2.Apply(values.Conv2);
        Depthwise.Forward(values.Conv2, Layer.Depthwise.WeightsOf(parameters), Layer.Depthwise.BiasOf(parameters), values.Depthwise);
        ranges.Depthwise.Apply(values.Depthwise);
        Pointwise.Forward(values.Depthwise, Layer.Pointwise.WeightsOf(parameters), Layer.Pointwise.BiasOf(parameters), values.Pointwise);
        ranges.Pointwise.Apply(values.Pointwise);

        values.Conv2.CopyTo(values.Add, 0);
        VectorMath.Add(values.Pointwise, values.Add);
        ranges.Add.Apply(values.Add);

        Array.Clear(values.Pool);
        for (int pixel = 0; pixel < Pixels; pixel++)
        {
            VectorMath.AddScaled(1f / Pixels, values.Add.AsSpan(pixel * Architecture.Channels, Architecture.Channels), values.Pool);
        }

        // The pool is rounded to the grid of its input.
        ranges.Add.Apply(values.Pool);
        Logits.Forward(values.Pool, Layer.Logits.WeightsOf(parameters), Layer.Logits.BiasOf(parameters), values.Logits);
    }

    /// <summary>Adds the gradient of the parameters for one sample.</summary>
    /// <param name="values">Of the forward pass.</param>
    /// <param name="gradients">Its logits are the gradient of the loss; the rest is overwritten.</param>
    /// <param name="parameterGradient">Receives the sum.</param>
    public void Backward(Activations values, Activations gradients, float[] parameterGradient)
    {
        Array.Clear(gradients.Pool);
        AddParameterGradients(Logits, Layer.Logits, values.Pool, gradients.Logits, parameterGradient);
        Logits.AddInputGradient(gradients.Logits, logitsTransposed, gradients.Pool);

        Array.Clear(gradients.Add);
        for (int pixel = 0; pixel < Pixels; pixel++)
        {
            VectorMath.AddScaled(1f / Pixels, gradients.Pool, gradients.Add.AsSpan(pixel * Architecture.Channels, Architecture.Channels));
        }

        ranges.Add.Gate(values.Add, gradients.Add);

        // The sum passes its gradient to both of its terms.
        gradients.Add.CopyTo(gradients.Conv2, 0);
        gradients.Add.CopyTo(gradients.Pointwise, 0);
        ranges.Pointwise.Gate(values.Pointwise, gradients.Pointwise);
        AddParameterGradients(Pointwise, Layer.Pointwise, values.Depthwise, gradients.Pointwise, parameterGradient);
        Array.Clear(gradients.Depthwise);
        Pointwise.AddInputGradient(gradients.Pointwise, pointwiseTransposed, gradients.Depthwise);

        ranges.Depthwise.Gate(values.Depthwise, gradients.Depthwise);
        Depthwise.AddParameterGradients(
            values.Conv2, gradients.Depthwise, Layer.Depthwise.WeightsOf(parameterGradient), Layer.Depthwise.BiasOf(parameterGradient));
        Depthwise.AddInputGradient(gradients.Depthwise, Layer.Depthwise.WeightsOf(parameters), gradients.Conv2);

        ranges.Conv2.Gate(values.Conv2, gradients.Conv2);
        AddParameterGradients(Conv2, Layer.Conv2, values.Conv1, gradients.Conv2, parameterGradient);
        Array.Clear(gradients.Conv1);
        Conv2.AddInputGradient(gradients.Conv2, conv2Transposed, gradients.Conv1);

        ranges.Conv1.Gate(values.Conv1, gradients.Conv1);
        AddParameterGradients(Conv1, Layer.Conv1, values.Image, gradients.Conv1, parameterGradient);
    }

    private static Convolution ConvolutionOf(Layer layer) => new(layer.Window, layer.InChannels, layer.OutChannels);

    private static void AddParameterGradients(
        Convolution convolution, Layer layer, float[] input, float[] outputGradient, float[] parameterGradient) =>
        convolution.AddParameterGradients(
            input, outputGradient, layer.WeightsOf(parameterGradient), layer.BiasOf(parameterGradient));
}
