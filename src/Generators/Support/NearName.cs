namespace QMacVerify.Generators.Support;

/// <summary>What was meant by a name that is not known.</summary>
public static class NearName
{
    /// <summary>Letters at the start of a name by which it is recognised within another, such as <c>mul</c>.</summary>
    private const int StemLength = 3;

    /// <summary>Names that a message shows at most where none is near.</summary>
    private const int MostListed = 10;

    /// <summary>Names that a message offers at most where several are as near.</summary>
    private const int MostOffered = 3;

    /// <summary>Letters of names that are compared: longer ones are no typing errors, and would take memory by their product.</summary>
    private const int MostLetters = 200;

    /// <summary>The end of a message: <c>did you mean "adder"?</c>, or the names there are.</summary>
    public static string Hint(string name, IReadOnlyCollection<string> known) =>
        known.Count == 0 ? "it takes none"
        : Near(name, known) is { Count: > 0 } near ? Question(near)
        : $"expected {string.Join(", ", known.Take(MostListed))}{(known.Count > MostListed ? Invariant($" or one of {known.Count - MostListed} more") : "")}";

    /// <summary>Says that a layer is none of those that something is about, and which are near.</summary>
    /// <param name="name">The name, or a pattern that fits none.</param>
    /// <param name="layers">The layers that are meant.</param>
    public static string NoLayer(string name, IEnumerable<string> layers) =>
        $"{Quote(name)} is not a layer with products of this model; {Hint(name, layers.ToArray())}";

    /// <summary>Offers names.</summary>
    public static string Question(IReadOnlyList<string> near)
    {
        string[] quoted = near.Select(Quote).ToArray();
        return $"did you mean {(quoted.Length > 1 ? $"{string.Join(", ", quoted.Take(quoted.Length - 1))} or " : "")}{quoted[quoted.Length - 1]}?";
    }

    /// <summary>The known names that are nearest, in their order; none where none is near.</summary>
    /// <remarks>Near is up to a letter in three that is wrong, missing or too much; then a name whose first letters stand in the other.</remarks>
    public static IReadOnlyList<string> Near(string name, IReadOnlyCollection<string> known)
    {
        string lower = name.ToLowerInvariant();
        List<(string Name, int Distance)> measured = known.Select(candidate => (Name: candidate, Distance: Math.Max(lower.Length, candidate.Length) > MostLetters ? int.MaxValue / 3 : Distance(lower, candidate.ToLowerInvariant()))).ToList();
        List<(string Name, int Distance)> near = measured.FindAll(candidate => candidate.Distance * 3 <= Math.Max(name.Length, candidate.Name.Length));
        if (near.Count == 0)
        {
            near = measured.FindAll(candidate =>
                candidate.Name.Length >= StemLength && lower.Contains(candidate.Name.Substring(0, StemLength).ToLowerInvariant()));
        }

        int least = near.Select(candidate => candidate.Distance).DefaultIfEmpty().Min();
        return near.Where(candidate => candidate.Distance == least).Take(MostOffered).Select(candidate => candidate.Name).ToArray();
    }

    /// <summary>Letters that are wrong, missing, too much, or exchanged with their neighbour (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        int[,] distance = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distance[i, j] = i + j;
                    continue;
                }

                int changed = distance[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                int moved = Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1;
                int exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] ? distance[i - 2, j - 2] + 1 : int.MaxValue;
                distance[i, j] = Math.Min(changed, Math.Min(moved, exchanged));
            }
        }

        return distance[a.Length, b.Length];
    }
}
