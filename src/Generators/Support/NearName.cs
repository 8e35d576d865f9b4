namespace QMacVerify.Generators.Support;

/// <summary>What was meant by a name that is not known.</summary>
public static class NearName
{
    /// <summary>Letters at the start of a name by which it is recognised within another, such as <c>mul</c>.</summary>
    private const int StemLength = 3;

    /// <summary>The end of a message: <c>did you mean "adder"?</c>, or the names there are.</summary>
    public static string Hint(string name, IReadOnlyCollection<string> known) =>
        known.Count == 0 ? "it takes none"
        : Find(name, known) is string near ? $"did you mean {Quote(near)}?"
        : $"expected {string.Join(", ", known)}";

    /// <summary>The known name that is nearest, or null when none is near.</summary>
    /// <remarks>Near is up to a letter in three that is wrong, missing or too much; then a name whose first letters stand in the other.</remarks>
    private static string? Find(string name, IReadOnlyCollection<string> known)
    {
        string lower = name.ToLowerInvariant();
        return known
            .Select(candidate => (Name: candidate, Distance: Distance(lower, candidate.ToLowerInvariant())))
            .Where(candidate => candidate.Distance * 3 <= Math.Max(name.Length, candidate.Name.Length))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .Concat(known.Where(candidate => candidate.Length >= StemLength && lower.Contains(candidate.Substring(0, StemLength).ToLowerInvariant())))
            .FirstOrDefault();
    }

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
