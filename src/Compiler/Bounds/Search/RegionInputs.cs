using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Bounds.Search;

/// <summary>Inputs of a region: codes of each input of a model, by tensor.</summary>
/// <param name="network">The network.</param>
/// <param name="region">The region.</param>
/// <param name="random">Decides what nothing else does.</param>
internal sealed class RegionInputs(Network network, InputRegion region, SplitMix64 random)
{
    private readonly IReadOnlyList<(int Position, TensorInfo Codes, Box Box)> _boxes = [.. region.BoxesOf(network.Graph)];
    private readonly MacNode[] _layers = [.. network.Graph.MacNodes];
    private readonly Lazy<WeightPath> _path = new(() => new WeightPath(network));

    /// <summary>Every code anywhere in its interval.</summary>
    public IReadOnlyDictionary<int, sbyte[]> Inside() => Choose((box, i) => box.Lower[i] + random.NextBelow(box.Upper[i] - box.Lower[i] + 1));

    /// <summary>Every code at one end of its interval.</summary>
    public IReadOnlyDictionary<int, sbyte[]> Corner() => Choose(RandomEnd);

    /// <summary>The corner that drives an accumulator as far as the weights say, for a random neuron of each layer in turn: upwards and downwards.</summary>
    /// <remarks>Where there are no constant weights nothing is said: any two corners.</remarks>
    /// <param name="number">Of the call: it chooses the layer.</param>
    public (IReadOnlyDictionary<int, sbyte[]> Upwards, IReadOnlyDictionary<int, sbyte[]> Downwards) Directed(int number)
    {
        if (_layers.Length == 0)
        {
            return (Corner(), Corner());
        }

        MacNode layer = _layers[number % _layers.Length];
        IReadOnlyDictionary<int, double[]> coefficients =
            _path.Value.To(layer, random.NextBelow(layer.Geometry.Positions), random.NextBelow(layer.Geometry.OutChannels));
        return (Towards(coefficients, 1), Towards(coefficients, -1));
    }

    /// <summary>An input with some of its codes moved: a stretch of elements, to the other end, to a random end, or anywhere.</summary>
    public IReadOnlyDictionary<int, sbyte[]> Neighbour(IReadOnlyDictionary<int, sbyte[]> input)
    {
        Dictionary<int, sbyte[]> moved = input.ToDictionary(each => each.Key, each => (sbyte[])each.Value.Clone());
        (_, TensorInfo tensor, Box box) = _boxes[random.NextBelow(_boxes.Count)];
        sbyte[] codes = moved[tensor.Index];
        int count = 1 + random.NextBelow(1 + (codes.Length >> random.NextBelow(8)));
        int first = random.NextBelow(codes.Length);
        int way = random.NextBelow(3);
        for (int n = 0; n < Math.Min(count, codes.Length); n++)
        {
            int i = (first + n) % codes.Length;
            codes[i] = (sbyte)(way == 0 ? box.Lower[i] + box.Upper[i] - codes[i]
                : way == 1 ? RandomEnd(box, i)
                : box.Lower[i] + random.NextBelow(box.Upper[i] - box.Lower[i] + 1));
        }

        return moved;
    }

    /// <summary>The bytes that a runner takes.</summary>
    public ReadOnlyMemory<byte>[] ToBytes(IReadOnlyDictionary<int, sbyte[]> input) =>
    [
        .. network.Graph.Inputs.Select((tensor, position) => _boxes.Where(each => each.Position == position)
            .Select(each => InputCodes.ToBytes(network.Graph.Tensor(tensor), each.Codes, input[each.Codes.Index]))
            .FirstOrDefault(new byte[network.Graph.Tensor(tensor).ElementCount * sizeof(float)])),
    ];

    private Dictionary<int, sbyte[]> Towards(IReadOnlyDictionary<int, double[]> coefficients, int sign)
    {
        Dictionary<int, sbyte[]> input = [];
        foreach ((_, TensorInfo tensor, Box box) in _boxes)
        {
            double[]? own = coefficients.GetValueOrDefault(tensor.Index);
            input.Add(tensor.Index, [.. Enumerable.Range(0, box.Count).Select(i =>
                own is null || own[i] == 0 ? (sbyte)RandomEnd(box, i) : own[i] * sign > 0 ? box.Upper[i] : box.Lower[i])]);
        }

        return input;
    }

    private int RandomEnd(Box box, int element) => random.NextBelow(2) == 0 ? box.Lower[element] : box.Upper[element];

    private Dictionary<int, sbyte[]> Choose(Func<Box, int, int> code) => _boxes.ToDictionary(
        each => each.Codes.Index, each => Enumerable.Range(0, each.Box.Count).Select(i => (sbyte)code(each.Box, i)).ToArray());
}
