using QMacVerify.Benchmarks.Measuring;

namespace QMacVerify.Benchmarks;

/// <summary>What a call of the benchmarks asks for, and what it has measured so far.</summary>
/// <param name="isQuick">Few rounds and the smaller half of the work: to see that all of it runs.</param>
internal sealed class BenchmarkRun(bool isQuick)
{
    private const int QuickRounds = 5;

    private readonly Dictionary<string, Race> _races = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Figure> _costs = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _skips = new(StringComparer.Ordinal);

    public bool IsQuick => isQuick;

    /// <summary>What could not be measured, and why.</summary>
    public IReadOnlyCollection<string> Skips => _skips;

    public int Rounds(int full) => isQuick ? Math.Min(full, QuickRounds) : full;

    /// <summary>Notes that something was not measured.</summary>
    /// <param name="what">A network, a peer.</param>
    /// <param name="reason">One clause.</param>
    public void Skip(string what, string reason) => _skips.Add($"{what}: {reason}");

    /// <summary>Measures candidates, in thread CPU time unless said, and keeps the result under its subject.</summary>
    public Race Race(string subject, int rounds, IReadOnlyList<Candidate> candidates, Clock? clock = null) =>
        _races[subject] = Measuring.Race.Run(subject, clock ?? Clock.Thread, Rounds(rounds), candidates);

    /// <summary>A race that was run; null where it was not.</summary>
    public Race? FindRace(string subject) => _races.GetValueOrDefault(subject);

    /// <summary>Keeps a cost that is not one of a race.</summary>
    public Figure Cost(string name, Figure cost) => _costs[name] = cost;

    public Figure? FindCost(string name) => _costs.GetValueOrDefault(name);
}
