using QMacVerify.Checker.Arithmetic;
using QMacVerify.Checker.Certificate;
using QMacVerify.Checker.Rules;
using QMacVerify.Generators.Graph;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Checker;

/// <summary>What follows of a region that is divided: of each part by itself, from its inputs on, and for all of them together.</summary>
internal sealed class DividedRegion
{
    private readonly IReadOnlyList<Derivation> _parts;

    /// <param name="splits">How the region is divided.</param>
    /// <param name="region">Has the boxes of the inputs.</param>
    /// <exception cref="RefusedException">The list is no division of the region.</exception>
    public DividedRegion(IReadOnlyList<SplitClaim> splits, Derivation region)
    {
        QuantizedGraph graph = region.Network.Graph;
        if (graph.States.Count > 0)
        {
            throw new RefusedException("the region is divided, and the network has states: the inputs of a sequence need not all lie in one part");
        }

        int[] inputs = [.. graph.InputCodes.Select(input => input.Codes.Index)];
        List<Dictionary<int, CodeBox>> parts = [inputs.ToDictionary(tensor => tensor, region.BoxOf)];
        foreach ((int index, SplitClaim split) in splits.Index())
        {
            if (split.Part < 0 || split.Part >= parts.Count || !inputs.Any(tensor => tensor == split.Tensor)
                || split.Element < 0 || split.Element >= parts[0][(int)split.Tensor].Count
                || !Halves(parts[(int)split.Part], split, out Dictionary<int, CodeBox> lower, out Dictionary<int, CodeBox> upper))
            {
                throw new RefusedException(Invariant($"splits[{index}] divides nothing: part {split.Part}, tensor {split.Tensor}, element {split.Element}, at {split.At}"));
            }

            parts[(int)split.Part] = lower;
            parts.Add(upper);
        }

        _parts = [.. parts.Select(region.From)];
    }

    /// <summary>What holds for a layer in every part.</summary>
    public DerivedLayer Derive(ProductNode layer) => _parts.Select(part =>
    {
        DerivedLayer derived = part.Derive(layer);
        if (derived.Box is DerivedBox box)
        {
            part.Take(layer.Output, box.Box);
        }

        return derived;
    }).Aggregate((left, right) => left.Join(right));

    /// <summary>What holds for any other node in every part; null for accumulators, and where there is no rule.</summary>
    public DerivedBox? Derive(GraphNode node)
    {
        DerivedBox?[] boxes = [.. _parts.Select(part => part.Derive(node))];
        foreach ((Derivation part, DerivedBox? box) in _parts.Zip(boxes))
        {
            part.Take(node.Output, box?.Box ?? CodeBox.Uniform(part.Network.Graph.Tensor(node.Output).ElementCount, Ends.Codes));
        }

        return boxes.Aggregate((left, right) => left is null || right is null ? null : new DerivedBox(left.Box.Join(right.Box), left.IsOptimal && right.IsOptimal));
    }

    private static bool Halves(Dictionary<int, CodeBox> part, SplitClaim split, out Dictionary<int, CodeBox> lower, out Dictionary<int, CodeBox> upper)
    {
        (int tensor, int element) = ((int)split.Tensor, (int)split.Element);
        (lower, upper) = (new(part), new(part));
        CodeBox box = part[tensor];
        if (split.At < box.Low[element] || split.At >= box.High[element])
        {
            return false;
        }

        lower[tensor] = box with { High = [.. box.High] };
        upper[tensor] = box with { Low = [.. box.Low] };
        lower[tensor].High[element] = (sbyte)split.At;
        upper[tensor].Low[element] = (sbyte)(split.At + 1);
        return true;
    }
}
