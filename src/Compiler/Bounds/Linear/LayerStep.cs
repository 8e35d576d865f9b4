using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Bounds.Linear;

/// <summary>Convolution, depthwise convolution and fully connected layer: <c>acc = bias + sum (w - zw) (q - zx) + error of the circuits</c>.</summary>
internal sealed class LayerStep : RoundedStep
{
    /// <summary>Offsets that stand on the stack.</summary>
    private const int MaxStack = 1024;

    private readonly LayerFacts _facts;
    private readonly TensorExtent _input;
    private readonly CircuitErrors? _errors;
    private readonly double[] _weights;
    private readonly double[] _magnitudes;

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
        _magnitudes = new double[facts.Geometry.OutChannels];
        for (int channel = 0; channel < _magnitudes.Length; channel++)
        {
            Span<double> weights = _weights.AsSpan(channel * facts.Geometry.Taps, facts.Geometry.Taps);
            double norm = 0;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                weights[tap] = facts.WeightsOf(channel)[tap] - facts.WeightZeroPointOf(channel);
                norm += Math.Abs(weights[tap]);
            }

            double sum = (byte.MaxValue * norm) + Math.Abs((double)facts.Bias[channel]) + (errors?.MaxMagnitude(channel) ?? 0) + LinearForms.CodeMagnitude;
            _magnitudes[channel] = sum * Math.Max(1, ScaleOf(channel));
        }
    }

    public override TensorExtent Extent { get; }

    protected override int Taps => Geometry.Taps;

    private MacGeometry Geometry => _facts.Geometry;

    /// <summary>One image, and a window that reads the tensor as it lies there.</summary>
    public static bool Supports(MacNode layer) => layer.Geometry.Window is { Transposed: null, Batches: 1 };

    /// <summary>The real factor of a channel: <c>multiplier * 2^(shift - 31)</c>, or the float32 number.</summary>
    public static double ScaleOf(Rescale rescale) => rescale.Kind == RequantizationKind.OnnxFloat
        ? BitConverter.UInt32BitsToSingle(rescale.FactorBits)
        : rescale.Multiplier.Multiplier * Math.ScaleB(1, rescale.Multiplier.Shift - 31);

    public override void Distribute(LinearForms forms, CoefficientBlock sums)
    {
        CoefficientBlock inputs = forms.BlockOf(_facts.Layer.Input, _input, InputsOf(sums.Area), sums.Count);
        int[] channels = new int[Geometry.OutChannels];
        double[] factors = new double[Geometry.OutChannels];
        for (int form = 0; form < forms.Count; form++)
        {
            double constant = 0;
            for (int row = sums.Area.Top; row < sums.Area.Bottom; row++)
            {
                for (int column = sums.Area.Left; column < sums.Area.Right; column++)
                {
                    ReadOnlySpan<double> coefficients = sums.Of(form).Slice(sums.OffsetOf(row, column), channels.Length);
                    int count = 0;
                    for (int channel = 0; channel < coefficients.Length; channel++)
                    {
                        if (coefficients[channel] != 0)
                        {
                            constant += coefficients[channel] * ConstantOf(row, column, channel, isUpper: coefficients[channel] > 0);
                            (channels[count], factors[count]) = (channel, coefficients[channel]);
                            count++;
                        }
                    }

                    AddWindows(inputs, inputs.Of(form), row, column, channels.AsSpan(0, count), factors.AsSpan(0, count));
                }
            }

            forms.AddConstant(form, constant);
        }
    }

    protected override double MagnitudeOf(int channel) => _magnitudes[channel];

    private double ScaleOf(int channel) => _facts.Layer.Requantization.Kind == RequantizationKind.Accumulator ? 1 : ScaleOf(_facts.Layer.Requantization.For(channel));

    /// <summary>What the windows of some outputs read, inside the image.</summary>
    private PixelRectangle InputsOf(PixelRectangle outputs)
    {
        WindowGeometry window = Geometry.Window;
        return Geometry.Layout == TensorLayout.Oi ? PixelRectangle.All(_input) : WindowArea.Of(window, outputs);
    }

    private double ConstantOf(int row, int column, int channel, bool isUpper)
    {
        if (_errors is null)
        {
            return _facts.Bias[channel];
        }

        Interval error = _errors.At((row * Geometry.Window.OutWidth) + column, channel);
        return _facts.Bias[channel] + (isUpper ? error.Upper : error.Lower);
    }

    /// <summary>Adds the weights of some channels at an output position, each times its factor.</summary>
    private void AddWindows(CoefficientBlock inputs, Span<double> target, int row, int column, ReadOnlySpan<int> channels, ReadOnlySpan<double> factors)
    {
        if (Geometry.Layout == TensorLayout.Oi)
        {
            // A fully connected layer reads all elements of a tensor, whatever its shape.
            Add(target, 0, channels, factors);
            return;
        }

        if (Geometry.Groups == 1)
        {
            AddWindow(inputs, target, row, column, channels, factors, firstChannel: 0);
            return;
        }

        for (int i = 0; i < channels.Length; i++)
        {
            AddWindow(inputs, target, row, column, channels.Slice(i, 1), factors.Slice(i, 1), Geometry.FirstInChannel(channels[i]));
        }
    }

    private void AddWindow(CoefficientBlock inputs, Span<double> target, int row, int column, ReadOnlySpan<int> channels, ReadOnlySpan<double> factors, int firstChannel)
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
                Add(target.Slice(inputs.OffsetOf(inY, inX) + firstChannel, columns * inChannels), tap, channels, factors);
                filterX += columns - 1;
            }
        }
    }

    /// <summary>Adds the weights from a tap on, as many as the target holds.</summary>
    private void Add(Span<double> target, int tap, ReadOnlySpan<int> channels, ReadOnlySpan<double> factors)
    {
        Span<int> offsets = channels.Length <= MaxStack ? stackalloc int[channels.Length] : new int[channels.Length];
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = (channels[i] * Geometry.Taps) + tap;
        }

        CoefficientBlock.AddCombination(target, _weights, offsets, factors);
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
