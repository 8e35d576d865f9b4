using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Linear;

/// <summary>Convolution, depthwise convolution and fully connected layer: <c>acc = bias + sum (w - zw) (q - zx) + error of the circuits</c>.</summary>
internal sealed class LayerStep : RoundedStep
{
    private readonly LayerFacts _facts;
    private readonly TensorExtent _input;
    private readonly CircuitErrors? _errors;

    // Of each tap those of all channels, so that the channels of a pixel find theirs side by side.
    private readonly double[] _weights;

    // The input row of each output row and row of the window, and the same of columns; -1 for padding.
    private readonly int[] _rows;
    private readonly int[] _columns;

    /// <param name="facts">The layer; one that is supported: see <see cref="Supports"/>.</param>
    /// <param name="input">The tensor that it reads.</param>
    /// <param name="errors">What its circuits may add; null where they are exact.</param>
    public LayerStep(LayerFacts facts, TensorInfo input, CircuitErrors? errors)
    {
        _facts = facts;
        _errors = errors;
        _input = TensorExtent.Of(input);
        WindowGeometry window = facts.Geometry.Window;
        Extent = new TensorExtent(window.OutHeight, window.OutWidth, facts.Geometry.OutChannels);
        _rows = [.. Enumerable.Range(0, window.OutHeight * window.FilterHeight).Select(i => window.InputRow(i / window.FilterHeight, i % window.FilterHeight))];
        _columns = [.. Enumerable.Range(0, window.OutWidth * window.FilterWidth).Select(i => window.InputColumn(i / window.FilterWidth, i % window.FilterWidth))];
        _weights = new double[facts.Geometry.OutChannels * facts.Geometry.Taps];
        Magnitudes = new double[facts.Geometry.OutChannels];
        for (int channel = 0; channel < Magnitudes.Length; channel++)
        {
            ReadOnlySpan<sbyte> weights = facts.WeightsOf(channel);
            double norm = 0;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                double weight = weights[tap] - facts.WeightZeroPointOf(channel);
                _weights[(tap * Magnitudes.Length) + channel] = weight;
                norm += Math.Abs(weight);
            }

            double sum = (byte.MaxValue * norm) + Math.Abs((double)facts.Bias[channel]) + (errors?.MaxMagnitude(channel) ?? 0) + LinearForms.CodeMagnitude;
            Magnitudes[channel] = sum * Math.Max(1, ScaleOf(channel));
        }
    }

    public override TensorExtent Extent { get; }

    protected override int Taps => Geometry.Taps;

    protected override double[] Magnitudes { get; }

    private MacGeometry Geometry => _facts.Geometry;

    /// <summary>One image, and a window that reads the tensor as it lies there.</summary>
    public static bool Supports(MacNode layer) => layer.Geometry.Window is { Transposed: null, Batches: 1 };

    public override void Distribute(LinearForms forms, CoefficientBlock sums)
    {
        CoefficientBlock inputs = forms.BlockOf(_facts.Layer.Input, _input, InputsOf(sums.Area), sums.Count);
        LaneTotals totals = new();
        int[] channels = new int[Geometry.OutChannels];
        for (int row = sums.Area.Top; row < sums.Area.Bottom; row++)
        {
            for (int column = sums.Area.Left; column < sums.Area.Right; column++)
            {
                ReadOnlySpan<double> ofPixel = sums.From(row, column, channels.Length);
                int count = 0;
                for (int channel = 0; channel < channels.Length; channel++)
                {
                    (double lower, double upper) = ConstantsOf(row, column, channel);
                    if (LaneKernels.AddGreatest(ofPixel.Slice(channel * CoefficientBlock.Lanes, CoefficientBlock.Lanes), [lower], [upper], totals))
                    {
                        channels[count++] = channel;
                    }
                }

                AddWindows(inputs, row, column, ofPixel, channels.AsSpan(0, count));
            }
        }

        forms.AddConstants(totals.Constants);
    }

    private double ScaleOf(int channel) => RealFactors.Of(_facts.Layer.Requantization, channel);

    /// <summary>What the windows of some outputs read, inside the image.</summary>
    private PixelRectangle InputsOf(PixelRectangle outputs)
    {
        WindowGeometry window = Geometry.Window;
        return Geometry.Layout == TensorLayout.Oi ? PixelRectangle.All(_input) : WindowArea.Of(window, outputs);
    }

    /// <summary>What a sum gets beside its products, at least and at most.</summary>
    private (double Lower, double Upper) ConstantsOf(int row, int column, int channel)
    {
        double bias = _facts.Bias[channel];
        if (_errors is null)
        {
            return (bias, bias);
        }

        Interval error = _errors.At((row * Geometry.Window.OutWidth) + column, channel);
        return (bias + error.Lower, bias + error.Upper);
    }

    /// <summary>Adds the weights of some channels at an output position, each times its coefficients.</summary>
    private void AddWindows(CoefficientBlock inputs, int row, int column, ReadOnlySpan<double> sums, ReadOnlySpan<int> channels)
    {
        if (Geometry.Layout == TensorLayout.Oi)
        {
            // A fully connected layer reads all elements of a tensor, whatever its shape.
            LaneKernels.AddProducts(inputs.All, sums, channels, _weights);
            return;
        }

        if (Geometry.Groups == 1)
        {
            AddWindow(inputs, row, column, sums, channels, firstChannel: 0);
            return;
        }

        for (int i = 0; i < channels.Length; i++)
        {
            AddWindow(inputs, row, column, sums, channels.Slice(i, 1), Geometry.FirstInChannel(channels[i]));
        }
    }

    private void AddWindow(CoefficientBlock inputs, int row, int column, ReadOnlySpan<double> sums, ReadOnlySpan<int> channels, int firstChannel)
    {
        WindowGeometry window = Geometry.Window;
        int inChannels = Geometry.GroupInChannels;
        bool rowsAreWhole = window.DilationX == 1 && Geometry.Groups == 1;
        for (int filterY = 0; filterY < window.FilterHeight; filterY++)
        {
            int inY = _rows[(row * window.FilterHeight) + filterY];
            for (int filterX = 0; inY >= 0 && filterX < window.FilterWidth; filterX++)
            {
                int inX = _columns[(column * window.FilterWidth) + filterX];
                if (inX < 0)
                {
                    continue;
                }

                // Columns of a window without dilation lie side by side, as their weights do.
                int columns = rowsAreWhole ? Math.Min(window.FilterWidth - filterX, window.InWidth - inX) : 1;
                int tap = ((filterY * window.FilterWidth) + filterX) * inChannels;
                Span<double> target = inputs.From(inY, inX, firstChannel + (columns * inChannels))[(firstChannel * CoefficientBlock.Lanes)..];
                LaneKernels.AddProducts(target, sums, channels, _weights.AsSpan(tap * Geometry.OutChannels));
                filterX += columns - 1;
            }
        }
    }
}

/// <summary>The pixels that windows read.</summary>
internal static class WindowArea
{
    public static PixelRectangle Of(WindowGeometry window, PixelRectangle outputs)
    {
        int top = (outputs.Top * window.StrideY) - window.PadTop;
        int left = (outputs.Left * window.StrideX) - window.PadLeft;
        return PixelRectangle.Between(
            Math.Max(0, top),
            Math.Max(0, left),
            Math.Min(window.InHeight, top + ((outputs.Height - 1) * window.StrideY) + ((window.FilterHeight - 1) * window.DilationY) + 1),
            Math.Min(window.InWidth, left + ((outputs.Width - 1) * window.StrideX) + ((window.FilterWidth - 1) * window.DilationX) + 1));
    }
}
