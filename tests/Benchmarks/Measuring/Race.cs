namespace QMacVerify.Benchmarks.Measuring;

/// <summary>Candidates that were measured in one interleaved run, so that their times may be compared.</summary>
internal sealed class Race
{
    private readonly Dictionary<string, (Candidate Candidate, Samples Samples)> _entries;

    /// <summary>What was measured of each candidate, in their order.</summary>
    public Race(string subject, IReadOnlyList<Candidate> candidates, IReadOnlyList<Samples> samples)
    {
        Subject = subject;
        Candidates = candidates;
        _entries = candidates.Zip(samples).ToDictionary(entry => entry.First.Name, StringComparer.Ordinal);
    }

    /// <summary>The network or layer that they compute.</summary>
    public string Subject { get; }

    public IReadOnlyList<Candidate> Candidates { get; }

    public static Race Run(string subject, Clock clock, int rounds, IReadOnlyList<Candidate> candidates) =>
        new(subject, candidates, Interleaved.Measure(clock, rounds, [.. candidates.Select(candidate => candidate.Run)]));

    public bool Has(string name) => _entries.ContainsKey(name);

    public Samples this[string name] => _entries[name].Samples;

    /// <summary>How many times as fast as another a candidate works, by their operations per second.</summary>
    public Figure Speed(string name, string over) =>
        this[over].Over(this[name]).Times(_entries[name].Candidate.Macs / _entries[over].Candidate.Macs);

    /// <summary>Operations in a nanosecond, that is 10^9 in a second.</summary>
    public Figure GigaMacs(string name) => Figure.Of(this[name].PerRun.Select(time => _entries[name].Candidate.Macs / time));

    /// <summary>The fastest of some candidates, by the median; null of none.</summary>
    public string? Fastest(Func<Candidate, bool> condition) =>
        Candidates.Where(condition).MinBy(candidate => this[candidate.Name].Median)?.Name;
}
