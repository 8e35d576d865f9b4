using QMacVerify.Tests.Shared;

namespace QMacVerify.Integration.Tests;

/// <summary>Snapshots that no test reads any more would be reviewed for nothing.</summary>
public sealed class SnapshotFilesTests
{
    [Fact]
    public void Snapshots_EachFile_BelongsToATestThatNamesIt()
    {
        List<string> files = [.. Directory.EnumerateDirectories(RepositoryFiles.PathOf("tests"), "_snapshots", SearchOption.AllDirectories)
            .SelectMany(Directory.EnumerateFiles).Where(file => !file.Contains(".received.", StringComparison.Ordinal))];

        Assert.NotEmpty(files);
        Assert.Empty(files.Where(IsOrphan).Select(file => Path.GetRelativePath(RepositoryFiles.Root, file)));
    }

    /// <summary>Whether <c>_snapshots/Class.name.verified.ext</c> lacks a <c>Class.cs</c> beside the folder that has the name as a string.</summary>
    private static bool IsOrphan(string file)
    {
        string[] parts = Path.GetFileName(file).Split('.');
        if (parts.Length != 4 || parts[2] != "verified")
        {
            return true;
        }

        string source = Path.Combine(Path.GetDirectoryName(file)!, "..", $"{parts[0]}.cs");
        return !File.Exists(source) || !File.ReadAllText(source).Contains($"\"{parts[1]}\"", StringComparison.Ordinal);
    }
}
