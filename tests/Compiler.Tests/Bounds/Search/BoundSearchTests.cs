using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Search;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Bounds.Search;

public sealed class BoundSearchTests
{
    [Fact]
    public void Directed_OfOneLayer_ReachesBothEndsOfItsNeuron()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            TinyGraphBuilder builder = new("one", new SplitMix64((ulong)seed));
            builder.FullyConnected(builder.Input([1, 7], zeroPoint: -3), 1);
            Network network = builder.Build();
            InputRegion region = seed % 2 == 0 ? InputRegion.Full : Samples.Around(network, new SplitMix64((ulong)seed), 11);
            LayerBounds sound = IntervalAnalysis.Run(network, OperatorAssignment.Exact, region).Layers[0];

            LayerBounds found = BoundSearch.Run(network, OperatorAssignment.Exact, region, runs: 2, seed: 1, (_, _) => { }, () => { }).Layers[0];

            Assert.Equal(sound.Acc, found.Acc);
        }
    }

    [Fact]
    public void Directed_InputsAndTheirNeighbours_LieInsideTheBounds()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            Network network = TinyGraphs.Network(seed, seed % 2 == 0 ? PaddingRule.Multiply : PaddingRule.Skip);
            OperatorAssignment operators = new(Samples.Operators[(seed * 7) % Samples.Operators.Count]);
            foreach (InputRegion region in (InputRegion[])[InputRegion.Full, Samples.Around(network, new SplitMix64((ulong)seed), 5)])
            {
                NetworkBounds bounds = IntervalAnalysis.Run(network, operators, region);
                Box box = Samples.InputBox(network, region);
                RegionInputs inputs = new(network, region, new SplitMix64((ulong)seed));
                int input = network.Graph.Inputs[0];
                for (int number = 0; number < 2 * network.Graph.MacNodes.Count(); number++)
                {
                    (IReadOnlyDictionary<int, sbyte[]> upwards, IReadOnlyDictionary<int, sbyte[]> downwards) = inputs.Directed(number);
                    foreach (IReadOnlyDictionary<int, sbyte[]> each in (IReadOnlyDictionary<int, sbyte[]>[])[upwards, downwards, inputs.Neighbour(upwards)])
                    {
                        Assert.True(box.Contains(each[input]));
                        Assert.Empty(Containment.Violations(bounds, Recording.Of(network, operators, each[input])));
                    }
                }
            }
        }
    }

    [Fact]
    public void Run_OfOneSeed_IsAlwaysTheSameAndAnotherIsNot()
    {
        Network network = TinyGraphs.Network(4);
        string first = Text(seed: 3);

        Assert.Equal(first, Text(seed: 3));
        Assert.NotEqual(first, Text(seed: 4));
        Assert.Contains("\"search\": \"directed corners, hill climbing\"", first, StringComparison.Ordinal);

        string Text(ulong seed) => ConstraintsWriter.Write(
            BoundSearch.Run(network, OperatorAssignment.Exact, InputRegion.Full, runs: 24, seed, (_, _) => { }, () => { }), network.Identity());
    }
}
