using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Tuning;

/// <summary>What the accumulators of a layer of products are, whatever its weights: its windows, zero points, and the products of its circuit.</summary>
internal sealed class LayerTable
{
    /// <summary>Codes of int8.</summary>
    public const int Codes = 256;

    private readonly LayerFacts _facts;
    private readonly int[] _pixels;

    /// <param name="network">The network; of its parameters nothing is kept.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="operators">Its circuits.</param>
    public LayerTable(Network network, MacNode layer, OperatorPair operators)
    {
        _facts = LayerFacts.Of(network, layer, operators);
        Products = MultiplierTable.Of(_facts.Operators.Multiplier);
        int[] window = new int[Geometry.Window.Elements];
        _pixels = new int[window.Length * Geometry.Positions];
        for (int position = 0; position < Geometry.Positions; position++)
        {
            Geometry.Window.PixelsAt(position, window);
            for (int element = 0; element < window.Length; element++)
            {
                _pixels[(element * Geometry.Positions) + position] = window[element];
            }
        }
    }

    public MacNode Layer => _facts.Layer;

    public MacGeometry Geometry => _facts.Geometry;

    public Adder Adder => _facts.Operators.Adder;

    /// <summary>The products: code of the activation outer, weight inner, each from -128 on.</summary>
    public int[] Products { get; }

    /// <summary>Of the activations; what padding carries.</summary>
    public int InputZeroPoint => _facts.InputZeroPoint;

    /// <summary>What an activation loses before it reaches the circuit.</summary>
    public int Centre => _facts.Centre;

    /// <summary>The zero point of activations that accumulators correct for: 0 where operands are centred.</summary>
    public int CorrectedZeroPoint => _facts.CorrectedZeroPoint;

    /// <summary>Whether padding has no products.</summary>
    public bool SkipsPadding => _facts.SkipsPadding;

    public bool HasWeightZeroPoints => _facts.WeightZeroPoints.Count > 0;

    public int WeightZeroPointOf(int channel) => _facts.WeightZeroPointOf(channel);

    /// <summary>For each position the input pixel under an element of the window, or <see cref="WindowGeometry.Absent"/>.</summary>
    public ReadOnlySpan<int> PixelsUnder(int element) => _pixels.AsSpan(element * Geometry.Positions, Geometry.Positions);
}
