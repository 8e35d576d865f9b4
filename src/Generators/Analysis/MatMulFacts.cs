using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Analysis;

/// <summary>What graph, parameters and operators say about the accumulators of products of two tensors, as <see cref="LayerFacts"/> does of layers with constant weights.</summary>
public sealed class MatMulFacts
{
    private readonly int[]? _bias;

    private MatMulFacts(Network network, MatMul layer, OperatorPair operators, GraphSemantics semantics)
    {
        Layer = layer;
        InputZeroPoint = network.Graph.Tensor(layer.Input).ZeroPoint;
        WeightZeroPoint = network.Graph.Tensor(layer.Weights).ZeroPoint;
        Centre = semantics.Operands == OperandForm.Centred ? InputZeroPoint : 0;
        Operators = operators with { Multiplier = CentredMultiplier.Of(operators.Multiplier, semantics.Operands, InputZeroPoint, layer.Name) };
        _bias = layer.Bias < 0 ? null : network.Parameters[layer.Bias].Int32.ToArray();
    }

    public MatMul Layer { get; }

    /// <summary>The circuits, the multiplier as one of codes whatever the form of its operands.</summary>
    public OperatorPair Operators { get; }

    public int InputZeroPoint { get; }

    public int WeightZeroPoint { get; }

    /// <summary>What an activation loses before it reaches the multiplier: the zero point where operands are centred, else 0.</summary>
    public int Centre { get; }

    /// <summary>The zero point that start values correct for.</summary>
    public int CorrectedZeroPoint => InputZeroPoint - Centre;

    /// <summary>Whether channels have biases of their own.</summary>
    public bool HasBias => _bias is not null;

    /// <summary>Greatest distance of a code from the zero point of the weights.</summary>
    public int WeightReach => Math.Max(sbyte.MaxValue - WeightZeroPoint, WeightZeroPoint - sbyte.MinValue);

    /// <summary>A layer as its package declares it.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">Centred activations leave the multiplier's domain.</exception>
    public static MatMulFacts Of(Network network, MatMul layer, OperatorPair operators) => new(network, layer, operators, network.Graph.Semantics);

    /// <summary>A layer as its kernel computes it: with exact circuits on raw codes, see <see cref="LayerFacts.OfKernel"/>.</summary>
    /// <exception cref="Diagnostics.DiagnosticException">Centred activations leave the multiplier's domain.</exception>
    public static MatMulFacts OfKernel(Network network, MatMul layer, OperatorPair operators) =>
        new(network, layer, operators, operators == OperatorPair.Exact ? GraphSemantics.Default : network.Graph.Semantics);

    /// <summary>Bias of a channel; 0 where the layer has none.</summary>
    public int BiasOf(int channel) => _bias?[channel] ?? 0;

    /// <summary>What an accumulator begins with: bias, and the input zero point's share of each weight.</summary>
    /// <param name="weights">The weights, code by code.</param>
    /// <param name="bias">Its bias.</param>
    public Interval StartOf(IEnumerable<Interval> weights, int bias) =>
        weights.Aggregate(Interval.Point(bias), (start, weight) => start + (weight - WeightZeroPoint).Times(-CorrectedZeroPoint));
}
