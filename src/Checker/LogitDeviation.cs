using QMacVerify.Checker.Arithmetic;
using QMacVerify.Checker.Rules;
using QMacVerify.Generators.Graph;

namespace QMacVerify.Checker;

/// <summary>What follows for the logits.</summary>
/// <param name="exact">Of the exact network.</param>
/// <param name="approximate">Of the approximate one.</param>
/// <param name="deviation">Of both.</param>
/// <param name="logits">The tensor.</param>
internal sealed class LogitDeviation(Derivation exact, Derivation approximate, DeviationDerivation deviation, TensorInfo logits)
{
    public int Count { get; } = logits.ElementCount;

    /// <summary>What each moves by.</summary>
    public Ends[] Moves { get; } = deviation.DifferencesOf(logits.Index) ?? [.. Enumerable.Repeat(DerivedDeviation.None, logits.ElementCount)];

    /// <summary>Codes that none moves more than.</summary>
    public long Lsb => Moves.Max(move => move.Magnitude);

    /// <summary>The exact logits.</summary>
    public CodeBox Exact { get; } = exact.BoxOf(logits.Index);

    private CodeBox Approximate { get; } = approximate.BoxOf(logits.Index);

    /// <summary>Whether moves say no more than that both networks have boxes.</summary>
    public bool IsTrivial(Ends[] moves) =>
        moves.Any(move => move != DerivedDeviation.None) && Enumerable.Range(0, Count).All(i => moves[i].Holds(Approximate[i] - Exact[i]));

    /// <summary>The class of the exact logits where those are points: the first of the greatest.</summary>
    public int Class => Array.IndexOf(Exact.Low, Exact.Low.Max());

    /// <summary>Whether a class has the greatest logit on both sides, whatever the input: by its own approximate logits, or as the others cannot make up for its margin.</summary>
    public bool Keeps(int @class) => Others(@class).All(other => Exact.Low[@class] > Exact.High[other]
        && (Approximate.Low[@class] > Approximate.High[other] || HasMargin(@class, other, Moves)));

    /// <summary>Whether the exact margins of a class exceed what the others can gain, if the logits move by so much.</summary>
    public bool Keeps(int @class, Ends[] moves) => Others(@class).All(other => Exact.Low[@class] > Exact.High[other] && HasMargin(@class, other, moves));

    private IEnumerable<int> Others(int @class) => Enumerable.Range(0, Count).Where(other => other != @class);

    private bool HasMargin(int @class, int other, Ends[] moves) => Exact.Low[@class] - Exact.High[other] + moves[@class].Low - moves[other].High > 0;
}
