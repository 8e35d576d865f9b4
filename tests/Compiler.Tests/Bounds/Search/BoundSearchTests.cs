using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Search;
using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;
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
    public void Run_InputsThatAreKept_ReachTheEndsOfTheirLayers()
    {
        Network network = TinyGraphs.Network(2);
        ConstraintsResult found = BoundSearch.Run(network, OperatorAssignment.Exact, InputRegion.Full, runs: 40, seed: 1, (_, _) => { }, () => { });
        SearchInputs kept = found.SearchInputs!;
        IReadOnlyList<LayerBounds>[] seen = [.. Enumerable.Range(0, kept.Samples.Count).Select(sample => Seen(kept.Samples.Part(sample, 1)))];

        Assert.Equal(3, kept.Layers.Count);
        for (int layer = 0; layer < kept.Layers.Count; layer++)
        {
            (LayerBounds all, SearchEnds ends) = (found.Layers[layer], kept.Layers[layer]);
            Assert.Equal(all.Acc, new Interval(seen[ends.Acc.Lower][layer].Acc.Lower, seen[ends.Acc.Upper][layer].Acc.Upper));
            Assert.Equal(all.Prefix, new Interval(seen[ends.Prefix.Lower][layer].Prefix.Lower, seen[ends.Prefix.Upper][layer].Prefix.Upper));
        }

        // Each input is there once, and none for nothing.
        Assert.Equal(Enumerable.Range(0, seen.Length), kept.Layers.SelectMany(ends => (int[])[ends.Acc.Lower, ends.Acc.Upper, ends.Prefix.Lower, ends.Prefix.Upper]).Distinct());

        IReadOnlyList<LayerBounds> Seen(SampleBatch sample)
        {
            ObservedBounds observer = new(network, OperatorAssignment.Exact);
            ReferenceEngine engine = new(network, OperatorAssignment.Exact, observer);
            engine.Run([sample.Sample(0, 0)], [.. engine.Outputs.Select(output => new byte[output.ByteCount].AsMemory())]);
            return observer.ToResult(InputRegion.Full, 1, 0).Layers;
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
