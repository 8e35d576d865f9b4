using System.Runtime.Versioning;
using System.Security.Cryptography;
using QMacVerify.Runtime;

namespace QMacVerify.Compiler.Build;

/// <summary>What is in a cache.</summary>
/// <param name="Builds">Number of assemblies.</param>
/// <param name="Bytes">Their size.</param>
internal readonly record struct CacheContents(int Builds, long Bytes);

/// <summary>Assemblies that were built before, in a folder of the user, by the hash of what they depend on.</summary>
/// <remarks>
/// An entry is a file: SHA-256 of the assembly, then the assembly. It is written to a temporary name and moved into place, so
/// several processes may share the folder; a damaged one counts as missing. Since entries are code that is run, a folder that
/// others may write is not used, nor a file that they may. Where the folder cannot be used everything is compiled.
/// </remarks>
internal sealed class BuildCache
{
    /// <summary>The variable that names another folder, or is <c>off</c>.</summary>
    public const string Variable = "QMAC_CACHE";

    public const long DefaultLimit = 512L << 20;

    private const string Extension = ".build";
    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Opens a folder, which need not exist yet.</summary>
    /// <param name="folder">Its full path.</param>
    /// <param name="limit">Bytes that its entries may take; those that were not used for longest go.</param>
    public BuildCache(string folder, long limit = DefaultLimit)
    {
        Folder = folder;
        Limit = limit;
    }

    public string Folder { get; }

    public long Limit { get; }

    /// <summary>The cache of the user, as the environment says; null where it is switched off or the user has no folder.</summary>
    public static BuildCache? OfUser() => FolderOf(Environment.GetEnvironmentVariable) is string folder ? new BuildCache(folder) : null;

    /// <summary>The folder that an environment asks for.</summary>
    /// <param name="variable">Value of a variable of the environment, or null.</param>
    /// <returns>A full path, or null for no cache.</returns>
    internal static string? FolderOf(Func<string, string?> variable)
    {
        string? asked = variable(Variable);
        if (!string.IsNullOrEmpty(asked))
        {
            return asked == "off" ? null : Path.GetFullPath(asked);
        }

        if (OperatingSystem.IsWindows())
        {
            return Below(variable("LOCALAPPDATA"), "qmac");
        }

        // Base directories that are not absolute are to be ignored, says the XDG specification.
        return Below(variable("XDG_CACHE_HOME"), "qmac") ?? Below(variable("HOME"), ".cache", "qmac");

        static string? Below(string? folder, params string[] names) => Path.IsPathFullyQualified(folder ?? "") ? Path.Combine([folder!, .. names]) : null;
    }

    /// <summary>Why the folder cannot be used, as a clause; null where it can.</summary>
    public string? Problem()
    {
        try
        {
            if (!Directory.Exists(Folder))
            {
                if (OperatingSystem.IsWindows())
                {
                    Directory.CreateDirectory(Folder);
                }
                else
                {
                    Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                }
            }

            return OperatingSystem.IsWindows() ? null : ProblemOf(Directory.ResolveLinkTarget(Folder, returnFinalTarget: true)?.FullName ?? Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "it cannot be made or read";
        }
    }

    /// <summary>Says that a folder which is there is not used, and why; null where all is well.</summary>
    public string? Warning() => Directory.Exists(Folder) && Problem() is string problem
        ? $"the cache {Folder} is not used: {problem}; {Variable} names another folder, or is off"
        : null;

    /// <summary>The assembly of a key; null where there is none that is whole.</summary>
    public byte[]? Find(string key)
    {
        if (!Directory.Exists(Folder) || Problem() is not null)
        {
            return null;
        }

        string path = PathOf(key);
        try
        {
            if (!File.Exists(path) || (!OperatingSystem.IsWindows() && ProblemOf(path) is not null))
            {
                return null;
            }

            byte[] entry = File.ReadAllBytes(path);
            if (entry.Length < SHA256.HashSizeInBytes || !SHA256.HashData(entry.AsSpan(SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(entry.AsSpan(0, SHA256.HashSizeInBytes)))
            {
                return null;
            }

            MarkAsUsed(path);
            return entry[SHA256.HashSizeInBytes..];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process has just removed it, or nobody may read it.
            return null;
        }
    }

    /// <summary>Keeps an assembly, if it can be.</summary>
    public void Store(string key, byte[] image)
    {
        if (image.Length + SHA256.HashSizeInBytes > Limit || Problem() is not null)
        {
            return;
        }

        try
        {
            AtomicFile.Write(PathOf(key), stream =>
            {
                stream.Write(SHA256.HashData(image));
                stream.Write(image);
            });
            if (!OperatingSystem.IsWindows())
            {
                // Whatever the umask: a group that may write could exchange what runs next time.
                File.SetUnixFileMode(PathOf(key), File.GetUnixFileMode(PathOf(key)) & ~WritableByOthers);
            }

            long kept = 0;
            foreach (Entry entry in Entries().OrderByDescending(entry => entry.Used).ThenBy(entry => entry.Path, StringComparer.Ordinal))
            {
                kept += entry.Length;
                if (kept > Limit)
                {
                    File.Delete(entry.Path);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk, or a folder that may be read only: the assembly is compiled again next time.
        }
    }

    /// <summary>Counts the entries.</summary>
    public CacheContents Contents() => Sum(Entries());

    /// <summary>Removes all entries, and nothing else.</summary>
    /// <returns>What was removed.</returns>
    public CacheContents Clear()
    {
        List<Entry> entries = Entries();
        entries.ForEach(entry => File.Delete(entry.Path));
        return Sum(entries);
    }

    private static CacheContents Sum(List<Entry> entries) => new(entries.Count, entries.Sum(entry => entry.Length));

    private static void MarkAsUsed(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that may be read only: nothing is removed from it either.
        }
    }

    /// <summary>Entries are code that is run: neither folder nor file may be another user's, or be written by one.</summary>
    [UnsupportedOSPlatform("windows")]
    private static string? ProblemOf(string path) =>
        !FileStatus.IsOwn(path) ? "it is another user's"
        : (File.GetUnixFileMode(path) & WritableByOthers) != 0 ? "others may write into it"
        : null;

    private string PathOf(string key) => Path.Combine(Folder, key + Extension);

    private List<Entry> Entries()
    {
        DirectoryInfo folder = new(Folder);
        return !folder.Exists
            ? []
            : [.. from file in folder.EnumerateFiles("*" + Extension)
                  where IsKey(Path.GetFileNameWithoutExtension(file.Name)) && file.Exists
                  select new Entry(file.FullName, file.Length, file.LastWriteTimeUtc)];
    }

    private static bool IsKey(string name) => name.Length == 2 * SHA256.HashSizeInBytes && name.All(char.IsAsciiHexDigitLower);

    /// <summary>A file that is ours by its name, as it was when the folder was read.</summary>
    private sealed record Entry(string Path, long Length, DateTime Used);
}
