namespace QMacVerify.Runtime;

/// <summary>A file that is being written beside the place where it is to stand.</summary>
/// <remarks>
/// It stays open until it is moved. What a killed process left is removed when somebody writes into the folder again,
/// see <see cref="Leftover"/>.
/// </remarks>
internal sealed class StagedFile : IDisposable
{
    private const string Prefix = ".qmac-";
    private const string Extension = ".tmp";

    private readonly string _target;
    private readonly string _temporary;
    private readonly FileStream _stream;

    /// <summary>Begins a file.</summary>
    /// <param name="path">As the user gives it: names the file in messages.</param>
    /// <exception cref="IOException">Nothing can be put there; the message does not name the path.</exception>
    public StagedFile(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        if (FileStatus.IsSpecial(Path))
        {
            throw new IOException("it is a device, a pipe or a socket");
        }

        // A link stays, and what it points to is written.
        _target = new FileInfo(Path).LinkTarget is null ? Path : File.ResolveLinkTarget(Path, returnFinalTarget: true)!.FullName;
        string folder = System.IO.Path.GetDirectoryName(_target) ?? throw new IOException("it is a root folder");
        Directory.CreateDirectory(folder);
        if (Directory.Exists(_target))
        {
            // Found here, before the first file is moved: a set of files is not to be left in parts.
            throw new IOException("it is a folder");
        }

        RemoveStale(folder);
        _temporary = System.IO.Path.Combine(folder, $"{Prefix}{Leftover.Owner}-{Guid.NewGuid():n}{Extension}");

        // No buffer, so that closing it writes nothing and cannot fail; Delete, so that it may be moved while it is open.
        _stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, bufferSize: 0);
    }

    /// <summary>The full path that was asked for.</summary>
    public string Path { get; }

    /// <summary>Writes the content and flushes it to the disk.</summary>
    public void Write(Action<Stream> write)
    {
        BufferedStream buffer = new(_stream, 1 << 16);
        write(buffer);
        buffer.Flush();
        _stream.Flush(flushToDisk: true);
    }

    /// <summary>Moves the file into place, with the permissions of the one that was there.</summary>
    public void Commit()
    {
        if (!OperatingSystem.IsWindows() && File.Exists(_target))
        {
            // Not the bits that lend a user's rights: the new file may be another user's.
            const UnixFileMode lent = UnixFileMode.SetUser | UnixFileMode.SetGroup | UnixFileMode.StickyBit;
            File.SetUnixFileMode(_temporary, File.GetUnixFileMode(_target) & ~lent);
        }

        File.Move(_temporary, _target, overwrite: true);
    }

    /// <summary>Removes what was not moved into place.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        File.Delete(_temporary);
    }

    private static void RemoveStale(string folder)
    {
        try
        {
            foreach (string file in Directory.EnumerateFiles(folder, $"{Prefix}*{Extension}"))
            {
                string[] parts = System.IO.Path.GetFileNameWithoutExtension(file)[Prefix.Length..].Split('-');
                if (parts is [string owner, string guid] && Guid.TryParseExact(guid, "n", out _) && Leftover.IsAbandoned(owner, file))
                {
                    File.Delete(file);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that one may write into but not list, or somebody else's file.
        }
    }
}
