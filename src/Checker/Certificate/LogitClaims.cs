using QMacVerify.Checker.Arithmetic;

namespace QMacVerify.Checker.Certificate;

/// <summary>What a certificate of logits says: a file of <c>qmac certify</c> or <c>qmac assign</c>.</summary>
internal sealed record LogitClaims
{
    public required ModelClaim Model { get; init; }

    /// <summary>Of the package with centred biases, which is then the approximate one; null where biases are the same.</summary>
    public string? CentredSha256 { get; init; }

    /// <summary>What operators were chosen to keep; null where nobody chose.</summary>
    public BudgetClaim? Budget { get; init; }

    /// <summary>Of every layer that is not named.</summary>
    public required OperatorClaim Operators { get; init; }

    public required IReadOnlyList<(string Layer, OperatorClaim Operators)> Exceptions { get; init; }

    public required RegionClaim Region { get; init; }

    /// <summary>The layers that the operators were meant for; all others are exact.</summary>
    public required IReadOnlyList<string> Layers { get; init; }

    public required MovesClaim Moves { get; init; }

    public required IReadOnlyList<(string Layer, Ends Lsb)> LocalErrors { get; init; }

    /// <summary>Null where there are none.</summary>
    public SamplesClaim? Samples { get; init; }
}

/// <param name="Lsb">Codes.</param>
/// <param name="Of">What moves by no more: <see cref="Layer"/> or <see cref="Logit"/>.</param>
internal sealed record BudgetClaim(long Lsb, string Of)
{
    /// <summary>Each layer, by its own circuits.</summary>
    public const string Layer = "layer";

    /// <summary>Each logit, by all circuits.</summary>
    public const string Logit = "logit";
}

/// <param name="Tensor">Name of the tensor of the logits.</param>
/// <param name="Lsb">Codes that none moves more than.</param>
/// <param name="UncentredLsb">The same of the package whose biases are not centred.</param>
/// <param name="Moves">What each moves by.</param>
/// <param name="IsTrivial">Whether that says no more than the boxes of both networks.</param>
internal sealed record MovesClaim(string Tensor, long Lsb, long? UncentredLsb, Ends[] Moves, bool IsTrivial);

/// <param name="Count">Samples.</param>
/// <param name="Lsb">Codes that no logit of theirs moves more than.</param>
/// <param name="Certified">Samples whose class is the same on both sides.</param>
/// <param name="CertifiedByRegion">Those of which the moves of every input say so.</param>
/// <param name="Correct">Samples whose exact class is their label; null without labels.</param>
/// <param name="CertifiedCorrect">Certified ones among these.</param>
/// <param name="NotCertified">Positions of the samples that are not certified, ascending.</param>
internal sealed record SamplesClaim(
    long Count, long Lsb, long Certified, long CertifiedByRegion, long? Correct, long? CertifiedCorrect, IReadOnlyList<long> NotCertified);
