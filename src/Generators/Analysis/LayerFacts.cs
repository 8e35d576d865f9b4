using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Analysis;

/// <summary>What graph, parameters and operators say about the accumulators of one layer of products (SEMANTICS section 2).</summary>
/// <remarks>
/// Planner, bounds and benches start from here. <c>Runtime/Reference</c> and the oracles of the tests know nothing of it, on
/// purpose: they are what it is checked against.
/// </remarks>
public sealed class LayerFacts
{
    private const int Codes = 256;

    private readonly sbyte[] _weights;
    private readonly int[] _bias;

    private LayerFacts(Network network, MacNode layer, OperatorPair operators, GraphSemantics semantics)
    {
        Layer = layer;
        InputZeroPoint = network.Graph.Tensor(layer.Input).ZeroPoint;
        Centre = semantics.Operands == OperandForm.Centred ? InputZeroPoint : 0;
        SkipsPadding = Geometry.Window.TouchesPadding && Geometry.Window.OmitsPadding(semantics.Padding);
        Operators = operators with { Multiplier = CentredMultiplier.Of(operators.Multiplier, semantics.Operands, InputZeroPoint, layer.Name) };
        WeightZeroPoints = network.Graph.Tensor(layer.Weights).Quantization is { IsSymmetric: false } quantization
            ? Enumerable.Range(0, Geometry.OutChannels).Select(quantization.ZeroPointOf).ToEquatableArray()
            : EquatableArray<int>.Empty;
        _bias = layer.Bias < 0 ? new int[Geometry.OutChannels] : network.Parameters[layer.Bias].Int32.ToArray();
        _weights = ByChannel(Geometry, network.Parameters[layer.Weights].Int8);
        WeightNorm = Enumerable.Range(0, Geometry.OutChannels).Max(NormOf);
    }

    public MacNode Layer { get; }

    /// <summary>Of each channel; zeros where the layer has none.</summary>
    public IReadOnlyList<int> Bias => _bias;

    public MacGeometry Geometry => Layer.Geometry;

    /// <summary>The circuits, the multiplier as one of codes whatever the form of its operands.</summary>
    public OperatorPair Operators { get; }

    /// <summary>Of the activations; what padding carries.</summary>
    public int InputZeroPoint { get; }

    /// <summary>What an activation loses before it reaches the multiplier: the zero point where operands are centred, else 0.</summary>
    public int Centre { get; }

    /// <summary>The zero point that start values correct for.</summary>
    public int CorrectedZeroPoint => InputZeroPoint - Centre;

    /// <summary>Whether some windows have elements without product, so that the zero point correction depends on the position.</summary>
    public bool SkipsPadding { get; }

    /// <summary>One per output channel; empty where all are 0.</summary>
    public EquatableArray<int> WeightZeroPoints { get; }

    /// <summary>The greatest distance of a weight from its zero point, whatever the weights are.</summary>
    public int WeightReach => Enumerable.Range(0, Geometry.OutChannels).Select(WeightZeroPointOf)
        .Max(zeroPoint => Math.Max(sbyte.MaxValue - zeroPoint, zeroPoint - sbyte.MinValue));

    /// <summary>The greatest sum of an output channel's distances of weights from their zero point.</summary>
    public long WeightNorm { get; }

    /// <summary>A layer as its package declares it.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">Centred activations leave the multiplier's domain.</exception>
    public static LayerFacts Of(Network network, MacNode layer, OperatorPair operators) =>
        new(network, layer, operators, network.Graph.Semantics);

    /// <summary>A layer as its kernel computes it.</summary>
    /// <remarks>
    /// With exact circuits both forms of operands and both padding rules give the same accumulators. Kernels take raw codes, which
    /// need one subtraction less, and multiply padding, which needs no position; so their prefixes are those of that form.
    /// </remarks>
    /// <exception cref="Diagnostics.DiagnosticException">Centred activations leave the multiplier's domain.</exception>
    public static LayerFacts OfKernel(Network network, MacNode layer, OperatorPair operators) =>
        new(network, layer, operators, operators == OperatorPair.Exact ? GraphSemantics.Default : network.Graph.Semantics);

    public int WeightZeroPointOf(int channel) => WeightZeroPoints.Count == 0 ? 0 : WeightZeroPoints[channel];

    /// <summary>The weights of an output channel, tap after tap.</summary>
    public ReadOnlySpan<sbyte> WeightsOf(int channel) => _weights.AsSpan(channel * Geometry.Taps, Geometry.Taps);

    /// <summary>How often each weight occurs in some output channels; weight w stands at w + 128.</summary>
    public int[] CountWeights(int[] channels)
    {
        int[] counts = new int[Codes];
        foreach (int channel in channels)
        {
            foreach (sbyte weight in WeightsOf(channel))
            {
                counts[weight - sbyte.MinValue]++;
            }
        }

        return counts;
    }

    /// <summary>The accumulator before its first product: the bias and the zero points' shares, <c>bias + n * zx * zw - zx * sum of weights</c>.</summary>
    /// <remarks>With raw operands this makes the accumulator that of centred ones. The register holds it modulo 2^32.</remarks>
    /// <param name="channel">Output channel.</param>
    /// <param name="window">A number for each element of the window, <see cref="WindowGeometry.Absent"/> where none of the input lies.</param>
    public long StartOf(int channel, ReadOnlySpan<int> window)
    {
        ReadOnlySpan<sbyte> weights = WeightsOf(channel);
        int channels = Geometry.GroupInChannels;
        long sum = 0;
        for (int element = 0; element < window.Length; element++)
        {
            // Padding that is skipped has no share in the correction.
            if (window[element] == WindowGeometry.Absent && SkipsPadding)
            {
                continue;
            }

            foreach (sbyte weight in weights.Slice(element * channels, channels))
            {
                sum += weight;
            }

            sum -= channels * WeightZeroPointOf(channel);
        }

        return _bias[channel] - (CorrectedZeroPoint * sum);
    }

    /// <summary>The start values of all channels modulo 2^32: the bias alone where the correction depends on the position.</summary>
    public int[] Starts()
    {
        int[] whole = new int[Geometry.Window.Elements];
        return [.. Enumerable.Range(0, Geometry.OutChannels).Select(channel => SkipsPadding ? _bias[channel] : unchecked((int)StartOf(channel, whole)))];
    }

    private long NormOf(int channel)
    {
        long sum = 0;
        int zeroPoint = WeightZeroPointOf(channel);
        foreach (sbyte weight in WeightsOf(channel))
        {
            sum += Math.Abs(weight - zeroPoint);
        }

        return sum;
    }

    private static sbyte[] ByChannel(MacGeometry geometry, ReadOnlySpan<sbyte> weights)
    {
        sbyte[] byChannel = weights.ToArray();
        if (geometry.Layout == TensorLayout.OneHwc)
        {
            int next = 0;
            for (int channel = 0; channel < geometry.OutChannels; channel++)
            {
                for (int tap = 0; tap < geometry.Taps; tap++)
                {
                    byChannel[next++] = weights[geometry.WeightIndex(channel, tap)];
                }
            }
        }

        return byChannel;
    }
}
