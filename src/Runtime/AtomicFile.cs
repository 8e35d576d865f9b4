using System.Text;

namespace QMacVerify.Runtime;

/// <summary>Writes whole files: a reader sees the old file or the new one, never a part.</summary>
/// <remarks>
/// The content goes to a temporary name in the same folder, is flushed to the disk and moved into place; missing folders are made.
/// Failures are <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> with the path in the message.
/// </remarks>
public static class AtomicFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes UTF-8 without a byte order mark; line ends stay as they are.</summary>
    public static void WriteAllText(string path, string text) => WriteAll([Text(path, text)]);

    /// <summary>A text, as <see cref="WriteAllText"/> writes it, for <see cref="WriteAll"/>.</summary>
    public static (string Path, Action<Stream> Write) Text(string path, string text) => (path, stream => stream.Write(Utf8.GetBytes(text)));

    public static void WriteAllBytes(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    /// <summary>Writes what <paramref name="write"/> puts into the stream. If it throws, the old file stays.</summary>
    public static void Write(string path, Action<Stream> write) => WriteAll([(path, write)]);

    /// <summary>Writes files that belong together: none is moved into place before all are on the disk.</summary>
    public static void WriteAll(IReadOnlyList<(string Path, Action<Stream> Write)> files)
    {
        List<(string Temporary, string Path)> staged = [];
        try
        {
            foreach ((string path, Action<Stream> write) in files)
            {
                Named(path, () => Stage(Path.GetFullPath(path), write, staged));
            }

            foreach ((string temporary, string path) in staged)
            {
                Named(path, () => File.Move(temporary, path, overwrite: true));
            }
        }
        finally
        {
            staged.ForEach(file => File.Delete(file.Temporary));
        }
    }

    private static void Stage(string path, Action<Stream> write, List<(string Temporary, string Path)> staged)
    {
        string folder = Path.GetDirectoryName(path) ?? throw new IOException("it is a root folder");
        Directory.CreateDirectory(folder);
        if (Directory.Exists(path))
        {
            // Found here, before the first file is moved: a set of files is not to be left in parts.
            throw new IOException("it is a folder");
        }

        string temporary = Path.Combine(folder, $".{Guid.NewGuid():n}.tmp");
        using FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        staged.Add((temporary, path));
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    private static void Named(string path, Action action)
    {
        try
        {
            action();
        }
        catch (IOException e)
        {
            throw new IOException($"{path} could not be written: {e.Message}", e);
        }
        catch (ArgumentOutOfRangeException e) when (e.ParamName == "value")
        {
            // So .NET reports EFBIG: the limit of the file system or of the user, not an argument of ours.
            throw new IOException($"{path} could not be written: the file is longer than the system allows", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnauthorizedAccessException($"{path} could not be written: {e.Message}", e);
        }
    }
}
