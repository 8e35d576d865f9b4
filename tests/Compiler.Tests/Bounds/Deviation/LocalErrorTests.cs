using QMacVerify.Checker;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Deviation;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds.Deviation;

public sealed class LocalErrorTests
{
    /// <summary>Circuits whose errors add up without loss: both ends are reached.</summary>
    public static TheoryData<string, OperatorPair> Attained() => new()
    {
        { "trunc:1", new(new TruncatedMultiplier(1), new ExactAdder()) },
        { "trunc:5", new(new TruncatedMultiplier(5), new ExactAdder()) },
        { "drum:4", new(new DrumMultiplier(4), new ExactAdder()) },
        { "scrambled", new(new ScrambledMultiplier(), new ExactAdder()) },
        { "adder trunc:6", new(new ExactMultiplier(), new TruncatedAdder(6)) },
        { "trunc:3, adder trunc:5", new(new TruncatedMultiplier(3), new TruncatedAdder(5)) },
        { "mitchell, adder trunc:2", new(new MitchellMultiplier(), new TruncatedAdder(2)) },
    };

    [Theory]
    [MemberData(nameof(Attained))]
    public void AccumulatorError_IsReachedByACorner_AndShrunkByOneItIsFoundOut(string name, OperatorPair operators)
    {
        for (int seed = 0; seed < 6; seed++)
        {
            Network network = FullyConnected(seed);
            MacNode layer = network.Graph.MacNodes.Single();
            NetworkDeviation deviation = DeviationAnalysis.Run(network, new OperatorAssignment(operators), InputRegion.Full);
            LocalError error = deviation.Layers[0].LocalError;
            Interval seen = Interval.Empty;
            foreach (bool upper in (bool[])[false, true])
            {
                for (int channel = 0; channel < layer.Geometry.OutChannels; channel++)
                {
                    sbyte[] input = CornerFor(network, layer, operators, channel, upper);
                    Recording exact = Recording.Of(network, OperatorAssignment.Exact, input, prefixes: false);
                    Recording approximate = Recording.Of(network, new OperatorAssignment(operators), input, prefixes: false);
                    Assert.Empty(DeviationContainment.Violations(network, deviation, exact, approximate));
                    seen = seen.Hull(Interval.Point(approximate.Accumulators[layer.Name][channel] - exact.Accumulators[layer.Name][channel]));
                    if (seen == error.Acc)
                    {
                        AssertShrinkingIsFound(network, deviation, exact, approximate);
                    }
                }
            }

            Assert.Equal((name, seed, error.Acc), (name, seed, seen));
            Assert.Equal(error.Acc, deviation.Layers[0].Acc);
            Assert.Equal(error, LayerErrors.Of(network, layer, operators, Samples.InputBox(network, InputRegion.Full)));
        }
    }

    /// <summary>An adder that errs by what it adds: analysis and checker must take the middle of the same errors, or what is centred on it differs, as for the last two.</summary>
    [Fact]
    public void CentredError_OfAddersThatErrInEachAddition_IsThatOfTheChecker()
    {
        List<string> refused = [];
        foreach (int seed in Enumerable.Range(0, 20).Concat([61, 337]))
        {
            int bits = 1 + (seed % 13);
            Multiplier multiplier = (seed % 5) switch
            {
                0 => new TruncatedMultiplier(1 + (seed % 7)),
                1 => new DrumMultiplier(3 + (seed % 4)),
                2 => new MitchellMultiplier(),
                3 => new ScrambledMultiplier(),
                _ => new ExactMultiplier(),
            };
            OperatorPair operators = new(multiplier, seed % 2 == 0 ? new LowerPartOrAdder(bits) : new ErrorTolerantAdder(bits));
            Network network = TinyGraphs.RandomLayer(seed);
            InputRegion region = seed % 3 == 0
                ? InputRegion.Full
                : InputRegion.Linf([.. network.Graph.Inputs.Select(input => new sbyte[network.Graph.Tensor(input).ElementCount])], seed % 97);
            NetworkDeviation deviation = Compiler.Bounds.Deviation.DeviationAnalysis.Run(network, new OperatorAssignment(operators), region);
            Verdict verdict = Certificate.Of(network, new OperatorAssignment(operators), region, deviation).Check();
            if (!verdict.IsAccepted)
            {
                refused.Add($"seed {seed}, {operators}: {verdict.Reasons[0]}");
            }
        }

        Assert.Equal([], refused);
    }

    /// <summary>A product below 0 where the exact one is above errs by more than a 32-bit number holds, once nothing but its sign is kept.</summary>
    [Fact]
    public void AccumulatorError_OfAnAdderThatKeepsOnlySigns_IsReached()
    {
        OperatorPair operators = new(new ScrambledMultiplier(), new TruncatedAdder(TruncatedAdder.MaxDrop));
        for (int seed = 0; seed < 6; seed++)
        {
            // The start value is not below 0, so that no sum wraps.
            Network network = FullyConnected(seed, inputs: 1, outputs: 1, bias: [1_000_000]);
            MacNode layer = network.Graph.MacNodes.Single();
            LocalError error = DeviationAnalysis.Run(network, new OperatorAssignment(operators), InputRegion.Full).Layers[0].LocalError;
            Interval seen = Interval.Empty;
            for (int code = sbyte.MinValue; code <= sbyte.MaxValue; code++)
            {
                Recording exact = Recording.Of(network, OperatorAssignment.Exact, [(sbyte)code], prefixes: false);
                Recording approximate = Recording.Of(network, new OperatorAssignment(operators), [(sbyte)code], prefixes: false);
                seen = seen.Hull(Interval.Point((long)approximate.Accumulators[layer.Name][0] - exact.Accumulators[layer.Name][0]));
            }

            Assert.Equal((seed, error.Acc), (seed, seen));
        }
    }

    [Fact]
    public void CodeError_HoldsTheInputsOfATinyLayer()
    {
        for (int seed = 0; seed < 4; seed++)
        {
            Network network = FullyConnected(seed, inputs: 2);
            MacNode layer = network.Graph.MacNodes.Single();
            foreach (OperatorPair operators in (OperatorPair[])[
                new(new TruncatedMultiplier(6), new ExactAdder()), new(new ExactMultiplier(), new LowerPartOrAdder(6)), new(new TruncatedMultiplier(4), new ErrorTolerantAdder(7))])
            {
                LocalError error = LayerErrors.Of(network, layer, operators, Samples.InputBox(network, InputRegion.Full));
                (Interval acc, Interval lsb) = Seen(network, operators, step: 3);
                Assert.True(error.Acc.Contains(acc), $"{seed} {operators}: {acc} is not in {error.Acc}");
                Assert.True(error.Lsb.Contains(lsb), $"{seed} {operators}: {lsb} is not in {error.Lsb}");
                Assert.True(error.CentredAcc.MaxMagnitude <= (error.Acc.Upper - error.Acc.Lower + 2) / 2, $"{error.CentredAcc} is no centred {error.Acc}");
            }
        }
    }

    [Fact]
    public void CentredError_IsThatOfALayerWithTheCentreInItsBias()
    {
        OperatorPair operators = new(new TruncatedMultiplier(5), new ExactAdder());
        for (int seed = 0; seed < 3; seed++)
        {
            Network network = FullyConnected(seed, inputs: 2, outputs: 1);
            MacNode layer = network.Graph.MacNodes.Single();
            LocalError error = LayerErrors.Of(network, layer, operators, Samples.InputBox(network, InputRegion.Full));
            int centre = (int)(error.Acc.Lower - error.CentredAcc.Lower);
            Assert.Equal([centre], LayerErrors.CentresOf(network, layer, operators, Samples.InputBox(network, InputRegion.Full)));
            int[] bias = Array.ConvertAll(network.Parameters[layer.Bias].Int32.ToArray(), value => value - centre);
            Network centred = FullyConnected(seed, inputs: 2, outputs: 1, bias);

            // All 65,536 inputs.
            (Interval acc, Interval lsb) = Seen(network, operators, step: 1, centred);
            Assert.Equal(error.CentredAcc, acc);
            Assert.True(error.CentredLsb.Contains(lsb), $"{seed}: {lsb} is not in {error.CentredLsb}");
        }
    }

    /// <summary>What the inputs of two activations show, of the second every so many codes.</summary>
    private static (Interval Acc, Interval Lsb) Seen(Network network, OperatorPair operators, int step, Network? approximateNetwork = null)
    {
        MacNode layer = network.Graph.MacNodes.Single();
        Interval acc = Interval.Empty;
        Interval lsb = Interval.Empty;
        for (int first = sbyte.MinValue; first <= sbyte.MaxValue; first++)
        {
            for (int second = sbyte.MinValue; second <= sbyte.MaxValue; second += step)
            {
                sbyte[] input = [(sbyte)first, (sbyte)second];
                Recording exact = Recording.Of(network, OperatorAssignment.Exact, input, prefixes: false);
                Recording approximate = Recording.Of(approximateNetwork ?? network, new OperatorAssignment(operators), input, prefixes: false);
                for (int channel = 0; channel < layer.Geometry.OutChannels; channel++)
                {
                    acc = acc.Hull(Interval.Point(approximate.Accumulators[layer.Name][channel] - exact.Accumulators[layer.Name][channel]));
                    lsb = lsb.Hull(Interval.Point(approximate.Tensors[layer.Output][channel] - exact.Tensors[layer.Output][channel]));
                }
            }
        }

        return (acc, lsb);
    }

    /// <summary>Each end of every interval, moved inwards by one, must be missed by a run that reached it.</summary>
    private static void AssertShrinkingIsFound(Network network, NetworkDeviation deviation, Recording exact, Recording approximate)
    {
        LayerDeviation layer = deviation.Layers[0];
        string name = network.Graph.Nodes[layer.Index].Name;
        int[] differences = [.. approximate.Accumulators[name].Zip(exact.Accumulators[name], (left, right) => left - right)];
        if (differences.Min() == layer.Acc.Lower)
        {
            AssertFound(deviation with { Layers = [layer with { Acc = layer.Acc with { Lower = layer.Acc.Lower + 1 } }] });
        }

        if (differences.Max() == layer.Acc.Upper)
        {
            AssertFound(deviation with { Layers = [layer with { Acc = layer.Acc with { Upper = layer.Acc.Upper - 1 } }] });
        }

        void AssertFound(NetworkDeviation shrunk) => Assert.NotEmpty(DeviationContainment.Violations(network, shrunk, exact, approximate));
    }

    /// <summary>An input each of whose elements makes its own tap err most, the low bits that the truncated adder drops included.</summary>
    private static sbyte[] CornerFor(Network network, MacNode layer, OperatorPair operators, int channel, bool upper)
    {
        int inputs = layer.Geometry.Taps;
        ReadOnlySpan<sbyte> weights = network.Parameters[layer.Weights].Int8;
        sbyte[] input = new sbyte[inputs];
        for (int i = 0; i < inputs; i++)
        {
            int weight = weights[(channel * inputs) + i];
            IEnumerable<int> codes = Enumerable.Range(sbyte.MinValue, 256);
            input[i] = (sbyte)(upper ? codes.MaxBy(Error) : codes.MinBy(Error));

            int Error(int code) => operators.Adder.Apply(0, operators.Multiplier.Apply(code, weight)) - (code * weight);
        }

        return input;
    }

    private static Network FullyConnected(int seed, int inputs = 9, int outputs = 3, int[]? bias = null)
    {
        TinyGraphBuilder builder = new($"local_{seed}", new SplitMix64((ulong)seed));
        sbyte[] weights = new sbyte[inputs * outputs];
        new SplitMix64((ulong)seed + 5).FillInt8(weights);
        builder.FullyConnected(builder.Input([1, inputs], zeroPoint: (seed * 37 % 256) - 128), outputs, new TinyParameters
        {
            Weights = weights,
            Bias = bias ?? [.. Enumerable.Range(0, outputs).Select(channel => ((channel + seed) * 7919 % 4001) - 2000)],
            Multipliers = [new QuantizedMultiplier(1_500_000_000, -6 - (seed % 3))],
            Clamp = ClampRange.Full,
            ZeroPoint = 3,
        });
        return builder.Build();
    }
}
