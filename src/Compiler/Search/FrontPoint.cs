using QMacVerify.Compiler.Evaluation;
using QMacVerify.Compiler.Sweep;

namespace QMacVerify.Compiler.Search;

/// <summary>A point of a front, or a uniform assignment beside it.</summary>
/// <param name="Point">The assignment.</param>
/// <param name="Cost">Beside the exact circuit in every layer: see <see cref="SearchSpace.CostOf"/>.</param>
/// <param name="Searched">What it is worth on the samples that were searched on.</param>
/// <param name="Unseen">The same on samples that the search never saw.</param>
/// <param name="Certified">What bounds say of it; null where nobody asked.</param>
internal sealed record FrontPoint(SweepPoint Point, double Cost, ResultRow Searched, ResultRow Unseen, CertifiedFigures? Certified)
{
    /// <summary>The circuit that every layer has; null where they differ.</summary>
    public string? Uniform { get; init; }

    /// <summary>Accuracy on the samples that were searched on; null without labels.</summary>
    public Rate? SearchedRate => RateOf(Searched);

    /// <summary>Accuracy on the others.</summary>
    public Rate? UnseenRate => RateOf(Unseen);

    private static Rate? RateOf(ResultRow row) => row.Measured.Correct is int correct ? new Rate(correct, row.Samples) : null;
}

/// <summary>What sound bounds say of an assignment, for every input.</summary>
/// <param name="LocalLsb">Codes that no layer's own circuits move its result more than.</param>
/// <param name="LogitLsb">Codes that no logit moves more than.</param>
/// <param name="IsTrivial">Whether that is no more than both networks' own bounds say.</param>
internal sealed record CertifiedFigures(long LocalLsb, int LogitLsb, bool IsTrivial);
