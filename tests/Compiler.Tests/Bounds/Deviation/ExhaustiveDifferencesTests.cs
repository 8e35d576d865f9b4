using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Deviation;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Tests.Bounds.Deviation;

/// <summary>The network of <see cref="ExhaustiveNetworkTests"/>, all of whose inputs can be run on both sides.</summary>
public sealed class ExhaustiveDifferencesTests
{
    private const int Pairs = ExhaustiveNetworkTests.CodesPerPixel * ExhaustiveNetworkTests.CodesPerPixel;

    [Fact]
    public void Differences_HoldAll65536Inputs_AndThoseOfTheFirstLayerAreAttained()
    {
        Network network = ExhaustiveNetworkTests.TwoConvolutions();
        OperatorAssignment[] operators =
            [.. Enumerable.Range(1, 4).Select(drop => new OperatorAssignment(new OperatorPair(new TruncatedMultiplier(drop), new ExactAdder())))];
        NetworkDeviation[] deviations = Array.ConvertAll(operators, each => DeviationAnalysis.Run(network, each, InputRegion.Linf([[120, 120, 120, 120]], 8)));
        string first = network.Graph.MacNodes.First().Name;
        Interval[] seen = [Interval.Empty, Interval.Empty, Interval.Empty, Interval.Empty];
        List<string> violations = [];
        Parallel.For(0, Pairs, upperHalf =>
        {
            for (int lowerHalf = 0; lowerHalf < Pairs; lowerHalf++)
            {
                sbyte[] input = [Code(upperHalf / 16), Code(upperHalf % 16), Code(lowerHalf / 16), Code(lowerHalf % 16)];
                Recording exact = Recording.Of(network, OperatorAssignment.Exact, input, prefixes: false);
                for (int i = 0; i < operators.Length; i++)
                {
                    Recording approximate = Recording.Of(network, operators[i], input, prefixes: false);
                    IReadOnlyList<string> found = DeviationContainment.Violations(network, deviations[i], exact, approximate);
                    int[] differences = [.. approximate.Accumulators[first].Zip(exact.Accumulators[first], (left, right) => left - right)];
                    lock (violations)
                    {
                        violations.AddRange(found);
                        seen[i] = seen[i].Hull(new Interval(differences.Min(), differences.Max()));
                    }
                }
            }
        });
        Assert.Empty(violations);
        Assert.Equal(seen, deviations.Select(deviation => deviation.Layers[0].Acc));

        static sbyte Code(int digit) => (sbyte)(ExhaustiveNetworkTests.FirstCode + digit);
    }
}
