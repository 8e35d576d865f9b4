using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Compiler.Evaluation.Operands;

/// <summary>How often each pair of operands meets in the multipliers of a layer (SEMANTICS section 2): exact counts.</summary>
internal abstract class OperandPairs
{
    protected const int Codes = 256;

    /// <summary>The layer.</summary>
    public abstract ProductNode Layer { get; }

    /// <summary>Counts of all pairs so far, in the order of <see cref="MultiplierTable"/>, by codes of the package.</summary>
    public abstract long[] Counts();

    /// <summary>Counts the products of one sample more.</summary>
    /// <param name="input">Activations.</param>
    /// <param name="weights">Weights where they are computed; not read where they are constant.</param>
    public abstract void Add(ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> weights);

    /// <summary>Errors of a multiplier for the codes of this layer: of activations less their zero point, where operands are centred.</summary>
    /// <exception cref="Generators.Diagnostics.DiagnosticException">Centred activations leave the multiplier's domain.</exception>
    public int[] ErrorsOf(Multiplier multiplier)
    {
        (Multiplier ofCodes, int centre) = Operand(multiplier);
        return ErrorsOf(ofCodes, centre);
    }

    /// <summary>Errors of a multiplier for all pairs of codes, in the order of <see cref="MultiplierTable"/>.</summary>
    /// <param name="multiplier">Of codes.</param>
    /// <param name="centre">What activations lose in the exact product.</param>
    public static int[] ErrorsOf(Multiplier multiplier, int centre)
    {
        int[] errors = MultiplierTable.Of(multiplier);
        for (int pair = 0; pair < errors.Length; pair++)
        {
            (int activation, int weight) = MultiplierTable.OperandsAt(pair);
            errors[pair] -= (activation - centre) * weight;
        }

        return errors;
    }

    /// <summary>Counts for a layer, none yet.</summary>
    public static OperandPairs Of(Network network, ProductNode layer) => layer is MatMul product
        ? new MatMulPairs(network, product)
        : new TapActivations(network, (MacNode)layer);

    /// <summary>The multiplier as one of codes, and what activations lose before they reach it.</summary>
    protected abstract (Multiplier OfCodes, int Centre) Operand(Multiplier multiplier);
}

/// <summary>How often each code of the activations meets each tap of a layer; with its constant weights that gives the pairs.</summary>
internal sealed class TapActivations : OperandPairs
{
    private readonly Network _network;
    private readonly MacNode _layer;
    private readonly LayerFacts _facts;

    /// <summary>The pixel under each element of the window at each position.</summary>
    private readonly int[] _pixels;

    /// <summary>By element of the window, input channel and code.</summary>
    private readonly long[] _counts;

    public TapActivations(Network network, MacNode layer)
    {
        _network = network;
        _layer = layer;
        _facts = LayerFacts.Of(network, layer, OperatorPair.Exact);
        WindowGeometry window = layer.Geometry.Window;
        _pixels = new int[layer.Geometry.Positions * window.Elements];
        for (int position = 0; position < layer.Geometry.Positions; position++)
        {
            window.PixelsAt(position, _pixels.AsSpan(position * window.Elements, window.Elements));
        }

        _counts = new long[window.Elements * window.InChannels * Codes];
    }

    public override ProductNode Layer => _layer;

    /// <summary>How often a tap of an output channel met each activation; code x stands at x + 128. Padding that has products is among them.</summary>
    public ReadOnlySpan<long> Of(int outChannel, int tap)
    {
        MacGeometry geometry = _layer.Geometry;
        (int element, int channel) = Math.DivRem(tap, geometry.GroupInChannels);
        return _counts.AsSpan(((element * geometry.Window.InChannels) + geometry.FirstInChannel(outChannel) + channel) * Codes, Codes);
    }

    public override void Add(ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> weights)
    {
        WindowGeometry window = _layer.Geometry.Window;
        int channels = window.InChannels;
        bool omits = window.OmitsPadding(_network.Graph.Semantics.Padding);
        int padding = _facts.InputZeroPoint - sbyte.MinValue;
        for (int element = 0; element < window.Elements; element++)
        {
            Span<long> counts = _counts.AsSpan(element * channels * Codes, channels * Codes);
            int outside = 0;
            for (int i = element; i < _pixels.Length; i += window.Elements)
            {
                if (_pixels[i] == WindowGeometry.Absent)
                {
                    outside++;
                    continue;
                }

                ReadOnlySpan<sbyte> pixel = input.Slice(_pixels[i] * channels, channels);
                for (int channel = 0; channel < pixel.Length; channel++)
                {
                    counts[(channel * Codes) + pixel[channel] - sbyte.MinValue]++;
                }
            }

            for (int channel = 0; channel < channels && !omits; channel++)
            {
                counts[(channel * Codes) + padding] += outside;
            }
        }
    }

    public override long[] Counts()
    {
        // Of each weight the activations that it met first: so the table is gone through in rows.
        long[] byWeight = new long[Codes * Codes];
        for (int outChannel = 0; outChannel < _layer.OutChannels; outChannel++)
        {
            ReadOnlySpan<sbyte> weights = _facts.WeightsOf(outChannel);
            for (int tap = 0; tap < weights.Length; tap++)
            {
                ReadOnlySpan<long> activations = Of(outChannel, tap);
                Span<long> row = byWeight.AsSpan((weights[tap] - sbyte.MinValue) * Codes, Codes);
                for (int code = 0; code < Codes; code++)
                {
                    row[code] += activations[code];
                }
            }
        }

        long[] pairs = new long[Codes * Codes];
        for (int pair = 0; pair < pairs.Length; pair++)
        {
            pairs[pair] = byWeight[((pair % Codes) * Codes) + (pair / Codes)];
        }

        return pairs;
    }

    protected override (Multiplier OfCodes, int Centre) Operand(Multiplier multiplier) =>
        (LayerFacts.Of(_network, _layer, new OperatorPair(multiplier, OperatorPair.Exact.Adder)).Operators.Multiplier, _facts.Centre);
}

/// <summary>Pairs of two tensors of which one at least is computed: every product is looked at.</summary>
internal sealed class MatMulPairs(Network network, MatMul layer) : OperandPairs
{
    private readonly long[] _counts = new long[Codes * Codes];

    public override ProductNode Layer => layer;

    public override long[] Counts() => _counts;

    public override void Add(ReadOnlySpan<sbyte> input, ReadOnlySpan<sbyte> weights)
    {
        ReadOnlySpan<sbyte> left = Values(layer.Input, input);
        ReadOnlySpan<sbyte> right = Values(layer.Weights, weights);
        MatMulGeometry geometry = layer.Geometry;
        int taps = geometry.Taps;
        for (int matrix = 0; matrix < geometry.Batches; matrix++)
        {
            for (int row = 0; row < geometry.Rows; row++)
            {
                ReadOnlySpan<sbyte> activations = left.Slice(((geometry.InputMatrices[matrix] * geometry.Rows) + row) * taps, taps);
                for (int channel = 0; channel < geometry.OutChannels; channel++)
                {
                    ReadOnlySpan<sbyte> others = right.Slice(((geometry.WeightMatrices[matrix] * geometry.OutChannels) + channel) * taps, taps);
                    for (int tap = 0; tap < activations.Length; tap++)
                    {
                        _counts[((activations[tap] - sbyte.MinValue) * Codes) + others[tap] - sbyte.MinValue]++;
                    }
                }
            }
        }
    }

    protected override (Multiplier OfCodes, int Centre) Operand(Multiplier multiplier)
    {
        MatMulFacts facts = MatMulFacts.Of(network, layer, new OperatorPair(multiplier, OperatorPair.Exact.Adder));
        return (facts.Operators.Multiplier, facts.Centre);
    }

    private ReadOnlySpan<sbyte> Values(int tensor, ReadOnlySpan<sbyte> computed) =>
        network.Graph.Tensor(tensor).IsConstant ? network.Parameters[tensor].Int8 : computed;
}
