using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support;

namespace QMacVerify.Generators.Planning.Strategies;

/// <summary>All strategies, the most special first, and the choice between them.</summary>
public static class KernelStrategies
{
    private static readonly KernelStrategy[] All =
    [
        new WinogradStrategy(WinogradForm.Four), new WinogradStrategy(WinogradForm.Two), new DirectStrategy(), new BytesStrategy(), new DepthwiseStrategy(),
        new HighStrategy(), new LanesStrategy(), new RankStrategy(), new RowsStrategy(), new UnrolledStrategy(), new LoopsStrategy(),
    ];

    /// <summary>Names on the command line and in reports, the most general first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(strategy => strategy.Name).Reverse()];

    /// <summary>The names as a list for messages.</summary>
    public static string Expected { get; } = $"{string.Join(", ", Names.Take(Names.Count - 1))} or {Names[Names.Count - 1]}";

    /// <summary>The kernel of a layer: of the strategy that was asked for, or of the one with the least cost.</summary>
    /// <exception cref="DiagnosticException">The strategy that was asked for cannot be used.</exception>
    internal static LayerKernel Choose(MacLayer layer, string? asked)
    {
        (KernelStrategy Strategy, KernelOffer Offer)[] offers = [.. All.Select(strategy => (strategy, strategy.Offer(layer)))];
        (KernelStrategy taken, KernelOffer offer) = asked is null
            ? offers.Where(candidate => candidate.Offer.Cost is not null).OrderBy(candidate => candidate.Offer.Cost).First()
            : offers.First(candidate => candidate.Strategy.Name == asked);
        if (!offer.IsPossible)
        {
            throw new DiagnosticException(new DiagnosticInfo(
                Descriptors.StrategyInvalid, null, $"{Quote(layer.Node.Name)} cannot be written by strategy {taken.Name}: {offer.Reason}"));
        }

        return offer.Make() with
        {
            Asked = layer,
            Reason = asked is not null ? "asked for" : offer.Reason ?? WhyNoOther(offers),
            Others = offers.Where(candidate => candidate.Strategy != taken)
                .Select(candidate => new StrategyNote(candidate.Strategy.Name, candidate.Offer.Reason ?? "always possible")).ToEquatableArray(),
        };
    }

    /// <summary>Why what is left was taken: the plainest of the vector kernels says most.</summary>
    private static string WhyNoOther((KernelStrategy Strategy, KernelOffer Offer)[] offers)
    {
        (KernelStrategy? dearer, _) = offers.FirstOrDefault(candidate => candidate.Offer is { Cost: not null, Reason: not null });
        return dearer is null ? offers.First(candidate => candidate.Strategy is DirectStrategy).Offer.Reason ?? "" : $"so little work that {dearer.Name} would cost more";
    }
}
