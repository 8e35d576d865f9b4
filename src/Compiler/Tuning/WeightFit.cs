using QMacVerify.Generators.Graph;

namespace QMacVerify.Compiler.Tuning;

/// <summary>For each weight the one whose products fit best the exact products of it, on the activations that were observed.</summary>
/// <remarks>
/// The weight tuning of ALWANN (Mrazek et al., "ALWANN: Automatic Layer-Wise Approximation of Deep Neural Network Accelerators without
/// Retraining", ICCAD 2019), which takes all activations as equally likely; here each counts as often as it occurs in its input channel.
/// What is compared is a tap's whole share in the accumulator, <c>f(x, w') - zx * w'</c> with <c>(x - zx) * w</c>: the start value
/// corrects the zero point with the new weight. Zero points of weights cancel. Padding is not counted.
/// </remarks>
internal sealed class WeightFit
{
    private readonly LayerTable _table;
    private readonly bool _isCentred;
    private readonly long[][] _counts;

    /// <param name="table">The layer on its circuit.</param>
    /// <param name="inputs">Codes of each sample.</param>
    /// <param name="isCentred">Whether biases take mean errors away afterwards, so that only what errors vary by counts.</param>
    public WeightFit(LayerTable table, IEnumerable<sbyte[]> inputs, bool isCentred)
    {
        _table = table;
        _isCentred = isCentred;
        int channels = table.Geometry.Window.InChannels;
        _counts = [.. Enumerable.Range(0, channels).Select(_ => new long[LayerTable.Codes])];
        foreach (sbyte[] input in inputs)
        {
            for (int i = 0; i < input.Length; i++)
            {
                _counts[i % channels][input[i] - sbyte.MinValue]++;
            }
        }
    }

    /// <summary>The least weight that may take the place of another: symmetric weights stay within -127..127 unless -128 occurs among them.</summary>
    public static int LeastOf(ReadOnlySpan<sbyte> weights) => weights.Contains(sbyte.MinValue) ? sbyte.MinValue : -sbyte.MaxValue;

    /// <summary>The weights of the layer, each replaced by the best one; of equals the nearest.</summary>
    /// <param name="weights">In the order of the geometry.</param>
    public sbyte[] Best(ReadOnlySpan<sbyte> weights)
    {
        MacGeometry geometry = _table.Geometry;
        int least = LeastOf(weights);
        sbyte[] best = weights.ToArray();
        for (int inChannel = 0; inChannel < geometry.Window.InChannels; inChannel++)
        {
            sbyte[] choice = ChoiceFor(_counts[inChannel], least);
            int group = inChannel / geometry.GroupInChannels;
            for (int channel = group * geometry.GroupOutChannels; channel < (group + 1) * geometry.GroupOutChannels; channel++)
            {
                for (int tap = inChannel % geometry.GroupInChannels; tap < geometry.Taps; tap += geometry.GroupInChannels)
                {
                    int index = geometry.WeightIndex(channel, tap);
                    best[index] = choice[weights[index] - sbyte.MinValue];
                }
            }
        }

        return best;
    }

    /// <summary>The best weight in place of each weight from -128 on.</summary>
    private sbyte[] ChoiceFor(long[] counts, int least)
    {
        // With v = f(x, w') - zx * w' and d = x - zx: the sum of (v - d * w)^2 is vv - 2 * w * vd + w^2 * dd.
        double[] vv = new double[LayerTable.Codes];
        double[] vd = new double[LayerTable.Codes];
        double[] v = new double[LayerTable.Codes];
        double d = 0;
        double n = 0;
        for (int code = 0; code < LayerTable.Codes; code++)
        {
            double count = counts[code];
            if (count == 0)
            {
                continue;
            }

            double distance = code + sbyte.MinValue - _table.InputZeroPoint;
            n += count;
            d += count * distance;
            for (int candidate = 0; candidate < LayerTable.Codes; candidate++)
            {
                double value = _table.Products[(code * LayerTable.Codes) + candidate] - (_table.CorrectedZeroPoint * (candidate + sbyte.MinValue));
                v[candidate] += count * value;
                vv[candidate] += count * value * value;
                vd[candidate] += count * value * distance;
            }
        }

        sbyte[] choice = new sbyte[LayerTable.Codes];
        for (int weight = sbyte.MinValue; weight <= sbyte.MaxValue; weight++)
        {
            int best = weight;
            double bestCost = CostOf(weight, weight);
            for (int distance = 1; distance < LayerTable.Codes && n > 0; distance++)
            {
                foreach (int candidate in (ReadOnlySpan<int>)[weight - distance, weight + distance])
                {
                    if (candidate >= least && candidate <= sbyte.MaxValue && CostOf(weight, candidate) is double cost && cost < bestCost)
                    {
                        (best, bestCost) = (candidate, cost);
                    }
                }
            }

            choice[weight - sbyte.MinValue] = (sbyte)best;
        }

        return choice;

        // Without the term of w alone, which is the same for all candidates.
        double CostOf(int weight, int candidate)
        {
            int i = candidate - sbyte.MinValue;
            double mean = v[i] - (weight * d);
            return vv[i] - (2 * weight * vd[i]) - (_isCentred ? mean * mean / n : 0);
        }
    }
}
