namespace QMacVerify.Tests.Shared;

/// <summary>Real models and reference outputs, which are not part of the repository.</summary>
/// <remarks>The folder is <c>QMAC_SHARED</c>, else <c>shared</c> beside the repository root.</remarks>
public static class SharedMaterial
{
    /// <summary>The folder, or null where it is absent.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>A path inside the folder. Skips the calling test (a <c>SkippableFact</c>) where it is absent.</summary>
    public static string PathOf(params string[] parts)
    {
        Skip.If(Folder is null, "The shared models are absent: set QMAC_SHARED to their folder.");
        string path = Path.Combine([Folder!, .. parts]);
        Skip.IfNot(Path.Exists(path), $"{string.Join('/', parts)} is absent from the shared models.");
        return path;
    }

    private static string? Find()
    {
        string folder = Environment.GetEnvironmentVariable("QMAC_SHARED")
            ?? Path.Combine(RepositoryFiles.Root, "..", "shared");
        return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
    }
}
