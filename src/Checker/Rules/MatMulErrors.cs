using QMacVerify.Checker.Arithmetic;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;

namespace QMacVerify.Checker.Rules;

/// <summary>What circuits and differing operands add to the exact sums of products of two tensors, output by output and tap by tap.</summary>
/// <param name="network">The network.</param>
/// <param name="approximate">The approximate one: it has other biases at most.</param>
/// <param name="layer">Its layer.</param>
/// <param name="products">Of the layer's multiplier, for its form of operands.</param>
/// <param name="adder">The layer's adder.</param>
internal sealed class MatMulErrors(Network network, Network approximate, MatMul layer, Products products, AdderRule adder)
{
    private readonly TensorInfo _input = network.Graph.Tensor(layer.Input);
    private readonly TensorInfo _weights = network.Graph.Tensor(layer.Weights);
    private readonly int[] _shape = [.. network.Graph.Tensor(layer.Output).Shape];

    /// <summary>What circuits and another bias add, given codes that lie in two boxes: errors of all products and additions, each over all pairs of codes.</summary>
    public Ends[] OfCircuits(CodeBox input, CodeBox weights)
    {
        int corrected = network.Graph.Semantics.Operands == OperandForm.Centred ? 0 : _input.ZeroPoint;
        Dictionary<(Ends, Ends), Ends> known = [];
        return Each((channel, inputRow, weightRow) =>
        {
            Ends start = Ends.Point(BiasOf(approximate, channel));
            Ends errors = Ends.Point(BiasOf(approximate, channel) - BiasOf(network, channel));
            for (int tap = 0; tap < layer.Taps; tap++)
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
                start += Ends.Point(-corrected * (weight.Low - _weights.ZeroPoint)).Join(-corrected * (weight.High - _weights.ZeroPoint));
            }

            return errors + adder.StartError(start);
        });
    }

    /// <summary>What differences of operands add: <c>sum of (a' - za)(w' - zw) - (a - za)(w - zw)</c>.</summary>
    public Ends[] OfOperands(Twin[] input, Twin[] weights)
    {
        Dictionary<Twin, (long Exact, long Approximate)[]> activationCorners = Corners(input, _input.ZeroPoint);
        Dictionary<Twin, (long Exact, long Approximate)[]> weightCorners = Corners(weights, _weights.ZeroPoint);
        Dictionary<(Twin, Twin), Ends> known = [];
        return Each((_, inputRow, weightRow) =>
        {
            Ends sum = Ends.Point(0);
            for (int tap = 0; tap < layer.Taps; tap++)
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

    private long BiasOf(Network side, int channel) => layer.Bias < 0 ? 0 : side.Parameters[layer.Bias].Int32[channel];

    private Ends[] Each(Func<int, int, int, Ends> function)
    {
        Ends[] elements = new Ends[network.Graph.Tensor(layer.Output).ElementCount];
        for (int element = 0; element < elements.Length; element++)
        {
            (int position, int channel) = Math.DivRem(element, _shape[^1]);
            (int stack, int row) = Math.DivRem(position, _shape[^2]);
            elements[element] = function(channel, MatMulRule.RowOf(_input, _shape, stack, row), MatMulRule.RowOf(_weights, _shape, stack, channel));
        }

        return elements;
    }
}
