using System.Runtime.CompilerServices;

namespace QMacVerify.Tests.Shared;

/// <summary>Finds files of the checkout that the tests run from.</summary>
public static class RepositoryFiles
{
    /// <summary>The folder that holds <c>QMacVerify.sln</c>, above the test assembly.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path inside the checkout.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The source folder of the calling test class, found under <see cref="Root"/> by its mapped path.</summary>
    /// <remarks>Builds map source paths to <c>/_/</c>, so the compiler's path is relative to the root.</remarks>
    public static string SourceFolder([CallerFilePath] string callerFile = "")
    {
        const string mapped = "/_/";
        string file = callerFile.StartsWith(mapped, StringComparison.Ordinal)
            ? Path.Combine(Root, callerFile[mapped.Length..])
            : callerFile;
        return Path.GetDirectoryName(file)!;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "QMacVerify.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No QMacVerify.sln above {AppContext.BaseDirectory}.");
    }
}
