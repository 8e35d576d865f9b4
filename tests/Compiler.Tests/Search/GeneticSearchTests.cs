using QMacVerify.Compiler.Certificates;
using QMacVerify.Compiler.Search;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using QMacVerify.Tests.Shared;

namespace QMacVerify.Compiler.Tests.Search;

public sealed class GeneticSearchTests
{
    /// <summary>What a circuit costs, and what a layer of sensitivity 1 loses by it: convex, as real ones are.</summary>
    private static readonly (decimal Cost, double Loss)[] Circuits = [(100, 0), (80, 1), (65, 3), (50, 10)];

    private static readonly double[] Sensitivities = [5, 1, 0.2, 3, 0.5];

    [Fact]
    public void Front_OfAllChoices_IsNearlyFoundByAFewOfThem()
    {
        SearchSpace space = Space();
        GeneticSearch search = new(space, choices => [.. choices.Select(choice => RightOf(choice))]);
        IReadOnlyList<Individual> front = search.Run(population: 24, generations: 12, seed: 1, () => { });

        IReadOnlyList<Individual> best = Individual.Front(All(space).Select(choice => new Individual(choice, space.CostOf(choice), RightOf(choice))));
        Assert.InRange(search.Measured.Count, 50, 400);
        Assert.InRange(VolumeOf(front), 0.98 * VolumeOf(best), VolumeOf(best));

        // No uniform assignment is better than the front.
        Assert.All(Enumerable.Range(0, Circuits.Length).Select(space.Uniform), choice =>
            Assert.DoesNotContain(front, point => new Individual(choice, space.CostOf(choice), RightOf(choice)).Dominates(point)));
    }

    [Fact]
    public void TheSameSeed_GivesTheSameFront()
    {
        IReadOnlyList<Individual>[] fronts = [.. ((ulong[])[7, 7, 8]).Select(seed =>
            new GeneticSearch(Space(), choices => [.. choices.Select(choice => RightOf(choice))]).Run(16, 5, seed, () => { }))];

        Assert.Equal(fronts[0], fronts[1]);
        Assert.All(fronts, front => Assert.Equal(front, Individual.Front(front)));
    }

    [Fact]
    public void FewChoices_AreAllMeasuredOnce()
    {
        SearchSpace space = new([.. Layers().Take(1)], [.. Candidates()]);
        List<EquatableArray<int>> measured = [];
        GeneticSearch search = new(space, choices =>
        {
            measured.AddRange(choices);
            return [.. choices.Select(choice => RightOf(choice))];
        });

        search.Run(8, 10, 0, () => { });
        Assert.Equal(Circuits.Length, measured.Count);
        Assert.Equal(measured.Count, measured.Distinct().Count());
    }

    private static double RightOf(EquatableArray<int> choice) =>
        1000 - Math.Floor(choice.Select((candidate, layer) => Sensitivities[layer] * Circuits[candidate].Loss).Sum());

    private static SearchSpace Space() => new([.. Layers()], [.. Candidates()]);

    private static IEnumerable<Candidate> Candidates() => Circuits.Select((circuit, i) =>
        new Candidate($"trunc:{i}", i == 0 ? new ExactMultiplier() : new TruncatedMultiplier(i), circuit.Cost));

    private static IEnumerable<ProductNode> Layers()
    {
        TinyGraphBuilder builder = new("layers", new SplitMix64(1));
        int tensor = builder.Input([1, 6]);
        foreach (int size in (int[])[8, 4, 9, 5, 3])
        {
            tensor = builder.FullyConnected(tensor, size);
        }

        return builder.Build().Graph.ProductNodes;
    }

    private static IEnumerable<EquatableArray<int>> All(SearchSpace space)
    {
        for (int code = 0; code < Math.Pow(Circuits.Length, space.Layers.Count); code++)
        {
            yield return Enumerable.Range(0, space.Layers.Count).Select(layer => code >> (2 * layer) & 3).ToEquatableArray();
        }
    }

    /// <summary>Area that a front dominates, of costs up to 1 and all that can be right.</summary>
    private static double VolumeOf(IReadOnlyList<Individual> front)
    {
        double volume = 0;
        for (int i = 0; i < front.Count; i++)
        {
            volume += ((i + 1 < front.Count ? front[i + 1].Cost : 1.0001) - front[i].Cost) * (front[i].Right - 900);
        }

        return volume;
    }
}
