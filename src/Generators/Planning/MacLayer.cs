using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning;

/// <summary>A layer of products with the numbers that each of its kernels needs, however it is written.</summary>
/// <param name="Node">The operation.</param>
/// <param name="Inputs">Activations, weights, bias.</param>
/// <param name="Output">The tensor that it computes.</param>
/// <param name="NodeIndex">Position among the nodes of the graph: the <c>index</c> of constraints files.</param>
/// <param name="Operators">The circuits.</param>
/// <param name="Weights">In the order of the geometry.</param>
/// <param name="Start">
/// Value of each channel's accumulator before its first product. Bias and zero point correction, or the bias alone where
/// <paramref name="CorrectsByPosition"/>.
/// </param>
/// <param name="Starts">What the accumulators of a vector kernel begin with, with all corrections.</param>
/// <param name="WeightZeroPoints">One per output channel; empty where all are 0.</param>
/// <param name="CorrectedZeroPoint">Zero point of the activations that the start value corrects for; 0 where operands are centred.</param>
/// <param name="CorrectsByPosition">Padding is skipped, so that the zero point correction depends on the taps present.</param>
/// <param name="Bound">Of every prefix, for any activations.</param>
/// <param name="OmitsZeroWeights">Leaving out a zero weight's product changes nothing: checked for these operators.</param>
/// <param name="BatchSize">Samples that a kernel may compute at once.</param>
public sealed record MacLayer(
    MacNode Node,
    EquatableArray<TensorInfo> Inputs,
    TensorInfo Output,
    int NodeIndex,
    OperatorPair Operators,
    EquatableArray<sbyte> Weights,
    EquatableArray<int> Start,
    StartValues Starts,
    EquatableArray<int> WeightZeroPoints,
    int CorrectedZeroPoint,
    bool CorrectsByPosition,
    Interval Bound,
    bool OmitsZeroWeights,
    int BatchSize)
{
    /// <summary>Of each channel, as the model has it.</summary>
    public EquatableArray<int> Bias { get; init; }

    /// <summary>The codes that activations can have, padding included.</summary>
    public Interval InputCodes { get; init; } = CodeRanges.All;

    public MacGeometry Geometry => Node.Geometry;

    public ChannelRequantization Requantization => Node.Requantization;

    public TensorInfo Input => Inputs[0];

    /// <summary>Whether the result has its channels first: accumulators of images of an ONNX model.</summary>
    public bool HasChannelsFirst => Output.Layout == TensorLayout.Nchw && Node is not FullyConnected;

    /// <summary>What activations stand as, in a copy of the input in which skipped padding makes every product 0.</summary>
    public ImagePlane Plane(Func<int, int> ofActivation)
    {
        ImagePlane plane = ImagePlane.Of(ofActivation, Input.ZeroPoint);
        return CorrectsByPosition ? plane with { Border = 0 } : plane;
    }

    /// <summary>What an activation loses before it reaches the circuit: the zero point where operands are centred, else 0.</summary>
    public int Centre => Input.ZeroPoint - CorrectedZeroPoint;

    public int WeightZeroPointOf(int channel) => WeightZeroPoints.Count == 0 ? 0 : WeightZeroPoints[channel];

    public int Weight(int channel, int tap) => Weights[Geometry.WeightIndex(channel, tap)];

    /// <summary>A weight less its zero point, which fits int16.</summary>
    public int CentredWeight(int channel, int tap) => Weight(channel, tap) - WeightZeroPointOf(channel);

    /// <summary>What a start value is made of: <c>bias - zeroPoint * sum of weights</c>, in numbers; the bias itself says nothing of itself.</summary>
    /// <param name="channel">Its output channel.</param>
    /// <param name="start">The value, as the kernel has it.</param>
    public string StartOrigin(int channel, int start)
    {
        if (CorrectsByPosition || (CorrectedZeroPoint == 0 && start == Bias[channel]))
        {
            return "";
        }

        int weights = Enumerable.Range(0, Geometry.Taps).Sum(tap => Weights[Geometry.WeightIndex(channel, tap)]);
        int weightZeroPoint = WeightZeroPointOf(channel);
        string folded = CorrectedZeroPoint == 0 ? "" : $" - {Factor(CorrectedZeroPoint)} * {Factor(weights)}";
        string zeroPoints = CorrectedZeroPoint * weightZeroPoint == 0 ? "" : $" + {Factor(Geometry.Taps)} * {Factor(CorrectedZeroPoint)} * {Factor(weightZeroPoint)}";

        // What the form adds in which a kernel computes products, and low bits that an adder clears.
        int rest = unchecked(start - (Bias[channel] + (CorrectedZeroPoint * ((Geometry.Taps * weightZeroPoint) - weights))));
        return Invariant($"{Bias[channel]}{folded}{zeroPoints}{(rest == 0 ? "" : rest < 0 ? Invariant($" - {-(long)rest}") : Invariant($" + {rest}"))}");

        static string Factor(int number) => number < 0 ? Invariant($"({number})") : Invariant($"{number}");
    }

    /// <summary>A layer of a network on circuits.</summary>
    /// <param name="network">The network.</param>
    /// <param name="ranges">Of its tensors.</param>
    /// <param name="nodeIndex">Position of the layer among the nodes.</param>
    /// <param name="operators">The circuits.</param>
    /// <param name="batchSize">Samples that a kernel may compute at once.</param>
    /// <exception cref="Diagnostics.DiagnosticException">Centred activations leave the multiplier's domain.</exception>
    internal static MacLayer Of(Network network, CodeRanges ranges, int nodeIndex, OperatorPair operators, int batchSize)
    {
        MacNode node = (MacNode)network.Graph.Nodes[nodeIndex];
        LayerFacts facts = LayerFacts.OfKernel(network, node, operators);
        return new MacLayer(
            node, node.Inputs.Select(network.Graph.Tensor).ToEquatableArray(), network.Graph.Tensor(node.Output), nodeIndex, facts.Operators,
            new EquatableArray<sbyte>(network.Parameters[node.Weights].Int8.ToArray()), new EquatableArray<int>(facts.Starts()), StartValues.Of(facts), facts.WeightZeroPoints,
            facts.CorrectedZeroPoint, facts.SkipsPadding, PrefixOfAnyInput(facts), CanOmitZeroWeights(facts.Operators), batchSize)
        {
            Bias = new EquatableArray<int>(facts.Bias.ToArray()),
            InputCodes = ranges[node.Input].Hull(Interval.Point(facts.InputZeroPoint)),
        };
    }

    /// <summary>Every prefix of every accumulator, for any int8 activations.</summary>
    /// <remarks>Looser than what <c>qmac constraints</c> finds, which knows what can reach the layer; but it needs this layer only.</remarks>
    private static Interval PrefixOfAnyInput(LayerFacts facts)
    {
        Interval prefix = Interval.Empty;
        foreach (AccumulatorIntervals[] windows in AccumulatorIntervals.Of(facts, WindowBoxes.OfAnyInput(facts)))
        {
            foreach (AccumulatorIntervals acc in windows)
            {
                prefix = prefix.Hull(acc.Prefix);
            }
        }

        return prefix;
    }

    private static bool CanOmitZeroWeights(OperatorPair operators)
    {
        for (int activation = sbyte.MinValue; activation <= sbyte.MaxValue; activation++)
        {
            if (operators.Multiplier.Apply(activation, 0) != 0)
            {
                return false;
            }
        }

        return operators.Adder.ZeroIsIdentity;
    }
}
