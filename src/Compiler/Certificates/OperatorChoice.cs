using QMacVerify.Compiler.Bounds;
using QMacVerify.Compiler.Bounds.Deviation;
using QMacVerify.Generators.Circuits;
using QMacVerify.Generators.Graph;
using QMacVerify.Generators.Support;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Certificates;

/// <summary>The cheapest operators whose errors are proved to stay within a budget.</summary>
/// <param name="Layers">The operator of each layer that was chosen for; others are exact, products of two computed tensors among them.</param>
internal sealed record OperatorChoice(IReadOnlyList<(MacNode Layer, Candidate Candidate)> Layers)
{
    /// <summary>Assignments of a suffix that are looked at, at most.</summary>
    public const int MostAssignments = 4096;

    /// <summary>What each layer gets.</summary>
    public OperatorAssignment Operators => SuffixOperators.Of(Layers.Select(entry => ((ProductNode)entry.Layer, entry.Candidate.Operators)));

    /// <summary>Products times what each costs.</summary>
    public decimal Cost => Layers.Sum(entry => entry.Layer.Geometry.Macs * entry.Candidate.Cost);

    /// <summary>For every layer the cheapest operator whose local error moves no code by more than the budget.</summary>
    /// <remarks>
    /// Layer after layer: the activations of one are those that the operators chosen before it can give. So the errors are those
    /// of the finished assignment, and no other choice is cheaper at any layer, given those before it.
    /// </remarks>
    /// <exception cref="InputException">No candidate meets the budget somewhere; the message says what the least is.</exception>
    public static OperatorChoice ByLocalError(
        Network network, InputRegion region, IReadOnlyList<Candidate> candidates, int budget, Action progress, CancellationToken cancellation)
    {
        List<(MacNode Layer, Candidate Candidate)> chosen = [];
        (long Error, MacNode Layer, Candidate Candidate)? least = null;
        foreach (MacNode layer in network.Graph.MacNodes)
        {
            cancellation.ThrowIfCancellationRequested();
            Box input = IntervalAnalysis.Run(network, new OperatorChoice(chosen).Operators, region).Tensors[layer.Input];
            (Candidate Candidate, long Error)[] errors =
                [.. candidates.Select(candidate => (candidate, LayerErrors.Of(network, layer, candidate.Operators, input).Lsb.MaxMagnitude))];
            (Candidate Candidate, long Error)[] within = Array.FindAll(errors, candidate => candidate.Error <= budget);
            (Candidate candidate, long error) = within.Length > 0
                ? within.MinBy(entry => entry.Candidate.Cost)
                : errors.MinBy(entry => entry.Error);
            if (within.Length == 0 && (least is null || error > least.Value.Error))
            {
                least = (error, layer, candidate);
            }

            chosen.Add((layer, candidate));
            progress();
        }

        if (least is var (leastError, where, best))
        {
            throw new InputException(Invariant(
                $"--budget-lsb {budget}: no operator keeps the error of layer {Quote(where.Name)} within {budget} codes; the least that can be met is {leastError}, there by {best.Text}"));
        }

        OperatorChoice choice = new(chosen);
        NetworkDeviation deviation = DeviationAnalysis.Run(network, choice.Operators, region);
        return deviation.Layers.All(layer => layer.LocalError.Lsb.MaxMagnitude <= budget)
            ? choice
            : throw new InputException("the states of the model carry errors back to layers that were chosen for before: choose for a suffix (--suffix) instead");
    }

    /// <summary>For the last layers the operators of the least total cost with which no logit moves by more than the budget.</summary>
    /// <exception cref="InputException">There are too many assignments, or none meets the budget; the message says what the least is.</exception>
    public static OperatorChoice ByLogits(
        Network network, InputRegion region, IReadOnlyList<MacNode> layers, IReadOnlyList<Candidate> candidates, int budget, CancellationToken cancellation)
    {
        if (Math.Pow(candidates.Count, layers.Count) > MostAssignments)
        {
            throw new InputException(Invariant(
                $"--suffix {layers.Count}: {candidates.Count} operators on {layers.Count} layers make more than {MostAssignments} assignments; give fewer --candidates or a shorter suffix"));
        }

        TensorInfo logits = Certificate.LogitsOf(network.Graph);
        NetworkBounds exact = IntervalAnalysis.Run(network, OperatorAssignment.Exact, region);
        IEnumerable<OperatorChoice> choices = layers.Aggregate(
            (IEnumerable<OperatorChoice>)[new OperatorChoice([])],
            (shorter, layer) => shorter.SelectMany(choice => candidates.Select(candidate => new OperatorChoice([.. choice.Layers, (layer, candidate)]))));
        (int Lsb, OperatorChoice Choice)? least = null;
        foreach (OperatorChoice choice in choices.OrderBy(choice => choice.Cost))
        {
            cancellation.ThrowIfCancellationRequested();
            NetworkBounds approximate = IntervalAnalysis.Run(network, choice.Operators, region);
            int lsb = Logits.DeviationOf(DeviationAnalysis.Run(network, network, choice.Operators, exact, approximate), logits).Lsb;
            if (lsb <= budget)
            {
                return choice;
            }

            least = least is null || lsb < least.Value.Lsb ? (lsb, choice) : least;
        }

        throw new InputException(Invariant(
            $"--budget-lsb {budget}: no assignment keeps the logits within {budget} codes; the least that can be met is {least!.Value.Lsb}, by {string.Join(", ", least.Value.Choice.Layers.Select(entry => entry.Candidate.Text))}"));
    }

    /// <summary>The text of an assignment, as <c>--assign</c> reads it.</summary>
    public string ToAssignment() => new OperatorRecord(
        RecordedPair.Of(OperatorPair.Exact),
        Layers.Select(entry => new RecordedLayer(entry.Layer.Name, RecordedPair.Of(entry.Candidate.Operators) with { Multiplier = entry.Candidate.Text })).ToEquatableArray())
        .ToAssignment();
}
