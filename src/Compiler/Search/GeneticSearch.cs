using QMacVerify.Generators.Support;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Search;

/// <summary>NSGA-II: the front of cost and accuracy over one circuit for each layer.</summary>
/// <remarks>
/// Deb, Pratap, Agarwal, Meyarivan 2002: ranks by domination, crowding within a rank, binary tournaments, the best of parents and
/// children survive. Chosen since accuracy is measured and coarse, costs are known, both are to be seen, and layers interact: what
/// works on sums of independent errors alone does not. It begins with the uniform assignments and with a greedy path by the
/// sensitivity of each layer, so that it is never worse than those. A function of its seed and of what measuring says.
/// </remarks>
/// <param name="space">What there is to choose from.</param>
/// <param name="measure">Right samples of some choices, in order.</param>
internal sealed class GeneticSearch(SearchSpace space, Func<IReadOnlyList<EquatableArray<int>>, IReadOnlyList<double>> measure)
{
    private readonly Dictionary<EquatableArray<int>, Individual> _known = [];

    /// <summary>All that was measured, in the order in which it was.</summary>
    public IReadOnlyCollection<Individual> Measured => _known.Values;

    /// <summary>Searches.</summary>
    /// <param name="population">Individuals of a generation, at least 4.</param>
    /// <param name="generations">After the first one.</param>
    /// <param name="seed">Of all that is random.</param>
    /// <param name="progress">Told once for each generation, the first and the sensitivities among them.</param>
    /// <returns>The front of all that was measured, the cheapest first.</returns>
    public IReadOnlyList<Individual> Run(int population, int generations, ulong seed, Action progress)
    {
        SplitMix64 random = new(seed);
        Individual[] alone = Measure([space.Exact, .. SingleChanges()]);
        progress();
        List<EquatableArray<int>> first = [.. Enumerable.Range(0, space.Candidates.Count).Select(space.Uniform)];
        EquatableArray<int>[] path = [.. GreedyPath(alone)];
        int wanted = Math.Max(1, population - first.Count);
        first.AddRange(Enumerable.Range(0, wanted).Select(i => path[(int)((long)i * (path.Length - 1) / Math.Max(1, wanted - 1))]));
        List<Individual> parents = Survivors([.. Measure([.. first.Distinct()]), .. alone], population);
        progress();
        for (int generation = 0; generation < generations; generation++)
        {
            parents = Survivors([.. parents, .. Measure(Children(parents, population, random))], population);
            progress();
        }

        return Individual.Front(_known.Values);
    }

    /// <summary>One layer changed, all others exact: how sensitive each is.</summary>
    private IEnumerable<EquatableArray<int>> SingleChanges() =>
        from layer in Enumerable.Range(0, space.Layers.Count)
        from candidate in Enumerable.Range(0, space.Candidates.Count)
        where candidate != space.Exact[layer]
        select With(space.Exact, layer, candidate);

    /// <summary>From exact to the cheapest: always the change that saves most for what it alone was seen to lose.</summary>
    private IEnumerable<EquatableArray<int>> GreedyPath(Individual[] alone)
    {
        double best = alone[0].Right;
        Dictionary<(int Layer, int Candidate), double> losses = [];
        foreach (Individual individual in alone[1..])
        {
            int layer = Enumerable.Range(0, space.Layers.Count).First(i => individual.Choice[i] != space.Exact[i]);
            losses.Add((layer, individual.Choice[layer]), Math.Max(0, best - individual.Right));
        }

        EquatableArray<int> choice = space.Exact;
        yield return choice;
        while (true)
        {
            double cost = space.CostOf(choice);
            (double Gain, EquatableArray<int> Choice)? next = null;
            foreach ((int layer, int candidate) in losses.Keys)
            {
                EquatableArray<int> changed = With(choice, layer, candidate);
                double saved = cost - space.CostOf(changed);
                double lost = losses[(layer, candidate)] - losses.GetValueOrDefault((layer, choice[layer]));
                if (saved <= 0)
                {
                    continue;
                }

                // Half a sample, so that what loses nothing is compared by what it saves.
                double gain = saved / Math.Max(0.5, lost + 0.5);
                next = next is null || gain > next.Value.Gain ? (gain, changed) : next;
            }

            if (next is null)
            {
                yield break;
            }

            choice = next.Value.Choice;
            yield return choice;
        }
    }

    private EquatableArray<int>[] Children(List<Individual> parents, int count, SplitMix64 random)
    {
        // Where nearly all choices are known, there may be no new ones.
        const int MostTries = 50;
        List<EquatableArray<int>> children = [];
        for (int attempt = 0; children.Count < count && attempt < count * MostTries; attempt++)
        {
            EquatableArray<int> mother = Tournament(parents, random).Choice;
            EquatableArray<int> father = Tournament(parents, random).Choice;
            EquatableArray<int> child = Enumerable.Range(0, space.Layers.Count)
                .Select(layer => Mutate(random.NextBelow(2) == 0 ? mother[layer] : father[layer], random))
                .ToEquatableArray();
            if (!_known.ContainsKey(child) && !children.Contains(child))
            {
                children.Add(child);
            }
        }

        return [.. children];
    }

    /// <summary>One layer of a choice changes on average: mostly to a circuit that costs about as much.</summary>
    private int Mutate(int candidate, SplitMix64 random)
    {
        if (random.NextBelow(space.Layers.Count) != 0)
        {
            return candidate;
        }

        return random.NextBelow(3) switch
        {
            0 => Math.Max(0, candidate - 1),
            1 => Math.Min(space.Candidates.Count - 1, candidate + 1),
            _ => random.NextBelow(space.Candidates.Count),
        };
    }

    /// <summary>The better one of two; survivors stand in order of rank and crowding.</summary>
    private static Individual Tournament(List<Individual> parents, SplitMix64 random) =>
        parents[Math.Min(random.NextBelow(parents.Count), random.NextBelow(parents.Count))];

    /// <summary>The best, in order: by rank, then by how far apart their neighbours are.</summary>
    private static List<Individual> Survivors(IEnumerable<Individual> individuals, int count)
    {
        List<Individual> left = [.. individuals.DistinctBy(individual => individual.Choice)];
        List<Individual> survivors = [];
        while (survivors.Count < count && left.Count > 0)
        {
            Individual[] rank = [.. left.Where(individual => !left.Any(other => other.Dominates(individual)))];
            left.RemoveAll(rank.Contains);
            survivors.AddRange(ByCrowding(rank));
        }

        return survivors.Count > count ? survivors[..count] : survivors;
    }

    private static IEnumerable<Individual> ByCrowding(Individual[] rank)
    {
        Individual[] ordered = [.. rank.OrderBy(individual => individual.Cost)];
        double costs = Math.Max(double.Epsilon, ordered[^1].Cost - ordered[0].Cost);
        double rights = Math.Max(double.Epsilon, ordered.Max(individual => individual.Right) - ordered.Min(individual => individual.Right));
        return ordered
            .Select((individual, i) => (individual, Distance: i == 0 || i == ordered.Length - 1
                ? double.PositiveInfinity
                : ((ordered[i + 1].Cost - ordered[i - 1].Cost) / costs) + (Math.Abs(ordered[i + 1].Right - ordered[i - 1].Right) / rights)))
            .OrderByDescending(entry => entry.Distance)
            .Select(entry => entry.individual);
    }

    private Individual[] Measure(IReadOnlyList<EquatableArray<int>> choices)
    {
        EquatableArray<int>[] missing = [.. choices.Where(choice => !_known.ContainsKey(choice)).Distinct()];
        foreach ((EquatableArray<int> choice, double right) in missing.Zip(measure(missing)))
        {
            _known.Add(choice, new Individual(choice, space.CostOf(choice), right));
        }

        return [.. choices.Select(choice => _known[choice])];
    }

    private static EquatableArray<int> With(EquatableArray<int> choice, int layer, int candidate) =>
        choice.Select((own, i) => i == layer ? candidate : own).ToEquatableArray();
}
