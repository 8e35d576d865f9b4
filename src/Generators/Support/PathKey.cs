namespace QMacVerify.Generators.Support;

/// <summary>Paths as texts that are equal when they name the same file: a generator may not ask the file system.</summary>
public static class PathKey
{
    /// <summary>A path with <c>/</c> between its parts, without <c>.</c>, <c>..</c> and empty parts. Not for opening files.</summary>
    public static string Of(string path)
    {
        List<string> parts = [];
        foreach (string part in path.Split('/', '\\'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "." or ".."))
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join("/", parts);
    }

    /// <summary>The same for a path that may be relative to a folder.</summary>
    public static string Of(string folder, string path) =>
        path.StartsWith("/", StringComparison.Ordinal) || path.StartsWith("\\", StringComparison.Ordinal) || path.IndexOf(':') == 1
            ? Of(path)
            : Of($"{folder}/{path}");
}
