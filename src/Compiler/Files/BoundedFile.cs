using System.Text;
using QMacVerify.Generators.Diagnostics;
using QMacVerify.Generators.Support.Json;
using QMacVerify.Runtime;
using static QMacVerify.Generators.Support.Text;

namespace QMacVerify.Compiler.Files;

/// <summary>Reads files of the user that are small when they are what they should be.</summary>
internal static class BoundedFile
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>The whole content.</summary>
    /// <exception cref="InputException">The file does not exist, is no plain file, is longer than the limit, or was written to meanwhile.</exception>
    public static byte[] ReadAllBytes(string path, int limit)
    {
        using FileStream stream = Open(path);
        return ReadAllBytes(stream, limit);
    }

    /// <summary>The same of an open file: what is half of one content and half of another is neither.</summary>
    /// <remarks>A file that is replaced by another of its name meanwhile is read as it was.</remarks>
    public static byte[] ReadAllBytes(FileStream stream, int limit)
    {
        string name = Quote(Path.GetFileName(stream.Name));
        DateTime written = File.GetLastWriteTimeUtc(stream.SafeFileHandle);
        byte[] content = ReadToEnd(stream, limit) ?? throw new InputException(Invariant($"{name} is longer than {limit} bytes"));
        return File.GetLastWriteTimeUtc(stream.SafeFileHandle) == written ? content
            : throw new InputException($"{name} changed while it was read; give it again when it is whole");
    }

    /// <summary>The text in it, of which a byte order mark is no part.</summary>
    /// <inheritdoc cref="ReadAllBytes(string, int)"/>
    public static string ReadText(string path, int limit) => Encoding.UTF8.GetString(ReadAllBytes(path, limit)).TrimStart('\uFEFF');

    /// <summary>The JSON in it, which may have real numbers.</summary>
    /// <inheritdoc cref="ReadAllBytes(string, int)"/>
    /// <exception cref="DiagnosticException">It is no JSON.</exception>
    public static JsonValue ReadJson(string path, int limit) => JsonReader.Read(path, ReadText(path, limit), takesReals: true);

    /// <summary>Opens a plain file.</summary>
    /// <exception cref="InputException">The file does not exist, or is none.</exception>
    public static FileStream Open(string path) =>
        FileStatus.IsSpecial(path) ? throw new InputException($"{Quote(Path.GetFileName(path))} is a device, a pipe or a socket, expected a file")
        : InputFile.Open(path, Quote(path), "a file");

    /// <summary>What is left of a stream; null where that is more than the limit.</summary>
    /// <remarks>Some files have no length, and packed ones lie about it: the content grows with what arrives, whatever the system says.</remarks>
    public static byte[]? ReadToEnd(Stream stream, int limit)
    {
        using MemoryStream content = new();
        byte[] buffer = new byte[ChunkBytes];
        while (stream.Read(buffer) is int count and > 0)
        {
            content.Write(buffer, 0, count);
            if (content.Length > limit)
            {
                return null;
            }
        }

        return content.ToArray();
    }
}
