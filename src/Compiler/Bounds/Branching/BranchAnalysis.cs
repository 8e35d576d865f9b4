using QMacVerify.Compiler.Bounds.Regions;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Bounds.Branching;

/// <summary>Branch and bound: the region is divided, each part is bounded by intervals, and what holds for every part is the result.</summary>
/// <remarks>
/// Each step halves the part whose layers have the widest bounds, along the element whose halves have the narrowest. Steps
/// depend on nothing but those before, and a rule gives nothing wider for less, so that more of them never give wider bounds.
/// </remarks>
internal static class BranchAnalysis
{
    /// <summary>Elements that are tried in a step: the widest, spread over all that are as wide.</summary>
    private const int MostTrials = 16;

    /// <summary>Bounds every tensor and layer of a model.</summary>
    /// <param name="network">The network and its parameters.</param>
    /// <param name="operators">The arithmetic of each layer.</param>
    /// <param name="region">The inputs.</param>
    /// <param name="splits">Steps at most; fewer where nothing is left to divide.</param>
    /// <param name="options">The register of the sums, threads.</param>
    /// <param name="step">Told after each step.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="InputException">The network has states: the inputs of one sequence need not all lie in one part.</exception>
    public static BranchBounds Run(
        Network network, OperatorAssignment operators, InputRegion region, int splits, AnalysisOptions options, Action? step, CancellationToken cancellation)
    {
        if (network.Graph.States.Count > 0)
        {
            throw new InputException("the network has states, and the inputs of one sequence need not all lie in one part of a region: leave --splits out");
        }

        PackageRegion.Require(region, network.Graph);
        RegionPart whole = RegionPart.Whole(region, network.Graph);
        NetworkBounds undivided = IntervalAnalysis.Run(network, operators, whole, options);
        List<Leaf> leaves = [LeafOf(whole, undivided)];
        List<RegionSplit> made = [];

        // Each trial by one thread: there are enough of them.
        AnalysisOptions single = options with { Threads = 1 };
        while (made.Count < splits && Widest(leaves) is int number)
        {
            RegionPart part = leaves[number].Part;
            RegionSplit[] trials = [.. Trials(part, number)];
            (Leaf Lower, Leaf Upper)[] halves = new (Leaf, Leaf)[trials.Length];
            Parallel.For(0, trials.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation }, i =>
            {
                (RegionPart lower, RegionPart upper) = part.At(trials[i]);
                halves[i] = (Bound(lower), Bound(upper));
            });
            int best = Enumerable.Range(0, trials.Length).MinBy(i => Math.Max(halves[i].Lower.Width, halves[i].Upper.Width));
            leaves[number] = halves[best].Lower;
            leaves.Add(halves[best].Upper);
            made.Add(trials[best]);
            step?.Invoke();
        }

        return new BranchBounds(leaves.Select(leaf => leaf.Bounds).Aggregate((left, right) => left.Hull(right)), made);

        Leaf Bound(RegionPart part) => LeafOf(part, IntervalAnalysis.Run(network, operators, part, single));

        Leaf LeafOf(RegionPart part, NetworkBounds bounds) => new(part, bounds, WidthOf(bounds, undivided));
    }

    /// <summary>The part with the widest bounds, the first of several, that has an element to divide.</summary>
    private static int? Widest(List<Leaf> leaves)
    {
        int? widest = null;
        for (int i = 0; i < leaves.Count; i++)
        {
            bool isDivisible = leaves[i].Part.Boxes.Values.Any(box => !box.Lower.SequenceEqual(box.Upper));
            widest = isDivisible && (widest is not int best || leaves[i].Width > leaves[best].Width) ? i : widest;
        }

        return widest;
    }

    private static IEnumerable<RegionSplit> Trials(RegionPart part, int number)
    {
        (int Tensor, int Element, int Width)[] elements =
        [
            .. part.Boxes.OrderBy(pair => pair.Key)
                .SelectMany(pair => Enumerable.Range(0, pair.Value.Count).Select(element => (pair.Key, element, pair.Value.Upper[element] - pair.Value.Lower[element]))),
        ];
        int width = elements.Max(element => element.Width);
        (int Tensor, int Element, int Width)[] widest = [.. elements.Where(element => element.Width == width)];
        int count = Math.Min(MostTrials, widest.Length);
        for (int i = 0; i < count; i++)
        {
            (int tensor, int element, _) = widest[(int)((long)i * widest.Length / count)];
            yield return new RegionSplit(number, tensor, element, part.Boxes[tensor].Lower[element] + (width / 2));
        }
    }

    /// <summary>The widths of the accumulators of each layer beside those over the whole region, all layers together.</summary>
    private static double WidthOf(NetworkBounds bounds, NetworkBounds undivided) => bounds.Layers.Zip(undivided.Layers, (part, whole) =>
        SumOf(part) / (double)Math.Max(1, SumOf(whole))).Sum();

    private static long SumOf(LayerBounds layer) => layer.Channels.Sum(channel => channel.Acc.Upper - channel.Acc.Lower);

    private sealed record Leaf(RegionPart Part, NetworkBounds Bounds, double Width);
}

/// <summary>What branch and bound says about a network.</summary>
/// <param name="Bounds">What holds for the whole region.</param>
/// <param name="Splits">How it was divided.</param>
internal sealed record BranchBounds(NetworkBounds Bounds, IReadOnlyList<RegionSplit> Splits);
