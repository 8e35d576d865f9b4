using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Optimize;

/// <summary>One output channel of a layer, from whose sum taps of constant products go into the bias.</summary>
/// <remarks>
/// <para>
/// A window's accumulator is <c>acc_0 + p_1 + ... + p_n</c> by the layer's adder, <c>acc_0 = bias + correction</c> (SEMANTICS section 2). Every
/// adder is associative and commutative on what follows <c>acc_0</c>, which <c>AdderOrderTests</c> proves and kernels rely on, too. So products of
/// removed taps may come first, and <c>acc_0</c> with those products, by that adder, is what the chain of the others has to begin with:
/// <c>bias' = (acc_0 + p_r1 + ...) - correction'</c>, the correction that of the taps that stay, in exact arithmetic modulo 2^32.
/// </para>
/// <para>
/// There is one bias for all windows. Where a tap lies in the padding it multiplies the zero point, or is absent, so windows at the border may ask
/// for another bias than those inside: then the taps cannot be removed.
/// </para>
/// </remarks>
internal sealed class ChannelFold
{
    private readonly LayerProducts _products;
    private readonly int _weightZeroPoint;
    private int[] _sums;
    private int[] _corrections;
    private int[]? _nextSums;
    private int[]? _nextCorrections;

    public ChannelFold(LayerProducts products, int outChannel)
    {
        _products = products;
        Channel = outChannel;
        _weightZeroPoint = products.Facts.WeightZeroPointOf(outChannel);
        Bias = products.Facts.Bias[outChannel];
        _sums = [.. Enumerable.Range(0, products.Windows).Select(window => products.StartOf(outChannel, window))];
        _corrections = Array.ConvertAll(_sums, sum => unchecked(sum - Bias));
    }

    /// <summary>Number of the output channel.</summary>
    public int Channel { get; }

    /// <summary>The bias, with what was folded into it.</summary>
    public int Bias { get; private set; }

    /// <summary>Whether taps can go as well; nothing changes before <see cref="Accept"/>.</summary>
    /// <param name="taps">Their numbers.</param>
    /// <returns>Why not, or null.</returns>
    public string? Obstacle(IEnumerable<int> taps)
    {
        _nextSums = (int[])_sums.Clone();
        _nextCorrections = (int[])_corrections.Clone();
        int[] numbers = [.. taps];
        ReadOnlySpan<sbyte> weights = _products.Facts.WeightsOf(Channel);
        for (int window = 0; window < _sums.Length; window++)
        {
            ReadOnlySpan<int> boxes = _products.BoxesOf(window, Channel);
            foreach (int tap in numbers)
            {
                if (boxes[tap] == WindowGeometry.Absent)
                {
                    continue;
                }

                if (_products.ConstantOf(boxes[tap], weights[tap], _weightZeroPoint) is not int constant)
                {
                    return _weightZeroPoint != 0 && _products.Facts.Operators.Adder.ApproximateBits > 0
                        ? $"its share of the weights' zero point is added exactly, and the rest by {_products.Facts.Operators.Adder.Spec}"
                        : "its products depend on the input";
                }

                _nextSums[window] = _products.Facts.Operators.Adder.Apply(_nextSums[window], constant);
                _nextCorrections[window] = unchecked(_nextCorrections[window] + (_products.Facts.CorrectedZeroPoint * (weights[tap] - _weightZeroPoint)));
            }

            if (unchecked(_nextSums[window] - _nextCorrections[window] != _nextSums[0] - _nextCorrections[0]))
            {
                return "padding makes its share depend on the position";
            }
        }

        return null;
    }

    /// <summary>Takes the taps that <see cref="Obstacle"/> saw none for.</summary>
    public void Accept()
    {
        _sums = _nextSums!;
        _corrections = _nextCorrections!;
        Bias = unchecked(_sums[0] - _corrections[0]);
    }
}
