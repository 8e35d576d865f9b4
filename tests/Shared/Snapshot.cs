using System.Runtime.CompilerServices;
using System.Text;

namespace QMacVerify.Tests.Shared;

/// <summary>Compares a text with <c>_snapshots/Class.name.verified.ext</c> beside the test's source.</summary>
/// <remarks>
/// Follows the conventions of Verify, so that going over to it changes this file only: a text that differs is written
/// as <c>.received.</c> beside the verified one; accepting it is renaming it.
/// </remarks>
public static class Snapshot
{
    /// <summary>Fails, with the first differing lines, unless <paramref name="actual"/> is the verified text.</summary>
    /// <param name="actual">The text; line ends are normalized to LF.</param>
    /// <param name="name">Distinguishes the snapshots of one class.</param>
    /// <param name="extension">Of the file, so that editors colour it.</param>
    /// <param name="callerFile">Filled by the compiler.</param>
    public static void Verify(string actual, string name, string extension = "txt", [CallerFilePath] string callerFile = "")
    {
        string folder = Path.Combine(RepositoryFiles.SourceFolder(callerFile), "_snapshots");
        string stem = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(callerFile)}.{name}");
        Compare(actual, $"{stem}.verified.{extension}", $"{stem}.received.{extension}");
    }

    /// <summary>The same of a file of the repository that is text made from the code: <c>page.md</c> beside <c>page.received.md</c>.</summary>
    /// <param name="actual">The text; line ends are normalized to LF.</param>
    /// <param name="file">Path of the file.</param>
    public static void VerifyFile(string actual, string file) =>
        Compare(actual, file, Path.ChangeExtension(file, $".received{Path.GetExtension(file)}"));

    private static void Compare(string actual, string verifiedFile, string receivedFile)
    {
        string received = actual.ReplaceLineEndings("\n");
        string? verified = File.Exists(verifiedFile) ? File.ReadAllText(verifiedFile).ReplaceLineEndings("\n") : null;
        if (received == verified)
        {
            File.Delete(receivedFile);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(verifiedFile)!);
        File.WriteAllText(receivedFile, received, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Assert.Fail(verified is null
            ? $"New snapshot: read {receivedFile}, then rename it to {Path.GetFileName(verifiedFile)}."
            : $"Snapshot differs: {receivedFile}\n{FirstDifference(verified, received)}");
    }

    private static string FirstDifference(string verified, string received)
    {
        string[] expected = verified.Split('\n');
        string[] actual = received.Split('\n');
        int line = 0;
        while (line < expected.Length && line < actual.Length && expected[line] == actual[line])
        {
            line++;
        }

        StringBuilder message = new();
        for (int i = Math.Max(0, line - 2); i < line; i++)
        {
            message.Append("      ").Append(expected[i]).Append('\n');
        }

        for (int i = line; i < Math.Min(line + 4, expected.Length); i++)
        {
            message.Append($"{i + 1,4} - ").Append(expected[i]).Append('\n');
        }

        for (int i = line; i < Math.Min(line + 4, actual.Length); i++)
        {
            message.Append($"{i + 1,4} + ").Append(actual[i]).Append('\n');
        }

        return message.ToString();
    }
}
