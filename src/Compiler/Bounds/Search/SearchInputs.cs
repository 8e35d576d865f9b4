using QMacVerify.Runtime.Arrays;
using QMacVerify.Runtime.Running;

namespace QMacVerify.Compiler.Bounds.Search;

/// <summary>The inputs with which a search drove the sums of each layer furthest: witnesses of the bits that its accumulator needs.</summary>
/// <param name="Samples">Each input once, in the order of the layers.</param>
/// <param name="Layers">Which of them are whose, in execution order.</param>
internal sealed record SearchInputs(SampleBatch Samples, IReadOnlyList<SearchEnds> Layers)
{
    /// <summary>Makes samples of what a search kept.</summary>
    /// <param name="model">The inputs of the model.</param>
    /// <param name="region">Turns codes into what the model takes.</param>
    /// <param name="layers">Positions of the layers of products in the graph, in execution order.</param>
    /// <param name="finals">Inputs by final accumulators.</param>
    /// <param name="prefixes">Inputs by all sums on the way.</param>
    public static SearchInputs Of(
        IReadOnlyList<TensorDescription> model, RegionInputs region, IEnumerable<int> layers, FurthestInputs finals, FurthestInputs prefixes)
    {
        List<IReadOnlyDictionary<int, sbyte[]>> chosen = [];
        SearchEnds[] ends =
        [
            .. layers.Select(layer => new SearchEnds(
                (PositionOf(finals[layer, false]), PositionOf(finals[layer, true])),
                (PositionOf(prefixes[layer, false]), PositionOf(prefixes[layer, true])))),
        ];
        ReadOnlyMemory<byte>[][] samples = [.. chosen.Select(region.ToBytes)];
        NpyArray[] arrays =
        [
            .. model.Select((input, i) => new NpyArray(
                input.Type, SampleShape.Batch(input.Shape, samples.Length), [.. samples.SelectMany(sample => sample[i].ToArray())])),
        ];
        return new SearchInputs(new SampleBatch(samples.Length, arrays), ends);

        int PositionOf(IReadOnlyDictionary<int, sbyte[]> input)
        {
            int known = chosen.IndexOf(input);
            if (known < 0)
            {
                chosen.Add(input);
            }

            return known < 0 ? chosen.Count - 1 : known;
        }
    }
}

/// <summary>Positions of the samples that reached the ends of what a search saw of a layer.</summary>
/// <param name="Acc">Of the least and the greatest final accumulator.</param>
/// <param name="Prefix">Of the least and the greatest sum on the way.</param>
internal sealed record SearchEnds((int Lower, int Upper) Acc, (int Lower, int Upper) Prefix);
