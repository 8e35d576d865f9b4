using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Benchmarks.Measuring;

/// <summary>What takes part in a race.</summary>
/// <param name="Name">Unique in its race.</param>
/// <param name="Macs">Multiply-accumulate operations of one run.</param>
/// <param name="Run">One run.</param>
internal sealed record Candidate(string Name, double Macs, Action Run)
{
    /// <summary>How its outputs agree with the reference; null where it has none that could.</summary>
    public Agreement? Agreement { get; init; }

    /// <summary>Whether others make it.</summary>
    public bool IsPeer { get; init; }

    public bool IsExact => Agreement is { Wrong: 0 };
}

/// <summary>How many of some codes are not those of the reference.</summary>
internal sealed record Agreement(long Wrong, long Compared)
{
    public override string ToString() => Wrong == 0 ? "exact"
        : Wrong * 10_000 >= Compared ? Invariant($"{(double)Wrong / Compared:P2} wrong")
        : Invariant($"{Wrong} of {Compared:N0} wrong");
}
