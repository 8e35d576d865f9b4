using QMacVerify.Compiler.Reference;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Bounds.Search;

/// <summary>Inputs of a region that try to reach the ends of its sound bounds: what they show is observed, like samples, and proves nothing.</summary>
/// <remarks>
/// Half of the runs are directed corners of a neuron of each layer in turn; the others climb: from the input that drove a
/// layer furthest to one side, to a neighbour, which takes its place where it goes further. The seed decides everything.
/// </remarks>
internal static class BoundSearch
{
    /// <summary>The name in files.</summary>
    public const string Method = "directed corners, hill climbing";

    /// <summary>Runs inputs.</summary>
    /// <param name="network">The network.</param>
    /// <param name="operators">The arithmetic of each layer.</param>
    /// <param name="region">Where the inputs come from.</param>
    /// <param name="runs">How many.</param>
    /// <param name="seed">Of the choice.</param>
    /// <param name="onRun">Told what one run showed of a layer, and the number of the run.</param>
    /// <param name="step">Called after each run.</param>
    public static ConstraintsResult Run(
        Network network, OperatorAssignment operators, InputRegion region, int runs, ulong seed, Action<LayerBounds, int> onRun, Action step)
    {
        int run = 0;
        Dictionary<int, LayerBounds> seen = [];
        ObservedBounds observer = new(network, operators, layer =>
        {
            onRun(layer, run);
            seen[layer.Index] = layer;
        });
        ReferenceEngine engine = new(network, operators, observer);
        Memory<byte>[] outputs = [.. engine.Outputs.Select(output => new byte[output.ByteCount].AsMemory())];
        SplitMix64 random = new(seed);
        RegionInputs inputs = new(network, region, random);
        FurthestInputs finals = new();
        FurthestInputs prefixes = new();
        IReadOnlyDictionary<int, sbyte[]>? downwards = null;
        for (; run < runs; run++)
        {
            IReadOnlyDictionary<int, sbyte[]> input;
            if (downwards is not null)
            {
                (input, downwards) = (downwards, null);
            }
            else if (run % 4 == 0)
            {
                (input, downwards) = inputs.Directed(run / 4);
            }
            else
            {
                input = inputs.Neighbour(finals.Choose(random));
            }

            engine.Reset();
            engine.Run(inputs.ToBytes(input), outputs);
            foreach (LayerBounds layer in seen.Values)
            {
                finals.Keep(layer.Index, layer.Acc, input);
                prefixes.Keep(layer.Index, layer.Prefix, input);
            }

            step();
        }

        return observer.ToResult(region, runs, seed, Method) with { SearchInputs = SearchInputs.Of(engine.Inputs, inputs, seen.Keys.Order(), finals, prefixes) };
    }
}
