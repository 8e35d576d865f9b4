using QMacVerify.Compiler.Certificates;
using QMacVerify.Compiler.Sweep;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;

namespace QMacVerify.Compiler.Search;

/// <summary>What a search chooses from: one of some circuits for each layer of products.</summary>
/// <remarks>A choice is a list of positions among the candidates, one for each layer.</remarks>
/// <param name="layers">The layers, in execution order.</param>
/// <param name="candidates">Circuits with what one costs; the exact one among them.</param>
internal sealed class SearchSpace(IReadOnlyList<ProductNode> layers, IReadOnlyList<Candidate> candidates)
{
    private readonly decimal _exactCost = layers.Sum(layer => layer.Macs * candidates.First(IsExact).Cost);

    /// <summary>The layers.</summary>
    public IReadOnlyList<ProductNode> Layers => layers;

    /// <summary>The circuits, the dearest first; of equal cost in the order that they were given.</summary>
    public IReadOnlyList<Candidate> Candidates { get; } = [.. candidates.OrderByDescending(candidate => candidate.Cost)];

    /// <summary>Every layer exact.</summary>
    public EquatableArray<int> Exact => Uniform(Candidates.Index().First(candidate => IsExact(candidate.Item)).Index);

    /// <summary>The same circuit in every layer.</summary>
    public EquatableArray<int> Uniform(int candidate) => Enumerable.Repeat(candidate, layers.Count).ToEquatableArray();

    /// <summary>MACs of each layer times the cost of its circuit, beside the exact circuit in every layer.</summary>
    public double CostOf(EquatableArray<int> choice) => (double)(layers.Select((layer, i) => layer.Macs * Candidates[choice[i]].Cost).Sum() / _exactCost);

    /// <summary>The assignment of a choice.</summary>
    public SweepPoint PointOf(EquatableArray<int> choice) => new(
        layers.Select((layer, i) => (layer.Name, Candidate: Candidates[choice[i]]))
            .Where(entry => !IsExact(entry.Candidate))
            .Select(entry => new NamedLayer(entry.Name, new NamedPair(entry.Candidate.Text, NamedPair.Exact.Adder, entry.Candidate.Operators)))
            .ToEquatableArray());

    private static bool IsExact(Candidate candidate) => candidate.Operators == OperatorPair.Exact;
}
