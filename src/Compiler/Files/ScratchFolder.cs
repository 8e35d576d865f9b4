namespace QMacVerify.Compiler.Files;

/// <summary>A fresh temporary folder for the files of child programs, deleted with everything in it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("qmac-").FullName;

    /// <summary>A path inside the folder.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What was computed is valid although a file is left behind; the system clears its temporary folder.
        }
    }
}
