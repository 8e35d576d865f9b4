using System.Text;

namespace QMacVerify.Runtime;

/// <summary>Writes whole files: a reader sees the old file or the new one, never a part.</summary>
/// <remarks>
/// The content goes to a temporary name in the same folder, is flushed to the disk and moved into place; missing folders are made.
/// Permissions of an old file are kept, links are followed, and what is no file, such as a device, is refused.
/// Failures are <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> with the path in the message.
/// </remarks>
internal static class AtomicFile
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
        List<StagedFile> staged = [];
        try
        {
            foreach ((string path, Action<Stream> write) in files)
            {
                Named(path, () =>
                {
                    StagedFile file = new(path);
                    staged.Add(file);
                    file.Write(write);
                });
            }

            staged.ForEach(file => Named(file.Path, file.Commit));
        }
        finally
        {
            staged.ForEach(file => file.Dispose());
        }
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
