namespace QMacVerify.Tests.Shared;

/// <summary>A fresh folder that is gone when the test ends.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private const string Prefix = "qmac-test-";

    public string Path { get; } = Directory.CreateTempSubdirectory(Prefix).FullName;

    /// <summary>Whether a full path is such a folder, or inside one.</summary>
    public static bool Holds(string path) => path.StartsWith(System.IO.Path.Combine(System.IO.Path.GetTempPath(), Prefix), StringComparison.Ordinal);

    /// <summary>A path inside the folder.</summary>
    public string PathOf(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a shell script that can be started, for example in place of a tool.</summary>
    /// <param name="name">Of the file, below the folder.</param>
    /// <param name="script">Its lines, without the first.</param>
    /// <param name="interpreter">Named in the first line.</param>
    public void WriteScript(string name, string script, string interpreter = "/bin/sh")
    {
        string path = PathOf(name);
        File.Delete(path);
        File.WriteAllText(path, $"#!{interpreter}\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
