using System.Text.Json;

namespace QMacVerify.Tests.Shared;

/// <summary>The JSON that a command writes, each document of which must be valid by its published schema.</summary>
public sealed class WrittenJson
{
    private readonly string[] _places;
    private readonly Dictionary<string, (DateTime Written, long Length)> _before;

    private WrittenJson(string[] places)
    {
        _places = places;
        _before = Stamps();
    }

    /// <summary>To be called before a command runs: what is there already is not the command's.</summary>
    /// <param name="arguments">Its arguments. Files are looked for below folders that they name, and beside files.</param>
    /// <param name="folder">The folder that it runs in, or null where all paths are full.</param>
    public static WrittenJson Before(string[] arguments, string? folder = null) => new([.. arguments
        .Select(argument => folder is null ? argument : Path.Combine(folder, argument)).Append(folder ?? "").Where(TemporaryFolder.Holds).Distinct()]);

    /// <summary>Validates what the command printed, and the files that are new since then.</summary>
    /// <param name="exitCode">How it ended; one that refuses its input writes no files, and one that was stopped may have printed a part.</param>
    /// <param name="output">What it printed.</param>
    /// <returns>The schema files by which documents are valid.</returns>
    public IReadOnlySet<string> Validate(int exitCode, string output)
    {
        HashSet<string> met = [];
        if (exitCode <= 2 && (output.StartsWith('{') || output.StartsWith('[')))
        {
            Validate("the output", output, met);
        }

        foreach ((string path, (DateTime, long) stamp) in exitCode <= 1 ? Stamps() : [])
        {
            if (!_before.TryGetValue(path, out (DateTime, long) old) || old != stamp)
            {
                Validate(path, File.ReadAllText(path), met);
            }
        }

        return met;
    }

    private static void Validate(string what, string text, HashSet<string> met)
    {
        try
        {
            (string file, string? problem) = JsonSchemas.Validate(text);
            Assert.True(problem is null, $"{what} is not valid by docs/schemas/{file}: {problem}");
            met.Add(file);
        }
        catch (JsonException e)
        {
            Assert.Fail($"{what} is no JSON: {e.Message}");
        }
    }

    private Dictionary<string, (DateTime Written, long Length)> Stamps()
    {
        Dictionary<string, (DateTime, long)> stamps = [];
        foreach (string place in _places)
        {
            bool isFolder = Directory.Exists(place);
            string? folder = isFolder ? place : Path.GetDirectoryName(place);
            if (Directory.Exists(folder))
            {
                foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*.json", new EnumerationOptions { RecurseSubdirectories = isFolder, AttributesToSkip = FileAttributes.ReparsePoint }))
                {
                    stamps[file.FullName] = (file.LastWriteTimeUtc, file.Length);
                }
            }
        }

        return stamps;
    }
}
