using QMacVerify.Compiler.Data;
using QMacVerify.Generators.Reading;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Search;

/// <summary>What a search found.</summary>
/// <param name="Model">Name of the network.</param>
/// <param name="Package">Which package.</param>
/// <param name="Searched">The samples that were searched on.</param>
/// <param name="Unseen">Those that the front is reported on.</param>
/// <param name="CostUnit">What costs are counted in.</param>
/// <param name="Population">Individuals of a generation.</param>
/// <param name="Generations">Generations after the first one.</param>
/// <param name="Seed">Of all that is random.</param>
/// <param name="Evaluations">Assignments that were measured on the samples that were searched on.</param>
/// <param name="Front">The cheapest first.</param>
/// <param name="Uniform">Each circuit in every layer, the cheapest first.</param>
internal sealed record SearchResult(
    string Model,
    PackageIdentity Package,
    DataIdentity Searched,
    DataIdentity Unseen,
    string CostUnit,
    int Population,
    int Generations,
    ulong Seed,
    int Evaluations,
    IReadOnlyList<FrontPoint> Front,
    IReadOnlyList<FrontPoint> Uniform)
{
    /// <summary>Position of the point that a budget asked for; null where there is none.</summary>
    public int? Chosen { get; init; }

    /// <summary>The cheapest point with an accuracy on the samples that were searched on.</summary>
    /// <exception cref="InputException">There is none; the message says what is nearest.</exception>
    public SearchResult ChooseByAccuracy(double least)
    {
        int chosen = Front.ToList().FindIndex(point => point.SearchedRate is { } rate && rate.Count >= least * rate.Total);
        return chosen >= 0 ? this with { Chosen = chosen } : throw new InputException(Front[^1].SearchedRate is { } best
            ? Invariant($"--min-accuracy {least}: no point of the front is as accurate; the nearest has {best.Value:0.0000} at cost {Front[^1].Cost:0.0000}")
            : "--min-accuracy needs labels and a network whose output is one vector of classes");
    }

    /// <summary>The most accurate point with a cost.</summary>
    /// <exception cref="InputException">There is none; the message says what is nearest.</exception>
    public SearchResult ChooseByCost(double most)
    {
        int chosen = Front.ToList().FindLastIndex(point => point.Cost <= most);
        return chosen >= 0 ? this with { Chosen = chosen } : throw new InputException(
            Invariant($"--max-cost {most}: no point of the front is as cheap; the nearest costs {Front[0].Cost:0.0000}"));
    }
}
