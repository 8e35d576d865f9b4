using QMacVerify.Benchmarks.Measuring;

namespace QMacVerify.Benchmarks.Sections;

/// <summary>The columns of every race against others.</summary>
internal static class PeerTable
{
    /// <summary>Name of our own kernels with exact circuits.</summary>
    public const string Own = "qmac exact";

    public static BenchmarkTable Create(string title, string subject) =>
        new(title, subject, "<candidate", "us", "GMAC/s", "<codes", "qmac exact is faster by");

    public static void Add(BenchmarkTable table, Race race)
    {
        foreach (Candidate candidate in race.Candidates.Where(candidate => candidate.IsPeer || candidate.Name == Own))
        {
            table.Add(
                race.Subject, candidate.Name, race[candidate.Name].Microseconds, race.GigaMacs(candidate.Name), candidate.Agreement?.ToString(),
                candidate.Name == Own ? null : race.Speed(Own, over: candidate.Name));
        }
    }
}
