using System.Collections.ObjectModel;
using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Deviation;
using QMacVerify.Compiler.Bounds.Deviation.Rules;
using QMacVerify.Compiler.Bounds.Rules;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Graph.Ops;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds.Deviation;

/// <summary>Products of two tiny tensors, of which all exact and all approximate operands are gone through.</summary>
public sealed class MatMulDeviationTests
{
    private static readonly OperatorPair[] Operators =
    [
        OperatorPair.Exact,
        new(new TruncatedMultiplier(5), new ExactAdder()),
        new(new ScrambledMultiplier(), new ExactAdder()),
        new(new ExactMultiplier(), new TruncatedAdder(4)),
        new(new DrumMultiplier(4), new LowerPartOrAdder(6)),
        new(new MitchellMultiplier(), new ErrorTolerantAdder(5)),
        new(new ScrambledMultiplier(), new TruncatedAdder(3)),
    ];

    /// <summary>The product of a matrix and its transpose: outputs beside the diagonal are of codes that have nothing to do with each other.</summary>
    [Fact]
    public void Differences_OfAccumulators_HoldAllOperands_AndAreReachedByExactCircuits()
    {
        for (int seed = 0; seed < RandomCases.Of(70); seed++)
        {
            SplitMix64 random = new((ulong)seed);
            OperatorPair operators = Operators[seed % Operators.Length];
            Network network = Tiny(seed, random, RequantizationKind.Accumulator);
            Operand operand = new(network.Graph.Tensor(network.Graph.Inputs[0]).ElementCount, random);
            NodeDifferences found = Apply(network, operators, operand);
            Interval[] seen = Seen(network, operators, operand, (recording, name) => recording.Accumulators[name]);
            WindowIntervals derived = found.Accumulators!.Difference;
            for (int output = 0; output < seen.Length; output++)
            {
                Interval own = derived.Ranges[output % 2][output / 2];
                Assert.True(own.Contains(seen[output]), $"{seed} output {output}: {seen[output]} is not in {own}");
                Assert.True(found.Layer!.Acc.Contains(own), $"{seed}: {own} is not in {found.Layer.Acc}");
                if (operators == OperatorPair.Exact && output is 1 or 2)
                {
                    Assert.Equal((seed, own), (seed, seen[output]));
                }
            }
        }
    }

    [Fact]
    public void Differences_OfCodes_HoldAllOperands()
    {
        for (int seed = 0; seed < RandomCases.Of(63); seed++)
        {
            SplitMix64 random = new((ulong)seed);
            OperatorPair operators = Operators[seed % Operators.Length];
            Network network = Tiny(seed, random, (RequantizationKind)(seed % 3));
            Operand operand = new(network.Graph.Tensor(network.Graph.Inputs[0]).ElementCount, random);
            NodeDifferences found = Apply(network, operators, operand);
            Interval[] seen = Seen(network, operators, operand, (recording, _) => [.. recording.Tensors[network.Graph.Outputs[0]].Select(code => (int)code)]);
            for (int output = 0; output < seen.Length; output++)
            {
                Assert.True(found.Output![output].Contains(seen[output]), $"{seed} output {output}: {seen[output]} is not in {found.Output[output]}");
            }
        }
    }

    /// <summary>Without differences of operands nothing but the circuits is left: errors of one tap are those of some codes of its two intervals.</summary>
    [Fact]
    public void LocalErrors_HoldAllOperands_AndAreReachedByOneTap()
    {
        for (int seed = 0; seed < RandomCases.Of(42); seed++)
        {
            SplitMix64 random = new((ulong)seed);
            OperatorPair operators = Operators[seed % Operators.Length];
            Network network = Tiny(seed, random, (RequantizationKind)(seed % 4), taps: 1 + (seed / Operators.Length % 2));
            Operand operand = new(network.Graph.Tensor(network.Graph.Inputs[0]).ElementCount, random);
            LocalError error = Apply(network, operators, operand).Layer!.LocalError;
            string name = network.Graph.Nodes[0].Name;
            foreach (sbyte[] codes in operand.Approximate)
            {
                Recording exact = Recording.Of(network, OperatorAssignment.Exact, codes, prefixes: false);
                Recording approximate = Recording.Of(network, new OperatorAssignment(operators), codes, prefixes: false);
                Assert.All(
                    approximate.Accumulators[name].Zip(exact.Accumulators[name], (left, right) => left - right),
                    difference => Assert.True(error.Acc.Contains(difference), $"{seed}: {difference} is not in {error.Acc}"));
                if (network.Graph.Nodes[0] is MatMul { Requantization.Kind: not RequantizationKind.Accumulator })
                {
                    Assert.All(
                        approximate.Tensors[network.Graph.Outputs[0]].Zip(exact.Tensors[network.Graph.Outputs[0]], (left, right) => left - right),
                        difference => Assert.True(error.Lsb.Contains(difference), $"{seed}: {difference} is not in {error.Lsb}"));
                }
            }

            if (((MatMul)network.Graph.Nodes[0]).Taps == 1 && operators.Adder is ExactAdder)
            {
                Interval reached = Interval.Empty;
                foreach ((int activation, int weight) in operand.ApproximateBox.SelectMany(codes => codes)
                    .SelectMany(_ => operand.ApproximateBox.SelectMany(codes => codes), (activation, weight) => (activation, weight)))
                {
                    reached = reached.Hull(Interval.Point(operators.Multiplier.Apply(activation, weight) - (activation * weight)));
                }

                Assert.Equal((seed, error.Acc), (seed, reached));
            }
        }
    }

    private static Network Tiny(int seed, SplitMix64 random, RequantizationKind kind, int? taps = null)
    {
        TinyGraphBuilder builder = new($"tiny_{seed}", random);
        int input = builder.Input([2, taps ?? (1 + (seed % 2))], seed % 5 == 0 ? 0 : null);
        builder.MatMul(input, input, new TinyParameters { Kind = kind });
        return builder.Build();
    }

    private static NodeDifferences Apply(Network network, OperatorPair operators, Operand operand)
    {
        int input = network.Graph.Inputs[0];
        return DifferenceRules.For(network.Graph.Nodes[0]).Apply(network.Graph.Nodes[0], new DifferenceContext(
            network, network, new OperatorAssignment(operators),
            new Dictionary<int, Box> { [input] = BoxOf(operand.ExactBox) },
            new Dictionary<int, Box> { [input] = BoxOf(operand.ApproximateBox) },
            new Dictionary<int, Differences> { [input] = Differences.Of(operand.Differences.Length, i => operand.Differences[i]) },
            ReadOnlyDictionary<int, AccumulatorDifferences>.Empty,
            NodeIndex: 0));

        static Box BoxOf(int[][] codes) => new([.. codes.Select(own => (sbyte)own[0])], [.. codes.Select(own => (sbyte)own[^1])]);
    }

    /// <summary>By output, what the approximate result is more than the exact one, for all operands.</summary>
    private static Interval[] Seen(Network network, OperatorPair operators, Operand operand, Func<Recording, string, int[]> results)
    {
        string name = network.Graph.Nodes[0].Name;
        Interval[] seen = [.. Enumerable.Repeat(Interval.Empty, 4)];
        (sbyte[] Codes, int[] Results)[] approximate = [.. operand.Approximate.Select(codes => (codes, Run(codes, new OperatorAssignment(operators))))];
        foreach (sbyte[] codes in operand.Exact)
        {
            int[] exact = Run(codes, OperatorAssignment.Exact);
            foreach ((_, int[] other) in approximate.Where(other => other.Codes.Select((code, i) => operand.Differences[i].Contains(code - codes[i])).All(held => held)))
            {
                for (int output = 0; output < seen.Length; output++)
                {
                    seen[output] = seen[output].Hull(Interval.Point(other[output] - exact[output]));
                }
            }
        }

        return seen;

        int[] Run(sbyte[] codes, OperatorAssignment assignment) => results(Recording.Of(network, assignment, codes, prefixes: false), name);
    }

    /// <summary>A few codes of each element on both sides, and differences that some of them have.</summary>
    private sealed class Operand
    {
        public Operand(int elements, SplitMix64 random)
        {
            ExactBox = [.. Enumerable.Range(0, elements).Select(_ => Codes(random.NextBelow(245) - 120, elements))];
            ApproximateBox = [.. ExactBox.Select(own => Codes(own[0] + random.NextBelow(7) - 3, elements))];
            Differences =
            [
                .. ExactBox.Zip(ApproximateBox, (own, other) =>
                {
                    int difference = other[random.NextBelow(other.Length)] - own[random.NextBelow(own.Length)];
                    return new Interval(difference - random.NextBelow(3), difference + random.NextBelow(3));
                }),
            ];

            // With fewer elements more codes of each.
            int[] Codes(int first, int count) => [.. Enumerable.Range(first, 1 + random.NextBelow(count <= 2 ? 6 : 4)).Select(code => Math.Clamp(code, -128, 127)).Distinct()];
        }

        public int[][] ExactBox { get; }

        public int[][] ApproximateBox { get; }

        public Interval[] Differences { get; }

        public IEnumerable<sbyte[]> Exact => All(ExactBox);

        public IEnumerable<sbyte[]> Approximate => All(ApproximateBox);

        private static IEnumerable<sbyte[]> All(int[][] codes) => codes.Aggregate(
            (IEnumerable<sbyte[]>)[[]], (shorter, own) => shorter.SelectMany(first => own.Select(code => (sbyte[])[.. first, (sbyte)code])).ToArray());
    }
}
