using System.Security.Cryptography;

namespace QMacVerify.Tests.Shared;

/// <summary>What lies below a folder, to assert that nothing changed or that two folders are equal.</summary>
public static class FolderContents
{
    /// <summary>Relative path with <c>/</c>, and SHA-256, of every file, in ordinal order; empty for a folder that does not exist.</summary>
    /// <param name="folder">The folder.</param>
    public static IReadOnlyList<string> Of(string folder) =>
        [.. Files(folder).Select(name => $"{name} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, name))))}")];

    /// <summary>The paths only.</summary>
    public static IReadOnlyList<string> Files(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
                .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Copies what a checkout has of a folder: what builds leave in <c>bin</c> and <c>obj</c> stays.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="target">A folder that does not exist.</param>
    public static void Copy(string folder, string target)
    {
        foreach (string name in Files(folder).Where(name => !name.StartsWith("bin/", StringComparison.Ordinal) && !name.StartsWith("obj/", StringComparison.Ordinal)))
        {
            string copy = Path.Combine(target, name);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(folder, name), copy);
        }
    }
}
