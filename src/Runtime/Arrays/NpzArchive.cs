using System.IO.Compression;

namespace QMacVerify.Runtime.Arrays;

/// <summary>Named arrays in an order: numpy's npz file, a zip archive of npy files.</summary>
public sealed class NpzArchive
{
    private const string Extension = ".npy";

    // What zip can count without its 64-bit extension.
    private const int MaximumEntries = 65_534;

    private readonly List<string> names = [];
    private readonly Dictionary<string, NpyArray> arrays = new(StringComparer.Ordinal);

    /// <summary>An empty archive to add to.</summary>
    /// <param name="source">Names the file in messages.</param>
    public NpzArchive(string source = "archive") => Source = source;

    /// <summary>Where the archive came from; part of messages only.</summary>
    public string Source { get; }

    /// <summary>The names, without <c>.npy</c>, in the order of the file.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The array of a name.</summary>
    /// <exception cref="ArrayFormatException">There is none.</exception>
    public NpyArray this[string name] => arrays.TryGetValue(name, out NpyArray? array)
        ? array
        : throw new ArrayFormatException($"{Source} has no array \"{name}\".");

    /// <summary>Whether an array may have a name. Names become paths when someone unpacks the archive, and keys of reports.</summary>
    public static bool IsSafeName(string name) =>
        !name.Any(c => c is '\\' or ':' || char.IsControl(c))
        && name.Split('/').All(part => part is not ("" or "." or ".."));

    /// <summary>Whether there is an array of a name, without <c>.npy</c>.</summary>
    public bool Contains(string name) => arrays.ContainsKey(name);

    /// <summary>Appends an array.</summary>
    /// <param name="name">Relative, with <c>/</c> between parts, without <c>.npy</c>.</param>
    /// <param name="array">Kept, not copied.</param>
    /// <exception cref="ArrayFormatException">The name is taken, or is not a relative path without <c>..</c>.</exception>
    public void Add(string name, NpyArray array)
    {
        RequireSafe(name);
        if (!arrays.TryAdd(name, array))
        {
            throw new ArrayFormatException($"{Source} has two entries \"{name}{Extension}\", expected one.");
        }

        names.Add(name);
    }

    /// <summary>Reads a npz file with all its arrays.</summary>
    /// <exception cref="ArrayFormatException">The file is not an archive of arrays of numbers.</exception>
    /// <exception cref="InputException">There is no such file.</exception>
    public static NpzArchive ReadFile(string path)
    {
        using FileStream stream = InputFile.OpenArrays(path);
        return Read(stream, Path.GetFileName(path));
    }

    /// <summary>Reads an archive with all its arrays, entries stored or deflated.</summary>
    /// <param name="stream">Seekable, at the start of the archive.</param>
    /// <param name="source">Names the file in messages.</param>
    /// <param name="maximumBytes">The most bytes of elements to accept over all entries: what a zip bomb runs into.</param>
    /// <exception cref="ArrayFormatException">The stream is not an archive of arrays of numbers.</exception>
    public static NpzArchive Read(Stream stream, string source, long maximumBytes = NpyFormat.MaximumBytes)
    {
        NpzArchive archive = new(source);
        try
        {
            using ZipArchive zip = new(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                NpyArray array = archive.ReadEntry(entry, maximumBytes);
                maximumBytes -= array.Data.Length;
                archive.Add(entry.FullName[..^Extension.Length], array);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new ArrayFormatException($"{source} is not a readable zip archive: {e.Message}", e);
        }

        return archive;
    }

    /// <summary>Writes a npz file: entries stored, dated 1980-01-01, in order, the same bytes on every system.</summary>
    public void WriteFile(string path)
    {
        using FileStream stream = File.Create(path);
        Write(stream);
    }

    /// <summary>Writes an archive: entries stored, dated 1980-01-01, in order, the same bytes on every system.</summary>
    /// <exception cref="ArrayFormatException">The archive is larger than one that is accepted for reading.</exception>
    public void Write(Stream stream)
    {
        if (names.Count > MaximumEntries || arrays.Values.Sum(array => (long)array.Data.Length) > NpyFormat.MaximumBytes)
        {
            throw new ArrayFormatException(
                $"{Source} exceeds {MaximumEntries} arrays or {NpyFormat.MaximumBytes} bytes, which could not be read back.");
        }

        StoredZipWriter zip = new(stream);
        foreach (string name in names)
        {
            zip.Add(name + Extension, NpyFormat.ToBytes(arrays[name]));
        }

        zip.Finish();
    }

    private NpyArray ReadEntry(ZipArchiveEntry entry, long maximumBytes)
    {
        string entrySource = $"{Source}: {Printable(entry.FullName)}";
        if (!entry.FullName.EndsWith(Extension, StringComparison.Ordinal))
        {
            throw new ArrayFormatException($"{entrySource} does not end in {Extension}, expected arrays only.");
        }

        RequireSafe(entry.FullName[..^Extension.Length]);
        if (entry.IsEncrypted)
        {
            throw new ArrayFormatException($"{entrySource} is encrypted, expected a plain entry.");
        }

        using Crc32Stream content = new(entry.Open());
        NpyArray array = NpyFormat.Read(content, entrySource, maximumBytes);
        if (content.Checksum != entry.Crc32)
        {
            throw new ArrayFormatException($"{entrySource} has checksum {content.Checksum:x8}, expected {entry.Crc32:x8}.");
        }

        return array;
    }

    private void RequireSafe(string name)
    {
        if (!IsSafeName(name))
        {
            throw new ArrayFormatException(
                $"{Source} has an entry named \"{Printable(name)}{Extension}\", expected a relative path without \"..\".");
        }
    }

    private static string Printable(string name) => string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
}
