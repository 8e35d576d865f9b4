namespace QMacVerify.Generators.Support;

/// <summary>Names of layers as users give several at once.</summary>
public static class NamePattern
{
    /// <summary>Whether a name fits a pattern, in which each <c>*</c> stands for any text.</summary>
    public static bool Matches(string pattern, string name)
    {
        string[] parts = pattern.Split('*');
        string last = parts[parts.Length - 1];
        if (parts.Length == 1 || !name.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return pattern == name;
        }

        int position = parts[0].Length;
        for (int i = 1; i < parts.Length - 1; i++)
        {
            int found = name.IndexOf(parts[i], position, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            position = found + parts[i].Length;
        }

        return name.Length - last.Length >= position && name.EndsWith(last, StringComparison.Ordinal);
    }
}
