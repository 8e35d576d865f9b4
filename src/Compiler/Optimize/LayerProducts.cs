using QMacVerify.Compiler.Bounds;
using QMacVerify.Generators.Analysis;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Optimize;

/// <summary>What the taps of a layer add to its accumulators, where that is one number whatever the input is.</summary>
internal sealed class LayerProducts
{
    private readonly WindowBoxes _windows;
    private readonly int[]?[] _boxes;
    private readonly Dictionary<(int Box, sbyte Weight, int ZeroPoint), int?> _known = [];

    /// <param name="network">The network.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="operators">Its circuits.</param>
    /// <param name="input">The codes that its input can have.</param>
    public LayerProducts(Network network, MacNode layer, OperatorPair operators, Box input)
    {
        Facts = LayerFacts.Of(network, layer, operators);
        _windows = new WindowBoxes(Facts, input.Lower, input.Upper);
        _boxes = new int[]?[layer.Geometry.Groups == 1 ? _windows.Windows.Count : 0];
    }

    public LayerFacts Facts { get; }

    /// <summary>Distinct windows.</summary>
    public int Windows => _windows.Windows.Count;

    /// <summary>The accumulator that a window begins with.</summary>
    public int StartOf(int outChannel, int window) => unchecked((int)Facts.StartOf(outChannel, _windows.Windows[window]));

    /// <summary>The boxes of an output channel's taps in a window, or <see cref="WindowGeometry.Absent"/>.</summary>
    public ReadOnlySpan<int> BoxesOf(int window, int outChannel)
    {
        if (_boxes.Length == 0)
        {
            int[] own = new int[Facts.Geometry.Taps];
            _windows.BoxesOf(window, outChannel, own);
            return own;
        }

        if (_boxes[window] is null)
        {
            // Without groups all output channels read the same.
            int[] shared = new int[Facts.Geometry.Taps];
            _windows.BoxesOf(window, 0, shared);
            _boxes[window] = shared;
        }

        return _boxes[window];
    }

    /// <summary>What a tap adds to the accumulator, its share of the weight's zero point included; null where that depends on the input.</summary>
    /// <param name="box">Box of its activation.</param>
    /// <param name="weight">Its weight.</param>
    /// <param name="weightZeroPoint">Of the output channel.</param>
    public int? ConstantOf(int box, sbyte weight, int weightZeroPoint)
    {
        if (!_known.TryGetValue((box, weight, weightZeroPoint), out int? constant))
        {
            constant = Find(_windows.Boxes[box], weight, weightZeroPoint);
            _known.Add((box, weight, weightZeroPoint), constant);
        }

        return constant;
    }

    /// <summary>The taps of an output channel that have a weight and add, in every window that they are in, what does not depend on the input, and would add 0 without it.</summary>
    public IEnumerable<int> ConstantTaps(int outChannel)
    {
        sbyte[] weights = Facts.WeightsOf(outChannel).ToArray();
        int zeroPoint = Facts.WeightZeroPointOf(outChannel);
        bool[] isConstant = Array.ConvertAll(weights, weight => weight != 0);
        for (int window = 0; window < Windows; window++)
        {
            ReadOnlySpan<int> boxes = BoxesOf(window, outChannel);
            for (int tap = 0; tap < weights.Length; tap++)
            {
                isConstant[tap] = isConstant[tap] && (boxes[tap] == WindowGeometry.Absent
                    || (ConstantOf(boxes[tap], weights[tap], zeroPoint) is not null && ConstantOf(boxes[tap], 0, zeroPoint) == 0));
            }
        }

        return Enumerable.Range(0, weights.Length).Where(tap => isConstant[tap]);
    }

    /// <summary>
    /// The share is added after the last product, exactly. So it is one number with the product where the adder is exact, too;
    /// with another adder only a share of nothing can be left out.
    /// </summary>
    private int? Find(Interval activations, sbyte weight, int weightZeroPoint)
    {
        int? constant = null;
        for (int activation = (int)activations.Lower; activation <= activations.Upper; activation++)
        {
            int share = -weightZeroPoint * (activation - Facts.Centre);
            int sum = Facts.Operators.Multiplier.Apply(activation, weight) + share;
            if ((share != 0 && Facts.Operators.Adder.ApproximateBits > 0) || (constant is int known && known != sum))
            {
                return null;
            }

            constant = sum;
        }

        return constant;
    }
}
