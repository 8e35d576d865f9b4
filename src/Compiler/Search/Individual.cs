using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Search;

/// <summary>A choice that was measured.</summary>
/// <param name="Choice">See <see cref="SearchSpace"/>.</param>
/// <param name="Cost">See <see cref="SearchSpace.CostOf"/>.</param>
/// <param name="Right">Samples that it classifies rightly; for a network that is no classifier the negative mean difference of outputs.</param>
internal sealed record Individual(EquatableArray<int> Choice, double Cost, double Right)
{
    /// <summary>Whether it is no worse in either respect, and better in one.</summary>
    public bool Dominates(Individual other) => Cost <= other.Cost && Right >= other.Right && (Cost < other.Cost || Right > other.Right);

    /// <summary>Those that none dominates, the cheapest first; of those with equal figures the first.</summary>
    public static IReadOnlyList<Individual> Front(IEnumerable<Individual> individuals)
    {
        List<Individual> front = [];
        foreach (Individual individual in individuals.OrderBy(individual => individual.Cost).ThenByDescending(individual => individual.Right))
        {
            if (front.Count == 0 || individual.Right > front[^1].Right)
            {
                front.Add(individual);
            }
        }

        return front;
    }
}
