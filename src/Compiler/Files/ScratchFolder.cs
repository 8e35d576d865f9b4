using System.ComponentModel;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Files;

/// <summary>A fresh temporary folder for the files of child programs, deleted with everything in it.</summary>
/// <remarks>Where we are killed, the next run deletes it, see <see cref="Leftover"/>.</remarks>
internal sealed class ScratchFolder : IDisposable
{
    private const string Prefix = "qmac-";
    private const string LockFile = ".qmac.lock";

    private static int _isTidy;

    private readonly FileStream _lock;

    public ScratchFolder()
    {
        Path = Directory.CreateTempSubdirectory($"{Prefix}{Leftover.Owner}-").FullName;
        _lock = new FileStream(PathOf(LockFile), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        if (Interlocked.Exchange(ref _isTidy, 1) == 0)
        {
            RemoveStale();
        }
    }

    public string Path { get; }

    /// <summary>Why nothing can be done in such a folder, in one clause and without its path, which is another each time.</summary>
    public static string Problem(Exception exception) => $"there is no place for temporary files: {exception switch
    {
        DirectoryNotFoundException or FileNotFoundException => "the folder that TMPDIR names does not exist",
        UnauthorizedAccessException => "permission is denied",
        { HResult: > 0 } => new Win32Exception(exception.HResult).Message,
        _ => exception.Message,
    }}";

    /// <summary>A path inside the folder.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        _lock.Dispose();
        Delete(Path);
    }

    /// <summary>Deletes folders of processes that are gone.</summary>
    internal void RemoveStale()
    {
        foreach (string folder in Directory.EnumerateDirectories(System.IO.Path.GetDirectoryName(Path)!, $"{Prefix}*-*"))
        {
            // Not those of other users, who might exchange theirs for a link while we delete.
            string owner = System.IO.Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (FileStatus.OwnerOf(folder) == FileStatus.OwnerOf(Path) && Leftover.IsAbandoned(owner, System.IO.Path.Combine(folder, LockFile)))
            {
                Delete(folder);
            }
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What was computed is valid although a file is left behind; the system clears its temporary folder.
        }
    }
}
