namespace QMacVerify.CnnSmallTrainer;

/// <summary>
/// Runs the quantized network in the integer arithmetic of TensorFlow Lite, with products whose low bits may be dropped.
/// Padding takes part as the input's zero point, through the same products.
/// </summary>
/// <param name="network">The network.</param>
/// <param name="drop">Low bits of every product that read as zero; 0 is exact.</param>
internal sealed class IntegerEvaluation(QuantizedNetwork network, int drop)
{
    /// <summary>The class of the largest logit, the first one of equals.</summary>
    public int Classify(ReadOnlySpan<byte> pixels)
    {
        sbyte[] image = new sbyte[pixels.Length];
        for (int i = 0; i < image.Length; i++)
        {
            image[i] = (sbyte)(pixels[i] - 128);
        }

        sbyte[] conv2 = Convolve(network.Conv2, Convolve(network.Conv1, image));
        sbyte[] pointwise = Convolve(network.Pointwise, Convolve(network.Depthwise, conv2));
        sbyte[] logits = Convolve(network.Logits, Pool(Add(conv2, pointwise)));
        return Array.IndexOf(logits, logits.Max());
    }

    /// <summary>Convolution, depthwise convolution, or fully connected as a convolution of one pixel.</summary>
    private sbyte[] Convolve(QuantizedLayer quantized, sbyte[] input)
    {
        Layer layer = quantized.Layer;
        int filterSize = layer.Window.FilterSize;
        int[] start = StartOfAccumulators(quantized);
        Rescaling[] rescalings = Rescalings(quantized);
        sbyte[] output = new sbyte[layer.Window.OutSize * layer.Window.OutSize * layer.OutChannels];
        for (int i = 0; i < output.Length; i++)
        {
            int outChannel = i % layer.OutChannels;
            int acc = start[outChannel];
            foreach (Window.Tap tap in layer.Window.Taps.AsSpan(i / layer.OutChannels * filterSize, filterSize))
            {
                int firstInChannel = layer.IsDepthwise ? outChannel : 0;
                int firstWeight = layer.IsDepthwise
                    ? (tap.Filter * layer.OutChannels) + outChannel
                    : ((outChannel * filterSize) + tap.Filter) * layer.InChannels;
                int count = layer.IsDepthwise ? 1 : layer.InChannels;
                for (int j = 0; j < count; j++)
                {
                    int x = tap.Input == Window.Padding
                        ? quantized.Input.ZeroPoint
                        : input[(tap.Input * layer.InChannels) + firstInChannel + j];
                    acc += ((x * quantized.Weights[firstWeight + j]) >> drop) << drop;
                }
            }

            output[i] = Clamp(rescalings[outChannel % rescalings.Length].Apply(acc) + quantized.Output.ZeroPoint);
        }

        return output;
    }

    /// <summary>Bias plus the part of the sum that the raw operands leave out: minus zero point times the sum of the weights.</summary>
    private static int[] StartOfAccumulators(QuantizedLayer quantized)
    {
        Layer layer = quantized.Layer;
        int[] start = [.. quantized.Bias];
        for (int i = 0; i < quantized.Weights.Length; i++)
        {
            int outChannel = layer.IsDepthwise ? i % layer.OutChannels : i / layer.FanIn;
            start[outChannel] -= quantized.Input.ZeroPoint * quantized.Weights[i];
        }

        return start;
    }

    /// <summary>Per channel all in double; per tensor the product of the two scales is rounded to float first.</summary>
    private static Rescaling[] Rescalings(QuantizedLayer quantized)
    {
        float inputScale = quantized.Input.Scale;
        float outputScale = quantized.Output.Scale;
        return quantized.WeightScales.Length == 1
            ? [Rescaling.By((double)(inputScale * quantized.WeightScales[0]) / outputScale)]
            : [.. quantized.WeightScales.Select(scale => Rescaling.By((double)inputScale * scale / outputScale))];
    }

    private sbyte[] Add(sbyte[] left, sbyte[] right)
    {
        const int leftShift = 20;
        QuantizationGrid leftGrid = network.Conv2.Output;
        QuantizationGrid rightGrid = network.Pointwise.Output;
        double common = 2.0 * Math.Max(leftGrid.Scale, rightGrid.Scale);
        Rescaling leftRescaling = Rescaling.By(leftGrid.Scale / common);
        Rescaling rightRescaling = Rescaling.By(rightGrid.Scale / common);
        Rescaling outputRescaling = Rescaling.By(common / ((1 << leftShift) * (double)network.Add.Scale));
        sbyte[] output = new sbyte[left.Length];
        for (int i = 0; i < output.Length; i++)
        {
            int sum = leftRescaling.Apply((left[i] - leftGrid.ZeroPoint) << leftShift)
                + rightRescaling.Apply((right[i] - rightGrid.ZeroPoint) << leftShift);
            output[i] = Clamp(outputRescaling.Apply(sum) + network.Add.ZeroPoint);
        }

        return output;
    }

    /// <summary>Mean of the codes over all pixels, half away from zero.</summary>
    private static sbyte[] Pool(sbyte[] input)
    {
        int pixels = input.Length / Architecture.Channels;
        int[] sums = new int[Architecture.Channels];
        for (int i = 0; i < input.Length; i++)
        {
            sums[i % sums.Length] += input[i];
        }

        return [.. sums.Select(sum => Clamp((sum > 0 ? sum + (pixels / 2) : sum - (pixels / 2)) / pixels))];
    }

    /// <summary>Saturates to int8. It is the ReLU too where the zero point is -128.</summary>
    private static sbyte Clamp(int value) => (sbyte)Math.Clamp(value, sbyte.MinValue, sbyte.MaxValue);
}
