namespace QMacVerify.Tests.Shared;

/// <summary>External programs that some tests need.</summary>
public static class Tools
{
    /// <summary>Skips the calling test (a <c>SkippableFact</c>) unless every tool is on PATH.</summary>
    public static void Require(params string[] names)
    {
        foreach (string name in names)
        {
            Skip.IfNot(IsOnPath(name), $"{name} is not on PATH.");
        }
    }

    public static bool IsOnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, name)));
}
