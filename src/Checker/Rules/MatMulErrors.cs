using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker.Rules;

/// <summary>What circuits and differing operands add to the exact sums of products of two tensors, output by output and tap by tap.</summary>
/// <param name="network">The network.</param>
/// <param name="approximate">The approximate one: it has other biases at most.</param>
/// <param name="layer">Its layer.</param>
/// <param name="arithmetic">The layer's circuits.</param>
internal sealed class MatMulErrors(Network network, Network approximate, MatMul layer, LayerArithmetic arithmetic)
{
    private readonly MatMulTaps _exact = new(network, layer);
    private readonly MatMulTaps _rows = new(approximate, layer);
    private readonly int _weightZeroPoint = network.Graph.Tensor(layer.Weights).ZeroPoint;

    /// <summary>What circuits and another bias add, given codes that lie in two boxes: errors of all products and additions, each over all pairs of codes.</summary>
    public Ends[] OfCircuits(CodeBox input, CodeBox weights)
    {
        (Products products, AdderRule adder) = arithmetic;
        int corrected = LayerArithmetic.CorrectedOf(network.Graph, layer);
        Dictionary<(Ends, Ends), Ends> known = [];
        return Each((channel, inputRow, weightRow) =>
        {
            Ends start = Ends.Point(_rows.Bias(channel));
            Ends errors = Ends.Point(_rows.Bias(channel) - _exact.Bias(channel));
            for (int tap = 0; tap < _rows.Taps; tap++)
            {
                (Ends activation, Ends weight) = (input[inputRow + tap], weights[weightRow + tap]);
                if (!known.TryGetValue((activation, weight), out Ends error))
                {
                    error = Ends.None;
                    for (int code = (int)weight.Low; code <= weight.High; code++)
                    {
                        error = error.Join(products.Errors(code, activation, adder));
                    }

                    known.Add((activation, weight), error);
                }

                errors += error;
                start += (weight + Ends.Point(-_weightZeroPoint)).Times(-corrected);
            }

            return errors + adder.StartError(start);
        });
    }

    /// <summary>What differences of operands add: <c>sum of (a' - za)(w' - zw) - (a - za)(w - zw)</c>.</summary>
    public Ends[] OfOperands(Twin[] input, Twin[] weights)
    {
        Dictionary<Twin, (long Exact, long Approximate)[]> activationCorners = Corners(input, network.Graph.Tensor(layer.Input).ZeroPoint);
        Dictionary<Twin, (long Exact, long Approximate)[]> weightCorners = Corners(weights, _weightZeroPoint);
        Dictionary<(Twin, Twin), Ends> known = [];
        return Each((_, inputRow, weightRow) =>
        {
            Ends sum = Ends.Point(0);
            for (int tap = 0; tap < _rows.Taps; tap++)
            {
                (Twin activation, Twin weight) = (input[inputRow + tap], weights[weightRow + tap]);
                if (!known.TryGetValue((activation, weight), out Ends change))
                {
                    change = Ends.None;
                    foreach ((long exact, long approximate) in activationCorners[activation])
                    {
                        foreach ((long exactWeight, long approximateWeight) in weightCorners[weight])
                        {
                            change = change.Join((approximate * approximateWeight) - (exact * exactWeight));
                        }
                    }

                    known.Add((activation, weight), change);
                }

                sum += change;
            }

            return sum;
        });
    }

    /// <summary>
    /// Pairs of an exact code and an approximate one, less the zero point, that no others exceed in what is linear in both: of each exact code the ends of
    /// what the approximate one can be, without those that lie halfway between the ends of the codes beside.
    /// </summary>
    private static Dictionary<Twin, (long Exact, long Approximate)[]> Corners(Twin[] operand, int zeroPoint) => operand.Distinct().ToDictionary(twin => twin, twin =>
    {
        List<(long Exact, Ends Approximate)> codes = [];
        for (long code = twin.Exact.Low; code <= twin.Exact.High; code++)
        {
            Ends reach = twin.Reach(Ends.Point(code));
            if (!reach.IsNone)
            {
                codes.Add((code, reach));
            }
        }

        return new[] { codes.Select(code => (code.Exact, code.Approximate.Low)).ToArray(), [.. codes.Select(code => (code.Exact, code.Approximate.High))] }
            .SelectMany(line => line.Where((code, i) => i == 0 || i == line.Length - 1 || line[i - 1].Item2 + line[i + 1].Item2 != 2 * code.Item2))
            .Select(code => (code.Exact - zeroPoint, code.Item2 - zeroPoint)).Distinct().ToArray();
    });

    private Ends[] Each(Func<int, int, int, Ends> function)
    {
        Ends[] elements = new Ends[_rows.Count];
        for (int element = 0; element < elements.Length; element++)
        {
            (int channel, int inputRow, int weightRow) = _rows.RowsOf(element);
            elements[element] = function(channel, inputRow, weightRow);
        }

        return elements;
    }
}
