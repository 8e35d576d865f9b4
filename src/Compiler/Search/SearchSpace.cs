using QMacVerify.Compiler.Sweep;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Search;

/// <summary>What a search chooses from: one of some circuits for each layer of products.</summary>
/// <remarks>A choice is a list of positions among the candidates, one for each layer.</remarks>
/// <param name="layers">The layers, in execution order.</param>
/// <param name="candidates">Circuits with what one costs; the exact one among them.</param>
internal sealed class SearchSpace(IReadOnlyList<ProductNode> layers, IReadOnlyList<PricedOperators> candidates)
{
    private readonly decimal _exactCost = layers.Sum(layer => layer.Macs * candidates.First(candidate => candidate.IsExact).Cost);

    /// <summary>The layers.</summary>
    public IReadOnlyList<ProductNode> Layers => layers;

    /// <summary>The circuits, the dearest first; of equal cost in the order that they were given.</summary>
    public IReadOnlyList<PricedOperators> Candidates { get; } = [.. candidates.OrderByDescending(candidate => candidate.Cost)];

    /// <summary>Every layer exact.</summary>
    public EquatableArray<int> Exact => Uniform(Candidates.Index().First(candidate => candidate.Item.IsExact).Index);

    /// <summary>The same circuit in every layer.</summary>
    public EquatableArray<int> Uniform(int candidate) => Enumerable.Repeat(candidate, layers.Count).ToEquatableArray();

    /// <summary>MACs of each layer times the cost of its circuit, beside the exact circuit in every layer.</summary>
    public double CostOf(EquatableArray<int> choice) => (double)(layers.Select((layer, i) => layer.Macs * Candidates[choice[i]].Cost).Sum() / _exactCost);

    /// <summary>The assignment of a choice.</summary>
    public SweepPoint PointOf(EquatableArray<int> choice) => new(
        layers.Select((layer, i) => (layer.Name, Candidate: Candidates[choice[i]]))
            .Where(entry => !entry.Candidate.IsExact)
            .Select(entry => new NamedLayer(entry.Name, entry.Candidate.Operators))
            .ToEquatableArray());
}

/// <summary>Circuits with what one costs.</summary>
/// <param name="Operators">The circuits.</param>
/// <param name="Cost">In whatever unit; more than 0 for the exact one.</param>
internal sealed record PricedOperators(NamedOperators Operators, decimal Cost)
{
    /// <summary>Whether they are exact.</summary>
    public bool IsExact => Operators.Pair == Generators.Circuits.OperatorPair.Exact;
}
